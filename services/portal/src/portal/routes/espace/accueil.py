"""Welcome: the last login, what waits for the candidate, his notifications, and the ways on (seeds 001 and 004)."""

import asyncio
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from portal.clients import ServiceAbsent
from portal.pages import Page
from portal.routes.espace.acces import Candidat
from portal.routes.espace.actions import actions
from portal.routes.espace.listes import libelles_de_pieces

router = APIRouter()

ATTEND_SON_TITULAIRE = "en_instance"
MONTREES = 5


@router.get("/monespace")
async def get_accueil(page: Candidat) -> Response:
    moi, liste, messages = await asyncio.gather(
        page.obtenir("/api/accounts/moi"),
        page.obtenir("/api/demandes", params={"limite": 100}),
        dernieres_notifications(page),
    )
    elements = liste["elements"]
    return page.rendre(
        "espace/accueil.html",
        moi=moi,
        nombre=len(elements),
        a_faire=[(demande, actions(demande)) for demande in elements if _attend(demande)],
        messages=messages,
        libelles=await libelles_de_pieces(page, elements),
    )


async def dernieres_notifications(page: Page) -> Any:
    """None while their service is away: the rest of a home stands without them."""
    try:
        reponse = await page.demander("GET", "/api/notifications", params={"limite": MONTREES})
    except ServiceAbsent:
        return None
    return reponse.donnees


def _attend(demande: Mapping[str, Any]) -> bool:
    """Whose turn it is, the service says; a card at the post office waits for its holder too."""
    return bool(
        demande.get("actes")
        or demande.get("causes_a_corriger")
        or demande["detenteur"] == "candidat"
        or demande.get("transfert_en_attente")
        or demande.get("messages_non_lus")
        or demande["statut"] == ATTEND_SON_TITULAIRE
    )
