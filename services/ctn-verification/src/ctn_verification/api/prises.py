"""Taking a dossier in hand, giving it back, and the next that waits."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from contracts.http import OnceKey, problems
from ctn_verification.api.dossiers import montrer
from ctn_verification.api.requests import AgentCtn, Service
from ctn_verification.api.vues import DossierVu, PriseVue
from ctn_verification.domain.examen import DossierDejaDecide, DossierIntrouvable, exiger_a_examiner
from ctn_verification.domain.prise import AucunDossierLibre, DossierEnMain, libre_ou_sienne, prendre
from ctn_verification.storage import dossiers, file_d_attente, prises
from ctn_verification.storage.filtre import Filtre

router = APIRouter(prefix="/api/ctn/dossiers", tags=["prises"])


class Suivant(BaseModel):
    """Filters as of the list; `sauf`: passed over this time."""

    model_config = ConfigDict(extra="forbid")

    motif: Annotated[str, Field(max_length=40)] | None = None
    prefecture: Annotated[str, Field(max_length=8)] | None = None
    tour: Annotated[int, Field(ge=1, le=1000)] | None = None
    doute: Annotated[str, Field(max_length=64)] | None = None
    sauf: Annotated[list[UUID], Field(max_length=100)] = []

    def filtre(self) -> Filtre:
        return Filtre(self.motif, self.prefecture, self.tour, self.doute)


@router.post("/suivant", responses=problems(AucunDossierLibre))
async def post_suivant(body: Suivant, caller: AgentCtn, once: OnceKey, app: Service) -> DossierVu:
    """The one he has in hand already, if there is one; else the oldest that nobody has."""
    now = app.now()
    async with app.db.begin(once) as tx:
        demande = await prises.suivant(tx, caller.id, now, body.filtre(), body.sauf)
        if demande is None:
            raise AucunDossierLibre
        dossier = await dossiers.load(tx, demande)
        await prises.poser(tx, dossier, prendre(dossier.prise, caller.id, now))
        await file_d_attente.note(tx, dossier, "prise", caller.id, now)
        await file_d_attente.look(tx, dossier, "consultation", caller.id, now, "dossier")
        await tx.reply(vu := await montrer(tx, await dossiers.load(tx, demande), caller.id, now))
    return vu


@router.post("/{demande}/prise", responses=problems(DossierIntrouvable, DossierEnMain, DossierDejaDecide))
async def post_prise(demande: UUID, caller: AgentCtn, once: OnceKey, app: Service) -> PriseVue:
    """Taken, or kept ten minutes more by who has it."""
    now = app.now()
    async with app.db.begin(once) as tx:
        dossier = await dossiers.load(tx, demande)
        exiger_a_examiner(dossier, None)
        prise = prendre(dossier.prise, caller.id, now)
        await prises.poser(tx, dossier, prise)
        if prise.depuis == now:
            await file_d_attente.note(tx, dossier, "prise", caller.id, now)
        await tx.reply(vue := PriseVue(par="vous", depuis=prise.depuis, jusqu_a=prise.jusqu_a))
    return vue


@router.delete("/{demande}/prise", status_code=204, responses=problems(DossierIntrouvable, DossierEnMain))
async def delete_prise(demande: UUID, caller: AgentCtn, once: OnceKey, app: Service) -> None:
    """Given back; what he has no longer is given back already."""
    now = app.now()
    async with app.db.begin(once) as tx:
        dossier = await dossiers.load(tx, demande)
        if libre_ou_sienne(dossier.prise, caller.id, now):
            await prises.lever(tx, dossier)
            await file_d_attente.note(tx, dossier, "rendu", caller.id, now)
        await tx.reply(None, 204)
