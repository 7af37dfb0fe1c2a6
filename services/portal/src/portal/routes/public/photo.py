"""« Où faire ma photo »: approved photographers and booths, by postal code or from where one is."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from portal.clients import Probleme
from portal.pages import Formulaire, Page, PageDe

router = APIRouter()

LIMITE = 30


@router.get("/photo")
async def get_photo(page: PageDe, code_postal: str | None = None) -> Response:
    """Without a code the question; the code stands in the address, so that the list can be kept and sent on."""
    if code_postal is None:
        return _page(page, "")
    return await _chercher(page, code_postal.replace(" ", ""))


@router.post("/photo")
async def post_photo(page: PageDe, saisie: Formulaire) -> Response:
    """With the position that the browser gave when its owner said so: sent, never linked, kept nowhere."""
    ici = {nom: saisie[nom] for nom in ("latitude", "longitude") if saisie[nom]}
    return await _chercher(page, saisie["code_postal"], **ici)


async def _chercher(page: Page, code_postal: str, **ici: str) -> Response:
    params = {**({"code_postal": code_postal} if code_postal or not ici else {}), "limite": LIMITE, **ici}
    reponse = await page.demander("GET", "/api/ctn/photographes", params=params)
    if reponse.probleme is not None:
        return _page(page, code_postal, statut=reponse.probleme.statut, probleme=reponse.probleme)
    return _page(page, code_postal, trouves=reponse.donnees["elements"], proche=bool(ici))


def _page(
    page: Page,
    code_postal: str,
    *,
    statut: int = 200,
    probleme: Probleme | None = None,
    trouves: list[dict[str, Any]] | None = None,
    proche: bool = False,
) -> Response:
    return page.rendre(
        "public/photo.html",
        statut=statut,
        probleme=probleme,
        code_postal=code_postal,
        trouves=trouves,
        proche=proche,
    )
