"""What the answers of a step lead to, said while they are given."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from portal.pages import Formulaire, Page, Saisie
from portal.routes.saisie.adresse_contact import esquisse as de_l_adresse
from portal.routes.saisie.brouillon import Deposant, lire
from portal.routes.saisie.etape import apercu
from portal.routes.saisie.etat_civil import esquisse as de_l_etat_civil
from portal.routes.saisie.motif import esquisse as du_motif

router = APIRouter()

ESQUISSES: Mapping[str, Callable[[Saisie], Mapping[str, Any]]] = {
    "motif": du_motif,
    "etat-civil": de_l_etat_civil,
    "adresse-contact": de_l_adresse,
}


@router.post("/monespace/demandes/{demande_id}/etapes/{slug}/apercu")
async def post_apercu(demande_id: UUID, slug: str, page: Deposant, saisie: Formulaire) -> Response:
    brouillon = await lire(page, demande_id)
    esquisse = ESQUISSES[slug](saisie) if slug in ESQUISSES else {}
    return _rendu(page, await apercu(page, brouillon, esquisse))


def _rendu(page: Page, trouve: Mapping[str, Any] | None) -> Response:
    return page.rendre("saisie/fragments/apercu.html", apercu=trouve)
