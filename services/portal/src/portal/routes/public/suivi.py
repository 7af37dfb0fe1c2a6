"""« Où en est mon permis de conduire ? » (seed 003): a number and a birth date, no account, nothing of the person."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from portal.clients import Probleme
from portal.pages import Formulaire, Page, PageDe

router = APIRouter()


@router.get("/suivi")
async def get_suivi(page: PageDe) -> Response:
    return _page(page, {"numero": "", "date_naissance": ""})


@router.post("/suivi")
async def post_suivi(page: PageDe, saisie: Formulaire) -> Response:
    """A question, not a change: the answer is this page, and no address ever holds number or date."""
    corps = {"numero": saisie["numero"], "date_naissance": saisie["date_naissance"]}
    reponse = await page.demander("POST", "/api/demandes/suivi", json=corps)
    if reponse.probleme is not None:
        return _page(page, corps, statut=reponse.probleme.statut, probleme=reponse.probleme)
    return _page(page, corps, suivi=reponse.donnees)


def _page(
    page: Page,
    saisi: dict[str, str],
    *,
    statut: int = 200,
    probleme: Probleme | None = None,
    suivi: dict[str, Any] | None = None,
) -> Response:
    return page.rendre("public/suivi.html", statut=statut, probleme=probleme, suivi=suivi, **saisi)
