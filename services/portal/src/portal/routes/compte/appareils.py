"""Sessions: where one is connected, and the end of one or of all others."""

from fastapi import APIRouter
from starlette.responses import Response

from portal.clients.interlocuteurs import segment
from portal.pages import Formulaire
from portal.pages.page import Refus
from portal.routes.compte.soi import Connecte

router = APIRouter(prefix="/monespace/compte/appareils")

API = "/api/accounts/sessions"
ICI = "/monespace/compte/appareils"


@router.get("")
async def get_appareils(page: Connecte) -> Response:
    return page.rendre("compte/appareils.html", sessions=await page.obtenir(API))


@router.post("/autres")
async def post_fermer_autres(page: Connecte, saisie: Formulaire) -> Response:
    reponse = await page.demander("DELETE", API)
    if reponse.probleme is not None:
        raise Refus(reponse)
    return page.vers(ICI, "Toutes vos autres sessions sont fermées.")


@router.post("/fermer")
async def post_fermer(page: Connecte, saisie: Formulaire) -> Response:
    """One that has ended meanwhile is ended as well."""
    reponse = await page.demander("DELETE", f"{API}/{segment(saisie['session'])}")
    if reponse.probleme is not None and reponse.probleme.statut not in (404, 422):
        raise Refus(reponse)
    return page.vers(ICI, "Cette session est fermée.")
