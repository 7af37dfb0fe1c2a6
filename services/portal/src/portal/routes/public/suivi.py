"""« Où en est mon permis de conduire ? » (seed 003): a number and a birth date, no account, nothing of the person."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from portal.clients import Probleme
from portal.pages import Formulaire, Page, PageDe

router = APIRouter()


@router.get("/suivi")
async def get_suivi(page: PageDe) -> Response:
    return _page(page)


@router.post("/suivi")
async def post_suivi(page: PageDe, saisie: Formulaire) -> Response:
    """A question, not a change: the answer is this page, and no address ever holds number or date."""
    corps = {"numero": saisie["numero"], "date_naissance": saisie["date_naissance"]}
    reponse = await page.demander("POST", "/api/demandes/suivi", json=corps)
    if reponse.probleme is not None:
        return _page(page, statut=reponse.probleme.statut, probleme=reponse.probleme, **corps)
    return _page(page, suivi=reponse.donnees, **corps)


def _page(
    page: Page,
    *,
    statut: int = 200,
    probleme: Probleme | None = None,
    suivi: dict[str, Any] | None = None,
    numero: str = "",
    date_naissance: str = "",
) -> Response:
    return page.rendre(
        "public/suivi.html",
        statut=statut,
        probleme=probleme,
        suivi=suivi,
        numero=numero,
        date_naissance=date_naissance,
    )
