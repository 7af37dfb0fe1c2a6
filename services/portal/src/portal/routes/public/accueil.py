"""The home: the ways in, and every démarche with who may file it and what it takes."""

from typing import Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from portal.clients import ServiceAbsent
from portal.pages import Page, PageDe

router = APIRouter()

DEPOSANTS = {"usager": "Vous-même", "auto_ecole": "Votre auto-école"}


@router.get("/")
async def get_accueil(page: PageDe) -> Response:
    return page.rendre("public/accueil.html", motifs=await _motifs(page), deposants=DEPOSANTS)


@router.get("/demarches/{code}")
async def get_demarche(code: str, page: PageDe) -> Response:
    """What one démarche takes: to be read before anything is begun."""
    motifs = await _motifs(page)
    if motifs is None:
        raise ServiceAbsent("demandes")
    motif = next((un for un in motifs if un["code"] == code), None)
    if motif is None:
        raise HTTPException(404)
    return page.rendre("public/demarche.html", motif=motif, deposants=DEPOSANTS)


async def _motifs(page: Page) -> list[dict[str, Any]] | None:
    """None while the service is away: the home still leads to everything else."""
    try:
        reponse = await page.demander("GET", "/api/demandes/referentiel/motifs")
    except ServiceAbsent:
        return None
    return reponse.donnees if reponse.probleme is None else None
