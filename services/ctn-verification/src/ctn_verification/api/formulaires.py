"""Paper photo forms: which are awaited, and photo and signature of one that an agent has scanned."""

import asyncio
from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, File, Form, UploadFile
from pydantic import BaseModel

from contracts.children.pool import PoolUnavailable
from contracts.events.parts import Ephoto
from contracts.http import (
    AlreadyAnswered,
    CleReutilisee,
    CurseurInvalide,
    Once,
    OnceKey,
    Page,
    Pagination,
    page,
    problems,
)
from contracts.identity import Caller
from contracts.objects import StockageAbsent
from ctn_verification.api.ephotos import ControleDit, empreintes
from ctn_verification.api.requests import AgentCtn, Service
from ctn_verification.app import App
from ctn_verification.controle import OCTETS_MAX, Examinee, controler_ephoto
from ctn_verification.domain.ephoto import EphotoRefusee, exiger_utilisable
from ctn_verification.domain.formulaire import (
    Formulaire,
    FormulaireClos,
    FormulaireIntrouvable,
    verifier_attendu,
)
from ctn_verification.numerisation import lier
from ctn_verification.rangement import oublier, ranger
from ctn_verification.storage import formulaires

CHEMIN = "/api/ctn/formulaires-photo"

router = APIRouter(prefix=CHEMIN, tags=["formulaires"])


class FormulaireAttendu(BaseModel):
    """What the agent compares with the paper in his hand."""

    numero: str
    nom: str
    prenoms: list[str]
    attendu_le: datetime
    limite_le: datetime

    @classmethod
    def of(cls, formulaire: Formulaire) -> Self:
        return cls.model_validate(formulaire, from_attributes=True)


class FormulaireNumerise(BaseModel):
    numero: str
    recu_le: datetime
    photo: ControleDit
    signature: ControleDit


@router.get("", responses=problems(CurseurInvalide))
async def get_formulaires(caller: AgentCtn, app: Service, paging: Pagination) -> Page[FormulaireAttendu]:
    """The one whose time ends first before all others."""
    async with app.db.begin() as tx:
        found = await formulaires.attendus(tx, paging, app.now())
    return page(found, paging, key=lambda f: (f.limite_le, f.demande), element=FormulaireAttendu.of)


@router.post(
    "",
    status_code=201,
    responses=problems(
        FormulaireIntrouvable, FormulaireClos, EphotoRefusee, CleReutilisee, StockageAbsent, PoolUnavailable
    ),
)
async def post_formulaire(
    numero: Annotated[str, Form(max_length=40)],
    photo: Annotated[UploadFile, File(description="Cut out of the scan: the glued photo.")],
    signature: Annotated[UploadFile, File(description="Cut out of the scan: the frame with the signature.")],
    caller: AgentCtn,
    once: OnceKey,
    app: Service,
    insister: Annotated[bool, Form(description="Take it although the machine refuses it: an agent decides.")] = False,
) -> FormulaireNumerise:
    """What the machine refuses is told with its causes; an agent who sees better insists."""
    chiffres = "".join(numero.split())
    async with app.db.begin() as tx:
        verifier_attendu(await formulaires.lire(tx, chiffres), app.now())
    sent = [await photo.read(OCTETS_MAX + 1), await signature.read(OCTETS_MAX + 1)]
    vues = await asyncio.gather(*map(controler_ephoto, ("photo", "signature"), sent, (app.moteur, app.moteur)))
    if not insister or not all(vue.octets for vue in vues):
        exiger_utilisable(vues[0].verdict, vues[1].verdict)
    ephoto = await ranger(app, *vues)
    try:
        return await _enregistrer(
            app, once and once.of(f"{chiffres} {empreintes(sent)}"), caller, chiffres, ephoto, *vues
        )
    except (AlreadyAnswered, CleReutilisee, FormulaireClos, FormulaireIntrouvable):
        await oublier(app, ephoto)
        raise


async def _enregistrer(
    app: App, once: Once | None, caller: Caller, numero: str, ephoto: Ephoto, photo: Examinee, signature: Examinee
) -> FormulaireNumerise:
    now = app.now()
    async with app.db.begin(once) as tx:
        await lier(tx, numero, ephoto, photo.verdict, signature.verdict, par=caller.id, now=now)
        answer = FormulaireNumerise(
            numero=numero,
            recu_le=now,
            photo=ControleDit.of(photo.verdict),
            signature=ControleDit.of(signature.verdict),
        )
        await tx.reply(answer, 201)
    return answer
