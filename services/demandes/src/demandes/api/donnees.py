"""All that this service holds about a person, for him to take away (right of access, domain.md §9)."""

import json
from collections.abc import AsyncIterator
from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import StreamingResponse

from contracts.http import Paging
from contracts.identity import Caller
from demandes.api.access import Candidat, Service
from demandes.api.historique import LigneVue
from demandes.api.messages import Lus, MessageVue
from demandes.api.vues import DemandeVue
from demandes.app import App
from demandes.domain.demande import Demande
from demandes.domain.journal import DOSSIER
from demandes.storage import fil, historique, journal
from demandes.storage.bannettes import Filtre
from demandes.storage.parcours import each_page

router = APIRouter(prefix="/api/demandes/moi", tags=["données personnelles"])

MESSAGES_MAX = 1000
"""Of one demande; its thread has them all, page by page."""

AILLEURS = {
    "compte": "/api/accounts/moi",
    "sessions": "/api/accounts/sessions",
    "messages_envoyes": "/api/notifications",
}
"""What other services hold about the same person, each read with the same session."""


class FichierTenu(BaseModel):
    nom: str
    type: str
    lien: str


class DemandeTenue(BaseModel):
    """A demande whole: as it is shown, its history, its messages, where its files are."""

    demande: DemandeVue
    historique: list[LigneVue]
    messages: list[MessageVue]
    fichiers: list[FichierTenu]
    documents: str
    journal: str


@router.get("/donnees", response_class=StreamingResponse)
async def get_donnees(caller: Candidat, app: Service) -> StreamingResponse:
    """A JSON object: `compte`, `etabli_le`, `ailleurs`, and `demandes` one after the other, newest first."""
    return StreamingResponse(
        _parts(app, caller, app.now()),
        media_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="mes-demandes.json"', "Cache-Control": "no-store"},
    )


async def _parts(app: App, caller: Caller, now: datetime) -> AsyncIterator[str]:
    yield f'{{"compte":"{caller.id}","etabli_le":"{now.isoformat()}","ailleurs":{json.dumps(AILLEURS)},"demandes":['
    entre = ""
    async for found in each_page(app.db, caller, Filtre()):
        for vue in found:
            yield entre + (await _tenue(app, caller, vue, now)).model_dump_json()
            entre = ","
    yield "]}"


async def _tenue(app: App, caller: Caller, demande: Demande, now: datetime) -> DemandeTenue:
    async with app.db.begin() as tx:
        lignes = await historique.read(tx, demande.id)
        messages = await fil.of(tx, demande.id, Paging(MESSAGES_MAX))
        lus: Lus = {cote: await fil.read_up_to(tx, demande.id, cote) for cote in ("prefecture", "deposant")}
        await journal.note_reader(tx, demande, caller, DOSSIER, now)
    return DemandeTenue(
        demande=DemandeVue.to(caller, demande, now, None, 0),
        historique=[LigneVue.of(ligne) for ligne in lignes],
        messages=[MessageVue.to(caller.role, message, lus) for message in messages],
        fichiers=_fichiers(demande),
        documents=f"/api/documents?demande={demande.id}",
        journal=f"/api/demandes/{demande.id}/journal",
    )


def _fichiers(demande: Demande) -> list[FichierTenu]:
    """Each is downloaded by its link, with the same session."""
    chemin = f"/api/demandes/{demande.id}/pieces"
    return [FichierTenu(nom=p.nom_fichier, type=p.type, lien=f"{chemin}/{p.id}/contenu") for p in demande.pieces]
