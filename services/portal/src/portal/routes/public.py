"""Pages for everybody."""

from fastapi import APIRouter
from starlette.responses import Response

from portal.pages import PageDe

router = APIRouter()


@router.get("/")
async def get_accueil(page: PageDe) -> Response:
    return page.rendre("accueil.html")
