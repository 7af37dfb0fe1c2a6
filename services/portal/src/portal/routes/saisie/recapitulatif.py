"""Step 6: the demande read back, with everything that is missing as links to where it is put right (seeds 001, 004)."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from portal.pages import Page
from portal.routes.saisie.brouillon import ETAPES, SAISIES, Brouillon, Deposant, lire
from portal.routes.saisie.etape import cadre

router = APIRouter()

SLUG = "recapitulatif"


class AFaire(NamedTuple):
    """Something missing, the step where it is done, and that step's title."""

    detail: str
    adresse: str
    titre: str


@router.get("/monespace/demandes/{demande_id}/etapes/recapitulatif")
async def get_recapitulatif(demande_id: UUID, page: Deposant) -> Response:
    brouillon = await lire(page, demande_id)
    if not brouillon.permet("saisir"):
        return brouillon.ailleurs(page)
    return page.rendre("saisie/recapitulatif.html", **cadre(brouillon, SLUG), **await relecture(page, brouillon))


async def relecture(page: Page, brouillon: Brouillon) -> dict[str, Any]:
    """What steps 6 and 7 show of it."""
    lu = await page.obtenir(f"{brouillon.api}/recapitulatif")
    return {
        "recapitulatif": lu,
        "manques": a_faire(brouillon, lu["manques"]),
        "avertissements": a_faire(brouillon, lu["avertissements"]),
    }


def a_faire(brouillon: Brouillon, fautes: Iterable[Mapping[str, str]]) -> list[AFaire]:
    return [AFaire(faute["detail"], *_ou(brouillon, faute["pointer"])) for faute in fautes]


def _ou(brouillon: Brouillon, pointeur: str) -> tuple[str, str]:
    """The step behind a pointer of the demande; a file is led to itself."""
    for slug, nom in SAISIES.items():
        if pointeur.startswith(f"/etapes/{nom}"):
            return brouillon.etape(slug), ETAPES[slug]
    rang = pointeur.removeprefix("/pieces/")
    pieces = brouillon.donnees["pieces"]
    ancre = f"#fichier-{pieces[int(rang)]['id']}" if rang.isdecimal() and int(rang) < len(pieces) else ""
    return brouillon.etape("pieces") + ancre, ETAPES["pieces"]
