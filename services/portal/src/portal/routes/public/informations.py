"""What a site must say of itself: legal notice, conditions, personal data, accessibility, and all its pages."""

from fastapi import APIRouter
from starlette.responses import Response

from portal.pages import PageDe

router = APIRouter()


@router.get("/mentions-legales")
async def get_mentions_legales(page: PageDe) -> Response:
    return page.rendre("public/mentions_legales.html")


@router.get("/conditions-generales")
async def get_conditions_generales(page: PageDe) -> Response:
    """What a sign-up accepts (seed 004)."""
    return page.rendre("public/conditions_generales.html")


@router.get("/donnees-personnelles")
async def get_donnees_personnelles(page: PageDe) -> Response:
    return page.rendre("public/donnees_personnelles.html")


@router.get("/accessibilite")
async def get_accessibilite(page: PageDe) -> Response:
    return page.rendre("public/accessibilite.html")


@router.get("/plan-du-site")
async def get_plan_du_site(page: PageDe) -> Response:
    return page.rendre("public/plan_du_site.html")
