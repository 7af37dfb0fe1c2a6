"""The cards of the préfecture: where each is, the longest at its step first; by step, those that wait for us."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from contracts.vocabulary.mot import libelle
from contracts.vocabulary.motifs import Motif
from portal.routes.instruction.acces import PageInstructeur
from portal.routes.instruction.mots import ETAPES

router = APIRouter(prefix="/instruction/titres")


@router.get("")
async def get_titres(
    page: PageInstructeur,
    etape: Annotated[str, Query(pattern=r"^[a-z_]{0,20}$")] = "",
    curseur: Annotated[str, Query(max_length=512)] = "",
) -> Response:
    params = {nom: valeur for nom, valeur in (("etape", etape), ("curseur", curseur)) if valeur}
    return page.rendre(
        "instruction/titres.html",
        titres=await page.obtenir("/api/instruction/titres", params=params),
        etape=etape,
        etapes=ETAPES,
        premiere=not curseur,
        mot_motif=lambda code: libelle(Motif, code),
    )
