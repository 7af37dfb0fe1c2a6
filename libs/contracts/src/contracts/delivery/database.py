"""The visible transaction: `async with app.db.begin(cause) as tx`, where the cause makes sure of «once»."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from pydantic import BaseModel
from sqlalchemy import CursorResult, Executable, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.delivery.connections import Connections
from contracts.delivery.crash import crash_point
from contracts.delivery.deadline import Deadline
from contracts.delivery.envelope import Received
from contracts.delivery.once import ANSWER, AlreadyHandled, BehindParked, claim
from contracts.http.once import Once

__all__ = ["AlreadyHandled", "BehindParked", "Database", "Tx"]

WAKE_CHANNEL = "outbox"
WAKE_INTERVAL = 0.05  # seconds: at most twenty notifications a second from one process


class NotConsuming(ConnectionError):
    """The consumer has lost the broker, or has not reached it yet."""


@dataclass
class Tx:
    """A transaction in progress: `execute` takes SQLAlchemy Core, `reply` keeps the answer beside its key."""

    connection: AsyncConnection
    driver: "asyncpg.Connection[Any]"
    once: Once | None = None
    woken: bool = field(default=False, init=False)

    async def execute(self, statement: Executable, values: Any = None) -> CursorResult[Any]:
        result: CursorResult[Any] = await self.connection.execute(statement, values)
        return result

    def wake_relay(self) -> None:
        """After the commit, not before: NOTIFY in a business transaction serialises all commits."""
        self.woken = True

    async def reply(self, model: BaseModel | None, status: int = 200) -> None:
        """Keep this answer for the same request sent again. Without an Idempotency-Key there is nothing to keep."""
        if self.once is not None:
            body = b"" if model is None else model.model_dump_json().encode()
            await self.driver.execute(ANSWER, self.once.caller, self.once.key, status, body)


class Database:
    """One service's database: its connections, its transactions, and the wake-up call for its relay."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = make_url(url).set(drivername="postgresql+asyncpg")
        self._connections = Connections(self.url, pool_size)
        self._outbox_filled = asyncio.Event()
        self.consuming: bool | None = None  # None where nobody consumes into this database

    @asynccontextmanager
    async def begin(self, cause: "Received[Any] | Once | Deadline | None" = None) -> AsyncIterator[Tx]:
        """A transaction; committed at the end of the block, rolled back by any exception that leaves it.

        Raises AlreadyHandled or BehindParked (received event, deadline), AlreadyAnswered or CleReutilisee
        (Idempotency-Key) before the block is entered.
        """
        kind = _kind(cause)
        async with self._connections.begun() as (core, driver):
            await claim(driver, cause)
            tx = Tx(core, driver, cause if isinstance(cause, Once) else None)
            yield tx
            crash_point(f"{kind}.before_commit")
        crash_point(f"{kind}.after_commit")
        if tx.woken:
            self._outbox_filled.set()

    async def ready(self) -> None:
        """Raises when the database cannot be asked. The broker may be away: the outbox waits for it."""
        async with self.begin():
            pass

    async def ready_to_work(self) -> None:
        """For a process that only works: raises, too, when its consumer is not registered at the broker."""
        await self.ready()
        if self.consuming is False:
            raise NotConsuming

    async def announce(self) -> None:
        """Tell the relay, wherever it runs, that the outbox filled; runs beside everything that commits."""
        while True:
            await self._outbox_filled.wait()
            self._outbox_filled.clear()
            with suppress(DBAPIError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
                async with self._connections.begun() as (_, driver):  # the relay polls as well: a lost call is no loss
                    await driver.execute(f"NOTIFY {WAKE_CHANNEL}")
            await asyncio.sleep(WAKE_INTERVAL)

    async def close(self) -> None:
        await self._connections.close()


def _kind(cause: object) -> str:
    return {Received: "handler", Deadline: "deadline"}.get(type(cause), "request")
