"""/api/instruction/dossiers: the queue of the caller's préfecture, and one dossier of it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from contracts.http import CurseurInvalide, Page, Pagination, page, problems
from instruction.api.access import Instructeur, Service, set_etag
from instruction.api.vues import DossierEnListe, DossierVue
from instruction.domain.dossier import DossierIntrouvable, Etat
from instruction.storage import audit, dossiers

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
async def get_dossier(demande: UUID, caller: Instructeur, app: Service, response: Response) -> DossierVue:
    """Who opens a dossier is noted."""
    async with app.db.begin() as tx:
        dossier = await dossiers.read(tx, demande, seen_by=caller)
        await audit.note(tx, caller, "consulter", demande)
    set_etag(response, dossier)
    return DossierVue.of(dossier)
