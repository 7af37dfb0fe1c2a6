"""Which themes one wants to be written to about, by mail and by SMS."""

from fastapi import APIRouter
from starlette.responses import Response

from portal.pages import Formulaire
from portal.pages.page import Refus
from portal.routes.compte.soi import Connecte

router = APIRouter(prefix="/monespace/compte/notifications")

API = "/api/notifications/preferences"


@router.get("")
async def get_preferences(page: Connecte) -> Response:
    return page.rendre("compte/preferences.html", preferences=await page.obtenir(API))


@router.post("")
async def post_preferences(page: Connecte, saisie: Formulaire) -> Response:
    """Every theme that the page showed; a box that is not ticked is not sent."""
    themes = [
        {"theme": theme, "mail": saisie.coche(f"{theme}-mail"), "sms": saisie.coche(f"{theme}-sms")}
        for theme in saisie["themes"].split()
    ]
    reponse = await page.demander("PUT", API, cle=saisie.cle, json={"themes": themes})
    if reponse.probleme is not None:
        raise Refus(reponse)
    return page.vers("/monespace/compte/notifications", "Vos préférences sont enregistrées.")
