"""What a site must say of itself: legal notice, conditions, personal data, accessibility, and all its pages."""

from collections.abc import Awaitable, Callable, Mapping

from fastapi import APIRouter
from starlette.responses import Response

from portal.pages import Page, PageDe

router = APIRouter()

PAGES: Mapping[str, str] = {
    "/mentions-legales": "mentions_legales",
    "/conditions-generales": "conditions_generales",  # what a sign-up accepts (seed 004)
    "/donnees-personnelles": "donnees_personnelles",
    "/accessibilite": "accessibilite",
    "/plan-du-site": "plan_du_site",
}
"""Address and template of those that say the same to everybody."""


def _montrer(gabarit: str) -> Callable[[Page], Awaitable[Response]]:
    async def get_page(page: PageDe) -> Response:
        return page.rendre(f"public/{gabarit}.html")

    return get_page


for adresse, gabarit in PAGES.items():
    router.add_api_route(adresse, _montrer(gabarit), name=f"get_{gabarit}")
