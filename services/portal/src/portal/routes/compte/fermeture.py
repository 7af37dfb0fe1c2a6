"""The end of an account, by its holder."""

from fastapi import APIRouter
from starlette.responses import Response

from portal.clients import Probleme
from portal.pages import Formulaire, Page
from portal.routes.compte.soi import Connecte

router = APIRouter(prefix="/monespace/compte/fermeture")


@router.get("")
async def get_fermeture(page: Connecte) -> Response:
    return _page(page)


@router.post("")
async def post_fermeture(page: Connecte, saisie: Formulaire) -> Response:
    if not saisie.coche("certain"):
        detail = "Cochez la case pour confirmer la fermeture."
        manque = Probleme(422, "confirmation-absente", "La fermeture n’est pas confirmée", detail, {"/certain": detail})
        return _page(page, manque)
    corps = {"mot_de_passe": saisie.brut("mot_de_passe")}
    reponse = await page.demander("POST", "/api/accounts/moi/fermeture", json=corps)
    if reponse.probleme is not None:
        return _page(page, reponse.probleme)
    page.session.finir()
    return page.vers("/", "Votre compte est fermé. Un mél vous le confirme.")


def _page(page: Page, probleme: Probleme | None = None) -> Response:
    return page.rendre("compte/fermeture.html", statut=probleme.statut if probleme else 200, probleme=probleme)
