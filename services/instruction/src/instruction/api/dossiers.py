"""/api/instruction/dossiers: the queue of the caller's préfecture, and one dossier of it."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from contracts.http import CurseurInvalide, Page, Pagination, page, problems
from instruction.api.access import Instructeur, Service, set_etag
from instruction.api.vues import DossierEnListe, DossierOuvert
from instruction.domain.dossier import DossierIntrouvable, Etat
from instruction.storage import audit, compteurs, dossiers, fil, lues, supervision
from instruction.storage.dossiers import Filtre

router = APIRouter(prefix="/api/instruction/dossiers", tags=["dossiers"])

ALIKE = 49  # with the dossier itself, one batch


class FiltreCorps(BaseModel):
    """What of the queue; nothing asked is all of it."""

    model_config = ConfigDict(extra="ignore")

    etat: Etat | None = None
    motif: Annotated[str, Field(max_length=40)] | None = None
    categorie: Annotated[str, Field(max_length=10)] | None = None
    age_min: Annotated[int, Field(ge=0, le=3650, description="Days since it came.")] | None = None
    complement_revenu: bool | None = None
    main: Literal["miens", "libres", "collegues"] | None = None
    urgent: bool | None = None
    en_retard: bool | None = None
    q: Annotated[str, Field(max_length=100, description="Number; for names see `recherche`.")] = ""

    def filtre(self) -> Filtre:
        return Filtre(**self.model_dump(exclude={"q"}), recherche=self.q)


class Comptes(BaseModel):
    """`ages`: those to instruct, by days since they came."""

    etats: dict[str, int]
    ages: dict[str, int]


class Recherche(BaseModel):
    model_config = ConfigDict(extra="forbid")

    q: Annotated[str, Field(min_length=2, max_length=100, description="Number or names, accents or not.")]


@router.get("", responses=problems(CurseurInvalide))
async def get_dossiers(
    caller: Instructeur, app: Service, paging: Pagination, filtre: Annotated[FiltreCorps, Query()]
) -> Page[DossierEnListe]:
    """The longest waiting first, since it first came."""
    async with app.db.begin() as tx:
        found = await dossiers.file_active(tx, paging, filtre.filtre(), seen_by=caller, now=app.now())
    return page(found, paging, key=lambda d: (d.attend_depuis, d.demande), element=DossierEnListe.of)


@router.post("/recherche", responses=problems(CurseurInvalide))
async def post_recherche(
    body: Recherche, caller: Instructeur, app: Service, paging: Pagination
) -> Page[DossierEnListe]:
    """By number or names, which no URL should hold."""
    async with app.db.begin() as tx:
        found = await dossiers.file_active(tx, paging, Filtre(recherche=body.q), seen_by=caller, now=app.now())
    return page(found, paging, key=lambda d: (d.attend_depuis, d.demande), element=DossierEnListe.of)


@router.get("/comptes")
async def get_comptes(caller: Instructeur, app: Service) -> Comptes:
    """Kept with every change, not counted."""
    async with app.db.begin() as tx:
        comptes = await compteurs.of(tx, caller.prefecture or "", app.now().date())
    return Comptes(etats=comptes.etats, ages=comptes.ages)


@router.get("/{demande}/semblables", responses=problems(DossierIntrouvable))
async def get_semblables(demande: UUID, caller: Instructeur, app: Service) -> list[DossierEnListe]:
    """Others of the same motif, category and missing pieces: to decide in one act."""
    async with app.db.begin() as tx:
        dossier = await dossiers.read(tx, demande, seen_by=caller)
        found = await dossiers.semblables(tx, dossier, seen_by=caller, limite=ALIKE)
    return [DossierEnListe.of(alike) for alike in found]


@router.get("/{demande}", responses=problems(DossierIntrouvable))
async def get_dossier(demande: UUID, caller: Instructeur, app: Service, response: Response) -> DossierOuvert:
    """Who opens a dossier is noted, and its holder can read that the préfecture did."""
    async with app.db.begin() as tx:
        dossier = await dossiers.read(tx, demande, seen_by=caller)
        non_lus = await fil.unread(tx, demande, "prefecture")
        historique = await supervision.decisions_de(tx, demande)
        lectures = await lues.of(tx, demande)
        await audit.look(tx, caller, demande, "dossier", app.now())
    set_etag(response, dossier)
    return DossierOuvert.avec(dossier, non_lus, historique, lectures, app.now().date())
