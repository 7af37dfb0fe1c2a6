"""An approved photographer deposits a photo and a signature, and gets the code that stands for them, once."""

import asyncio
import hashlib
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, File, UploadFile
from pydantic import BaseModel, Field

from contracts.children.pool import PoolUnavailable
from contracts.events.parts import Ephoto, Zone
from contracts.http import AlreadyAnswered, CleReutilisee, Once, OnceKey, problems
from contracts.objects import StockageAbsent
from ctn_verification.api.requests import Photographe, Service
from ctn_verification.app import App
from ctn_verification.controle import OCTETS_MAX, Examinee, controler_ephoto
from ctn_verification.domain.code_photo import tirer_code
from ctn_verification.domain.ephoto import EphotoRefusee, deposer, exiger_utilisable
from ctn_verification.domain.verdict import Verdict
from ctn_verification.rangement import oublier, ranger
from ctn_verification.storage import ephotos

CHEMIN = "/api/ctn/ephotos"

router = APIRouter(tags=["e-photos"])


class CauseDite(BaseModel):
    """`zones`: where on the image, in fractions of the upright page; none for a cause without a place."""

    code: str
    cause: str
    remede: str
    zones: list[Zone] = []


class ControleDit(BaseModel):
    """What the engine says; `a_verifier` is accepted, an agent will look at it when the demande comes."""

    controle: str = Field(description="conforme, a_verifier or non_conforme")
    causes: list[CauseDite]

    @classmethod
    def of(cls, verdict: Verdict) -> Self:
        causes = [
            CauseDite(code=rejet.code, cause=rejet.cause, remede=rejet.remede, zones=list(rejet.zones))
            for rejet in verdict.causes
        ]
        return cls(controle=verdict.controle, causes=causes)


class EphotoDeposee(BaseModel):
    id: UUID
    code: str = Field(description="22 characters, good for one demande; shown this once.")
    expire_le: datetime
    photo: ControleDit
    signature: ControleDit


@router.post(CHEMIN, status_code=201, responses=problems(EphotoRefusee, CleReutilisee, StockageAbsent, PoolUnavailable))
async def post_ephoto(
    photo: Annotated[UploadFile, File(description="35 × 45 mm, 413 × 531 pixels at least.")],
    signature: Annotated[UploadFile, File(description="Black ink on white, inside the frame.")],
    caller: Photographe,
    once: OnceKey,
    app: Service,
) -> EphotoDeposee:
    """Checked while the photographer waits: what does not do is refused with causes and remedies, and nothing kept."""
    sent = [await photo.read(OCTETS_MAX + 1), await signature.read(OCTETS_MAX + 1)]
    vues = await asyncio.gather(*map(controler_ephoto, ("photo", "signature"), sent, (app.moteur, app.moteur)))
    exiger_utilisable(vues[0].verdict, vues[1].verdict)
    ephoto = await ranger(app, *vues)
    try:
        return await enregistrer(app, once and once.of(empreintes(sent)), caller.id, ephoto, *vues)
    except (AlreadyAnswered, CleReutilisee):
        await oublier(app, ephoto)
        raise


async def enregistrer(
    app: App, once: Once | None, photographe: UUID, ephoto: Ephoto, photo: Examinee, signature: Examinee
) -> EphotoDeposee:
    """The answer is kept for the 24 hours in which the same request may come again: it alone holds the code."""
    code, now = tirer_code(app.tirage), app.now()
    depot = deposer(
        ephoto, photographe=photographe, code=code, photo=photo.verdict, signature=signature.verdict, now=now
    )
    dite = EphotoDeposee(
        id=ephoto.id,
        code=code,
        expire_le=depot.deposee.expire_le,
        photo=ControleDit.of(photo.verdict),
        signature=ControleDit.of(signature.verdict),
    )
    async with app.db.begin(once) as tx:
        await ephotos.add(tx, depot)
        await tx.reply(dite, status=201)
    return dite


def empreintes(sent: list[bytes]) -> str:
    return " ".join(hashlib.sha256(octets).hexdigest() for octets in sent)
