"""/api/instruction/dossiers: the queue of the caller's préfecture, and one dossier of it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from contracts.http import CurseurInvalide, Page, Pagination, page, problems
from instruction.api.access import Instructeur, Service, set_etag
from instruction.api.vues import DossierEnListe, DossierOuvert
from instruction.domain.dossier import DossierIntrouvable, Etat
from instruction.storage import audit, dossiers, fil

router = APIRouter(prefix="/api/instruction/dossiers", tags=["dossiers"])


@router.get("", responses=problems(CurseurInvalide))
async def get_dossiers(
    caller: Instructeur,
    app: Service,
    paging: Pagination,
    etat: Annotated[Etat | None, Query(description="Only those in this state.")] = None,
    q: Annotated[str, Query(max_length=100, description="Number or names, accents or not.")] = "",
) -> Page[DossierEnListe]:
    """The longest waiting first."""
    async with app.db.begin() as tx:
        found = await dossiers.file_active(tx, paging, seen_by=caller, etat=etat, recherche=q)
    return page(found, paging, key=lambda d: (d.recu_le, d.demande), element=DossierEnListe.of)


@router.get("/{demande}", responses=problems(DossierIntrouvable))
async def get_dossier(demande: UUID, caller: Instructeur, app: Service, response: Response) -> DossierOuvert:
    """Who opens a dossier is noted, and its holder can read that the préfecture did."""
    async with app.db.begin() as tx:
        dossier = await dossiers.read(tx, demande, seen_by=caller)
        non_lus = await fil.unread(tx, demande, "prefecture")
        await audit.look(tx, caller, demande, "dossier", app.now())
    set_etag(response, dossier)
    return DossierOuvert.avec(dossier, non_lus)
