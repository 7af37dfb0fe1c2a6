"""Server-sent events of one demande: verdicts and statuses, within a second, while the page is open."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import StreamingResponse

from contracts.errors import RuleBroken
from contracts.http import problems
from contracts.identity import Caller
from demandes.api.access import Lecteur, Service
from demandes.api.suivi import Suivi
from demandes.api.vues import PieceVue
from demandes.app import App
from demandes.domain.demande import Demande, DemandeIntrouvable
from demandes.domain.journal import DOSSIER
from demandes.eveil import attendre
from demandes.storage import demandes, historique, journal

EVERY = 0.3  # seconds between looks, where no verdict wakes; no connection is held in between
LATER = 0.9  # of a page where nothing has happened for LIVELY seconds, as of most that are open
LIVELY = 5.0
HEARTBEAT = 15.0  # seconds without news until a comment keeps proxies awake
LONGEST = 600.0  # then the page connects anew
STREAMS_MAX = 200

router = APIRouter(prefix="/api/demandes/{demande_id}", tags=["flux"])


class TropDeFlux(RuleBroken):
    slug = "trop-de-flux"
    title = "Trop de pages suivent leur demande en ce moment"
    kind = "indisponible"


class Streams:
    """How many streams are open in this process."""

    def __init__(self) -> None:
        self.open = 0

    def enter(self) -> None:
        if self.open >= STREAMS_MAX:
            raise TropDeFlux("Rechargez la page dans un instant : la demande elle-même n'est pas en cause.")
        self.open += 1

    def leave(self) -> None:
        self.open -= 1


async def streams_of(request: Request) -> Streams:
    if not hasattr(request.app.state, "streams"):
        request.app.state.streams = Streams()
    streams: Streams = request.app.state.streams
    return streams


@router.get("/flux", response_class=StreamingResponse, responses=problems(DemandeIntrouvable, TropDeFlux))
async def get_flux(
    demande_id: UUID,
    request: Request,
    caller: Lecteur,
    app: Service,
    streams: Annotated[Streams, Depends(streams_of)],
) -> StreamingResponse:
    """Events `statut`, `piece` and, at any change of the demande, `version`: first as they are, then as they change.

    The id is the demande's version.
    """
    async with app.db.begin() as tx:
        demande = await demandes.read(tx, demande_id, seen_by=caller)
        lignes = await historique.length(tx, demande_id)
        await journal.note_reader(tx, demande, caller, DOSSIER, app.now())
    streams.enter()
    return StreamingResponse(
        _stream(app, caller, demande, lignes, streams),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _stream(app: App, caller: Caller, demande: Demande, lignes: int, streams: Streams) -> AsyncIterator[str]:
    now = asyncio.get_running_loop().time
    try:
        said: dict[str, str] = {}
        fresh = True
        begun = spoken = happened = now()
        prochain = app.eveil.prochain(demande.id)
        while now() - begun < LONGEST:
            if fresh:
                for name, data in _events(demande, lignes, caller):
                    if said.get(name) != data:
                        said[name], spoken, happened = data, now(), now()
                        yield f"id: {demande.version}\nevent: {name.partition(' ')[0]}\ndata: {data}\n\n"
            if now() - spoken >= HEARTBEAT:
                spoken = now()
                yield ": toujours là\n\n"
            await attendre(prochain, EVERY if now() - happened < LIVELY else LATER)
            prochain = app.eveil.prochain(demande.id)
            if fresh := await _moment(app, demande.id, caller) != (demande.version, lignes):
                demande, lignes = await _read(app, demande.id, caller)
    except DemandeIntrouvable:
        return  # erased meanwhile
    finally:
        streams.leave()


def _events(demande: Demande, lignes: int, caller: Caller) -> list[tuple[str, str]]:
    """(«statut» or «piece <id>», what is said of it)."""
    suivi = Suivi.of(demande).model_dump(mode="json", exclude={"version", "modifiee_le"})
    pieces = [PieceVue.of(piece, caller.role) for piece in demande.pieces]
    return [
        ("statut", json.dumps(suivi, ensure_ascii=False)),
        ("version", json.dumps({"version": demande.version, "lignes": lignes})),
        *((f"piece {piece.id}", piece.model_dump_json()) for piece in pieces),
    ]


async def _moment(app: App, demande_id: UUID, caller: Caller) -> tuple[int, int] | None:
    """Most looks find nothing new: two numbers are read, not the whole demande."""
    async with app.db.begin() as tx:
        return await demandes.moment(tx, demande_id, seen_by=caller)


async def _read(app: App, demande_id: UUID, caller: Caller) -> tuple[Demande, int]:
    """With the length of its history: a transfer that is asked for is an act on it too."""
    async with app.db.begin() as tx:
        demande = await demandes.read(tx, demande_id, seen_by=caller)
        return demande, await historique.length(tx, demande_id)
