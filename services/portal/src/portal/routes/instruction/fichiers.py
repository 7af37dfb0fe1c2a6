"""The files of a dossier and its documents, handed on as the services give them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from portal.routes.instruction.acces import DOSSIERS, PageInstructeur

router = APIRouter(prefix="/instruction/dossiers/{demande}")


@router.get("/pieces/{piece}/pages/{n}")
async def get_page_de_piece(
    demande: UUID,
    piece: UUID,
    n: Annotated[int, Path(ge=1, le=100)],
    page: PageInstructeur,
    largeur: Annotated[int, Query(ge=100, le=3000)] = 1600,
) -> Response:
    return await page.transmettre(f"{DOSSIERS}/{demande}/pieces/{piece}/pages/{n}", largeur=largeur)


@router.get("/pieces/{piece}/contenu")
async def get_contenu(demande: UUID, piece: UUID, page: PageInstructeur) -> Response:
    return await page.transmettre(f"{DOSSIERS}/{demande}/pieces/{piece}/contenu")


@router.get("/photo")
async def get_photo(demande: UUID, page: PageInstructeur) -> Response:
    return await page.transmettre(f"{DOSSIERS}/{demande}/photo")


@router.get("/signature")
async def get_signature(demande: UUID, page: PageInstructeur) -> Response:
    return await page.transmettre(f"{DOSSIERS}/{demande}/signature")


@router.get("/documents/{document}")
async def get_document(demande: UUID, document: UUID, page: PageInstructeur) -> Response:
    """`demande` is the way that one came; the service itself says whether the document may be read."""
    return await page.transmettre(f"/api/documents/{document}/contenu")
