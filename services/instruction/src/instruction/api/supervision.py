"""What the supervisor of a préfecture sees and does: his people, delays, late dossiers, one dossier's audit."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from contracts.http import CurseurInvalide, OnceKey, Page, Pagination, page, problems
from instruction.api.access import Service, Superviseur
from instruction.api.decisions import Corps
from instruction.api.vues import DossierEnListe
from instruction.domain.dossier import DecisionImpossible, DossierIntrouvable, verifier_decidable
from instruction.domain.prise import DUREE, Prise
from instruction.domain.promesses import PROMESSES
from instruction.storage import audit, compteurs, dossiers, prises, supervision
from instruction.storage.audit import Ligne
from instruction.storage.dossiers import Filtre

router = APIRouter(prefix="/api/instruction", tags=["supervision"])


class Agent(BaseModel):
    compte: UUID
    nom: str
    vu_le: datetime


class Delai(BaseModel):
    """Over the last decisions of the motif; `promis_jours` is what the service promises."""

    motif: str
    decisions: int
    mediane_jours: float
    p80_jours: float
    promis_jours: int | None


class Jour(BaseModel):
    jour: date
    instructeur: UUID
    nom: str | None
    decision: str
    nombre: int


class Tableau(BaseModel):
    etats: dict[str, int]
    ages: dict[str, int]
    delais: list[Delai]
    par_jour: list[Jour]


class EcartVue(BaseModel):
    etat: str
    jour: date
    compte: int
    reel: int


class Reaffectation(Corps):
    instructeur: UUID


class Urgence(Corps):
    """Without a reason it is urgent no longer."""

    raison: Annotated[str, Field(max_length=200, min_length=3)] | None = None


class LigneAudit(BaseModel):
    quand: datetime
    compte: UUID
    acte: str
    objet: str | None


@router.get("/supervision/equipe")
async def get_equipe(caller: Superviseur, app: Service) -> list[Agent]:
    """Who has acted in this préfecture's service."""
    async with app.db.begin() as tx:
        found = await supervision.equipe(tx, caller.prefecture or "")
    return [Agent.model_validate(row) for row in found]


@router.get("/supervision/tableau")
async def get_tableau(caller: Superviseur, app: Service) -> Tableau:
    """Counts, delays by motif, and the decisions of thirty days by instructor."""
    prefecture, now = caller.prefecture or "", app.now()
    async with app.db.begin() as tx:
        comptes = await compteurs.of(tx, prefecture, now.date())
        delais = await supervision.delais(tx, prefecture)
        par_jour = await supervision.par_jour(tx, prefecture, now)
    lignes = [_delai(row) for row in delais]
    return Tableau(etats=comptes.etats, ages=comptes.ages, delais=lignes, par_jour=[Jour(**row) for row in par_jour])


@router.get("/supervision/ecarts")
async def get_ecarts(caller: Superviseur, app: Service) -> list[EcartVue]:
    """Counters against a count of all dossiers: empty, or something is broken."""
    async with app.db.begin() as tx:
        found = await compteurs.ecarts(tx, caller.prefecture or "")
    return [EcartVue(**ecart._asdict()) for ecart in found]


@router.get("/supervision/retards", responses=problems(CurseurInvalide))
async def get_retards(caller: Superviseur, app: Service, paging: Pagination) -> Page[DossierEnListe]:
    """Older than the promise of the service and not decided; each came here once."""
    filtre = Filtre(en_retard=True, ouvert=True)
    async with app.db.begin() as tx:
        found = await dossiers.file_active(tx, paging, filtre, seen_by=caller, now=app.now())
    return page(found, paging, key=lambda d: (d.attend_depuis, d.demande), element=DossierEnListe.of)


@router.post(
    "/dossiers/{demande}/reaffectation",
    responses=problems(DossierIntrouvable, DecisionImpossible, prises.InstructeurInconnu),
)
async def post_reaffectation(
    demande: UUID, body: Reaffectation, caller: Superviseur, once: OnceKey, app: Service
) -> DossierEnListe:
    """Into another's hand, whoever had it."""
    now = app.now()
    async with app.db.begin(once) as tx:
        dossier = await dossiers.load(tx, demande, seen_by=caller)
        verifier_decidable(dossier)
        nom = await prises.nom_de(tx, body.instructeur, seen_by=caller)
        await prises.poser(tx, dossier, Prise(body.instructeur, nom, now, now + DUREE), now)
        await audit.note(tx, caller, "reaffecter", demande, str(body.instructeur))
        answer = DossierEnListe.of(await dossiers.read(tx, demande, seen_by=caller))
        await tx.reply(answer)
    return answer


@router.post("/dossiers/{demande}/urgence", status_code=204, responses=problems(DossierIntrouvable))
async def post_urgence(demande: UUID, body: Urgence, caller: Superviseur, once: OnceKey, app: Service) -> None:
    """Shown in the queue with its reason."""
    async with app.db.begin(once) as tx:
        await dossiers.load(tx, demande, seen_by=caller)
        await dossiers.marquer(tx, demande, urgence=body.raison)
        await audit.note(tx, caller, "marquer_urgent" if body.raison else "lever_urgence", demande)
        await tx.reply(None, 204)


@router.get("/dossiers/{demande}/audit", responses=problems(DossierIntrouvable, CurseurInvalide))
async def get_audit(demande: UUID, caller: Superviseur, app: Service, paging: Pagination) -> Page[LigneAudit]:
    """Who looked at it or decided what, oldest first; reading it is noted too."""
    async with app.db.begin() as tx:
        await dossiers.read(tx, demande, seen_by=caller)
        found = await audit.of(tx, demande, paging)
        await audit.note(tx, caller, "lire_audit", demande)
    return page(found, paging, key=lambda ligne: (str(ligne.position),), element=_ligne)


def _ligne(ligne: Ligne) -> LigneAudit:
    return LigneAudit(quand=ligne.quand, compte=ligne.compte, acte=ligne.acte, objet=ligne.objet)


def _delai(row: dict[str, Any]) -> Delai:
    return Delai(**row, promis_jours=next((jours for motif, jours in PROMESSES.items() if motif == row["motif"]), None))
