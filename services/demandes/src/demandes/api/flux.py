"""Server-sent events of one demande: verdicts and statuses, within a second, while the page is open."""

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
HEARTBEAT = 50  # looks without news until a comment keeps proxies awake: fifteen seconds
LOOKS = 2000  # ten minutes, then the page connects anew
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
    try:
        said: dict[str, str] = {}
        silent, prochain = 0, app.eveil.prochain(demande.id)
        for _ in range(LOOKS):
            news = [event for event in _events(demande, lignes, caller) if said.get(event[0]) != event[1]]
            said |= dict(news)
            for name, data in news:
                yield f"id: {demande.version}\nevent: {name.partition(' ')[0]}\ndata: {data}\n\n"
            silent = 0 if news else silent + 1
            if silent and silent % HEARTBEAT == 0:
                yield ": toujours là\n\n"
            await attendre(prochain, EVERY)
            prochain = app.eveil.prochain(demande.id)
            if await _moment(app, demande.id, caller) != (demande.version, lignes):
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
