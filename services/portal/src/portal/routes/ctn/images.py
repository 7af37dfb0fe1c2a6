"""The images of a dossier and of a stack, handed on as the service gives them, and one image alone on its page."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query
from starlette.exceptions import HTTPException
from starlette.responses import Response

from portal.routes.ctn.acces import PageAgent
from portal.routes.ctn.attente import DOSSIERS
from portal.routes.ctn.planches import GRANDE, LARGEUR, planches

router = APIRouter(prefix="/ctn/dossiers/{demande}")


@router.get("/pieces/{piece}/pages/{n}")
async def get_page_de_piece(
    demande: UUID,
    piece: UUID,
    n: Annotated[int, Path(ge=1, le=100)],
    page: PageAgent,
    largeur: Annotated[int, Query(ge=100, le=3000)] = LARGEUR,
) -> Response:
    return await page.transmettre(f"{DOSSIERS}/{demande}/pieces/{piece}/pages/{n}", largeur=largeur)


@router.get("/pieces/{piece}/contenu")
async def get_contenu(demande: UUID, piece: UUID, page: PageAgent) -> Response:
    return await page.transmettre(f"{DOSSIERS}/{demande}/pieces/{piece}/contenu")


@router.get("/photo")
async def get_photo(demande: UUID, page: PageAgent) -> Response:
    return await page.transmettre(f"{DOSSIERS}/{demande}/photo")


@router.get("/signature")
async def get_signature(demande: UUID, page: PageAgent) -> Response:
    return await page.transmettre(f"{DOSSIERS}/{demande}/signature")


@router.get("/images/{rang}")
async def get_image(
    demande: UUID,
    rang: Annotated[int, Path(ge=1, le=500)],
    page: PageAgent,
    quarts: Annotated[int, Query(ge=0, le=3)] = 0,
    zoom: Annotated[int, Query(ge=1, le=3)] = 1,
) -> Response:
    """Large, and turned by quarters, for whoever works without scripts."""
    dossier = await page.obtenir(f"{DOSSIERS}/{demande}")
    found = planches(dossier)
    if rang > len(found):
        raise HTTPException(404)
    return page.rendre(
        "ctn/image.html",
        dossier=dossier,
        planche=found[rang - 1],
        autres=found,
        quarts=quarts,
        zoom=zoom,
        largeur=LARGEUR if zoom == 1 else GRANDE,
    )
