"""Communes by typing: a name or a postal code becomes the commune of the register."""

from typing import Any, NamedTuple

from fastapi import APIRouter
from starlette.responses import Response

from portal.pages import Formulaire, Page
from portal.routes.saisie.brouillon import Deposant
from portal.routes.saisie.referentiel import paires

router = APIRouter()

POSTAL, NOM_MIN = 5, 2  # digits of a postal code, letters of a name that say something


class Trouvee(NamedTuple):
    """The one that was meant, or those among which to choose."""

    commune: dict[str, Any] | None
    parmi: list[dict[str, Any]]


@router.post("/monespace/communes")
async def post_communes(page: Deposant, saisie: Formulaire) -> Response:
    """The options of a field that is being typed, and what they say when there is one alone."""
    nom = saisie["commune_nom"] or saisie["commune_naissance"]
    trouvee = await trouver(page, nom, saisie["postal"])
    adresse = "postal" in saisie
    return page.rendre(
        "saisie/fragments/communes.html",
        communes=trouvee.parmi,
        commune=trouvee.commune if adresse else None,
        prefecture=await _prefecture(page, trouvee.commune) if adresse else "",
        adresse=adresse,
    )


async def trouver(page: Page, nom: str, postal: str) -> Trouvee:
    """By name, postal code, or both; a postal code of one commune needs no name."""
    complet = len(postal) == POSTAL and postal.isdecimal()
    if not complet and len(nom) < NOM_MIN:
        return Trouvee(None, [])
    params = {"q": nom[:100], **({"code_postal": postal} if complet else {})}
    parmi = await page.obtenir("/api/demandes/referentiel/communes", params=params)
    if len(parmi) == 1:
        return Trouvee(parmi[0], parmi)
    exactes = [commune for commune in parmi if commune["nom"].casefold() == nom.casefold()]
    return Trouvee(exactes[0] if len(exactes) == 1 else None, parmi)


async def _prefecture(page: Page, commune: dict[str, Any] | None) -> str:
    if commune is None:
        return ""
    return dict(await paires(page, "prefectures")).get(commune["prefecture"], "")
