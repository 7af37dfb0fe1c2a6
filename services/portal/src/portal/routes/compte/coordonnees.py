"""Another mail address, another phone: asked for with the password, confirmed where it is read."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from portal.clients import Probleme
from portal.pages import Formulaire, Page
from portal.routes.compte.soi import Connecte

router = APIRouter(prefix="/monespace/compte")

MOI = "/api/accounts/moi"


@router.get("/mel")
async def get_mel(page: Connecte) -> Response:
    return await _page(page, "mel")


@router.post("/mel")
async def post_mel(page: Connecte, saisie: Formulaire) -> Response:
    corps = {"email": saisie["email"], "mot_de_passe": saisie.brut("mot_de_passe")}
    reponse = await page.demander("POST", f"{MOI}/email", json=corps)
    if reponse.probleme is not None:
        return await _page(page, "mel", reponse.probleme, email=saisie["email"])
    return page.vers("/monespace/compte/mel", reponse.donnees["message"])


@router.get("/telephone")
async def get_telephone(page: Connecte) -> Response:
    return await _page(page, "telephone")


@router.post("/telephone")
async def post_telephone(page: Connecte, saisie: Formulaire) -> Response:
    corps = {"telephone": saisie["telephone"], "mot_de_passe": saisie.brut("mot_de_passe")}
    reponse = await page.demander("POST", f"{MOI}/telephone", json=corps)
    if reponse.probleme is not None:
        return await _page(page, "telephone", reponse.probleme, telephone=saisie["telephone"])
    return page.vers("/monespace/compte/telephone", reponse.donnees["message"])


@router.post("/telephone/code")
async def post_telephone_code(page: Connecte, saisie: Formulaire) -> Response:
    reponse = await page.demander(
        "POST", f"{MOI}/telephone/confirmation", cle=saisie.cle, json={"code": saisie["code"]}
    )
    if reponse.probleme is not None:
        return await _page(page, "telephone", reponse.probleme)
    return page.vers("/monespace/compte", "Votre nouveau numéro de téléphone est enregistré.")


async def _page(page: Page, quoi: str, probleme: Probleme | None = None, **saisis: str) -> Response:
    """With what waits for its confirmation, as accounts says it now."""
    moi: dict[str, Any] = await page.obtenir(MOI)
    canal = {"mel": "mail", "telephone": "sms"}[quoi]
    return page.rendre(
        f"compte/{quoi}.html",
        statut=probleme.statut if probleme else 200,
        moi=moi,
        attendu=next((un for un in moi["changements"] if un["canal"] == canal), None),
        probleme=probleme,
        **{"email": "", "telephone": "", **saisis},
    )
