"""A draft taken up where it stood, or given up."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from portal.pages import Formulaire
from portal.pages.page import Refus
from portal.routes.saisie.brouillon import Deposant, lire

router = APIRouter()


@router.get("/monespace/demandes/{demande_id}/etapes")
async def get_etapes(demande_id: UUID, page: Deposant) -> Response:
    brouillon = await lire(page, demande_id)
    if brouillon.a_completer and brouillon.permet("completer"):
        return page.vers(brouillon.etape("pieces"))
    if not brouillon.permet("saisir"):
        return page.vers(brouillon.page)
    return page.vers(brouillon.etape(brouillon.prochaine))


@router.post("/monespace/demandes/{demande_id}/etapes/suppression")
async def post_suppression(demande_id: UUID, page: Deposant, saisie: Formulaire) -> Response:
    reponse = await page.demander("DELETE", f"/api/demandes/{demande_id}", cle=saisie.cle)
    if reponse.probleme is not None:
        raise Refus(reponse)
    return page.vers("/espace", "Le brouillon est supprimé.")
