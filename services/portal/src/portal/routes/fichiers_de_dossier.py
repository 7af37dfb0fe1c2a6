"""The files of a dossier, handed on as the service of those who examine it gives them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query
from starlette.responses import Response

from contracts.vocabulary.roles import Role
from portal.pages import Page, page_pour

LARGEUR = 1600  # pixels, as a page is first shown


def fichiers_de_dossier(pages: str, api: str, *roles: Role) -> APIRouter:
    """Below `pages`, for these roles: pages and contents of pieces, photo and signature, as below `api`."""
    router = APIRouter(prefix=f"{pages}/{{demande}}")
    lecteur = Depends(page_pour(*roles))

    @router.get("/pieces/{piece}/pages/{n}")
    async def get_page_de_piece(
        demande: UUID,
        piece: UUID,
        n: Annotated[int, Path(ge=1, le=100)],
        page: Annotated[Page, lecteur],
        largeur: Annotated[int, Query(ge=100, le=3000)] = LARGEUR,
    ) -> Response:
        return await page.transmettre(f"{api}/{demande}/pieces/{piece}/pages/{n}", largeur=largeur)

    @router.get("/pieces/{piece}/contenu")
    async def get_contenu(demande: UUID, piece: UUID, page: Annotated[Page, lecteur]) -> Response:
        return await page.transmettre(f"{api}/{demande}/pieces/{piece}/contenu")

    @router.get("/photo")
    async def get_photo(demande: UUID, page: Annotated[Page, lecteur]) -> Response:
        return await page.transmettre(f"{api}/{demande}/photo")

    @router.get("/signature")
    async def get_signature(demande: UUID, page: Annotated[Page, lecteur]) -> Response:
        return await page.transmettre(f"{api}/{demande}/signature")

    return router
