"""Who follows a demande hears at once that a verdict came, from whichever process wrote it."""

import asyncio
from contextlib import suppress
from uuid import UUID
from weakref import WeakValueDictionary

import asyncpg
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from contracts.delivery import Database
from contracts.delivery.broker import keep_going

CANAL = "demande"


class Eveil:
    """One event for each demande that somebody of this process follows; nobody's is forgotten by itself."""

    def __init__(self) -> None:
        self._suivies: WeakValueDictionary[str, asyncio.Event] = WeakValueDictionary()

    def prochain(self, demande: UUID) -> asyncio.Event:
        """Set by the next news. Taken before the demande is read, so that none falls in between."""
        cle = str(demande)
        event = self._suivies.get(cle) or asyncio.Event()
        self._suivies[cle] = event
        return event

    def sonner(self, demande: str) -> None:
        if (event := self._suivies.pop(demande, None)) is not None:
            event.set()

    async def ecouter(self, db: Database) -> None:
        """For ever. While the connection is away, those who follow find the news at their own next look."""
        await keep_going("demandes news", lambda: self._ecouter(db))

    async def _ecouter(self, db: Database) -> None:
        dsn = db.url.set(drivername="postgresql").render_as_string(hide_password=False)
        connection = await asyncpg.connect(dsn, timeout=5, command_timeout=30)
        perdue = asyncio.Event()
        connection.add_termination_listener(lambda _: perdue.set())
        try:
            await connection.add_listener(CANAL, lambda _, __, ___, demande: self.sonner(str(demande)))
            await perdue.wait()
        finally:
            connection.terminate()


async def annoncer(db: Database, demande: UUID) -> None:
    """After the commit, and apart: NOTIFY in a business transaction serialises all commits. A lost call is no loss."""
    with suppress(DBAPIError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
        async with db.begin() as tx:
            await tx.execute(select(func.pg_notify(CANAL, str(demande))))


async def attendre(event: asyncio.Event, secondes: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(secondes):
            await event.wait()
