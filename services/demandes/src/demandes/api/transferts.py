"""A school asks for another school's demande, the candidate answers (seed 000, « Transférer une demande »)."""

from datetime import datetime, timedelta
from typing import Annotated, Self
from uuid import UUID, uuid4

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from contracts.delivery import Tx
from contracts.events import parts
from contracts.http import CurseurInvalide, OnceKey, Page, Pagination, page, problems
from contracts.identity import Caller
from demandes.api.access import AutoEcole, Candidat, Lecteur, Service
from demandes.api.demandes import AutoEcoleInconnue
from demandes.app import App
from demandes.domain.agrement import AgrementInactif, verifier_agrement
from demandes.domain.demande import DemandeIntrouvable
from demandes.domain.transfert import (
    NumeroDeDemandeInvalide,
    Transfert,
    TransfertClos,
    TransfertImpossible,
    TransfertIntrouvable,
    demander_transfert,
    numero_saisi,
    repondre,
    retirer,
)
from demandes.storage import comptes, demandes, tentatives, transferts
from demandes.storage.tentatives import TropDeTentatives

router = APIRouter(prefix="/api/demandes", tags=["transferts"])

ESSAIS, PERIODE = 20, timedelta(hours=1)
"""How many numbers a school may try: a person types a handful, a machine would try them all."""


class TransfertVoulu(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    numero: Annotated[str, Field(max_length=60)]


class TransfertVue(BaseModel):
    """Which school asks which, and what became of it; nothing of the candidate."""

    id: UUID
    demande: UUID | None = Field(description="Null for the school that the demande has left.")
    numero: str
    ancienne_ecole: str
    nouvelle_ecole: str
    etat: str
    libelle_etat: str
    demande_le: datetime
    limite_le: datetime
    decide_le: datetime | None

    @classmethod
    def to(cls, caller: Caller, transfert: Transfert) -> Self:
        partie = caller.id == transfert.ancienne.compte
        return cls(
            id=transfert.id,
            demande=None if partie else transfert.demande,
            numero=transfert.numero,
            ancienne_ecole=transfert.ancienne.raison_sociale,
            nouvelle_ecole=transfert.nouvelle.raison_sociale,
            etat=transfert.etat.value,
            libelle_etat=transfert.etat.libelle,
            demande_le=transfert.demande_le,
            limite_le=transfert.limite_le,
            decide_le=transfert.decide_le,
        )


@router.post(
    "/transferts",
    status_code=201,
    responses=problems(
        NumeroDeDemandeInvalide,
        DemandeIntrouvable,
        TransfertImpossible,
        TropDeTentatives,
        AutoEcoleInconnue,
        AgrementInactif,
    ),
)
async def post_transfert(body: TransfertVoulu, caller: AutoEcole, once: OnceKey, app: Service) -> TransfertVue:
    """By the number that the candidate gives; he is told by mail and SMS."""
    numero = numero_saisi(body.numero)
    async with app.db.begin() as tx:
        await tentatives.count(tx, "transfert", str(caller.id), app.now(), au_plus=ESSAIS, par=PERIODE)
    async with app.db.begin(once) as tx:
        nouvelle = await _ecole(tx, caller)
        demande = await transferts.transferable(tx, numero)
        en_attente = await transferts.waiting(tx, demande.id)
        suite = demander_transfert(demande, nouvelle, uuid4(), app.now(), en_attente=en_attente)
        await transferts.add(tx, suite)
        await tx.reply(answer := TransfertVue.to(caller, suite.transfert), 201)
    return answer


@router.get("/transferts", responses=problems(CurseurInvalide))
async def get_transferts(
    caller: AutoEcole,
    app: Service,
    paging: Pagination,
    sens: Annotated[str, Query(pattern="^(entrants|sortants)$", description="Asked for by us, or gone from us.")],
) -> Page[TransfertVue]:
    async with app.db.begin() as tx:
        found = await transferts.of_school(tx, caller.id, paging, sortants=sens == "sortants")
    return page(found, paging, key=lambda t: (t.demande_le, t.id), element=lambda t: TransfertVue.to(caller, t))


@router.get("/{demande_id}/transferts", responses=problems(DemandeIntrouvable))
async def get_transferts_de_la_demande(demande_id: UUID, caller: Lecteur, app: Service) -> list[TransfertVue]:
    """Newest first; one at most waits for an answer."""
    async with app.db.begin() as tx:
        await demandes.read(tx, demande_id, seen_by=caller)
        found = await transferts.of_demande(tx, demande_id)
    return [TransfertVue.to(caller, transfert) for transfert in found]


ANSWERS = problems(TransfertIntrouvable, TransfertClos, TransfertImpossible)


@router.post("/transferts/{transfert_id}/acceptation", responses=ANSWERS)
async def post_acceptation(transfert_id: UUID, caller: Candidat, once: OnceKey, app: Service) -> TransfertVue:
    """From now on the new school alone follows and completes."""
    return await _repondre(transfert_id, caller, once, app, accepte=True)


@router.post("/transferts/{transfert_id}/refus", responses=ANSWERS)
async def post_refus_transfert(transfert_id: UUID, caller: Candidat, once: OnceKey, app: Service) -> TransfertVue:
    """Nothing changes."""
    return await _repondre(transfert_id, caller, once, app, accepte=False)


@router.post("/transferts/{transfert_id}/retrait", responses=ANSWERS)
async def post_retrait(transfert_id: UUID, caller: AutoEcole, once: OnceKey, app: Service) -> TransfertVue:
    """By the school that asked."""
    async with app.db.begin(once) as tx:
        transfert, demande = await transferts.load(tx, transfert_id, seen_by=caller)
        suite = retirer(transfert, demande, app.now())
        await transferts.save(tx, suite)
        await tx.reply(answer := TransfertVue.to(caller, suite.transfert))
    return answer


async def _repondre(id: UUID, caller: Caller, once: OnceKey, app: App, *, accepte: bool) -> TransfertVue:
    async with app.db.begin(once) as tx:
        transfert, demande = await transferts.load(tx, id, seen_by=caller)
        suite = repondre(transfert, demande, accepte=accepte, now=app.now())
        await transferts.save(tx, suite)
        await tx.reply(answer := TransfertVue.to(caller, suite.transfert))
    return answer


async def _ecole(tx: Tx, caller: Caller) -> parts.AutoEcole:
    verifier_agrement(await comptes.agrement(tx, caller.id))
    ecole = await comptes.auto_ecole(tx, caller.id)
    if ecole is None:
        raise AutoEcoleInconnue("Votre compte vient d'être activé : réessayez dans un instant.")
    return ecole
