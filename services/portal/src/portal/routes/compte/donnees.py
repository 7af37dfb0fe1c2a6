"""All that the services hold about oneself, as one file to take away (right of access, domain.md §9)."""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from contracts.vocabulary.roles import Role
from portal.clients import Reponse
from portal.pages import Page
from portal.pages.page import NO_STORE, Refus
from portal.routes.compte.soi import Connecte

router = APIRouter()

SOURCES: Mapping[str, str] = {
    "compte": "/api/accounts/moi",
    "sessions": "/api/accounts/sessions",
    "franceconnect": "/api/accounts/moi/franceconnect",
    "preferences": "/api/notifications/preferences",
}
"""What is small; what is missing (no second factor, no FranceConnect) is left out."""
MESSAGES = "/api/notifications"
DEMANDES = "/api/demandes/moi/donnees"
PAGE, PAGES_MAX = 100, 100


@router.get("/monespace/compte/donnees")
async def get_donnees(page: Connecte) -> Response:
    petites = {nom: reponse.donnees for nom, chemin in SOURCES.items() if (reponse := await _lire(page, chemin))}
    nom = 'attachment; filename="mes-donnees.json"'
    headers = {**NO_STORE, "Content-Disposition": nom}
    return StreamingResponse(_fichier(page, petites), media_type="application/json", headers=headers)


async def _lire(page: Page, chemin: str) -> Reponse | None:
    reponse = await page.demander("GET", chemin)
    if reponse.probleme is not None and reponse.statut not in (403, 404):
        raise Refus(reponse)
    return reponse if reponse.probleme is None else None


async def _fichier(page: Page, petites: Mapping[str, Any]) -> AsyncIterator[bytes]:
    """Demandes may be many and long: they pass through as they come."""
    for nom, valeur in petites.items():
        yield (b"," if nom != "compte" else b"{") + _paire(nom, valeur)
    yield b"," + _paire("messages", [message async for message in _messages(page)])
    if page.role is Role.USAGER:
        yield b',"demandes":'
        async with page.app.interlocuteurs.flux(DEMANDES, page.session.visiteur, jeton=page.session.acces) as answer:
            async for part in answer.aiter_bytes():
                yield part
    yield b"}"


async def _messages(page: Page) -> AsyncIterator[Any]:
    curseur = None
    for _ in range(PAGES_MAX):
        params = {"limite": PAGE, **({"curseur": curseur} if curseur else {})}
        found = await page.obtenir(MESSAGES, params=params)
        for message in found["elements"]:
            yield message
        curseur = found.get("suivant")
        if not curseur:
            return


def _paire(nom: str, valeur: Any) -> bytes:
    return f"{json.dumps(nom)}:{json.dumps(valeur, ensure_ascii=False, indent=1)}".encode()
