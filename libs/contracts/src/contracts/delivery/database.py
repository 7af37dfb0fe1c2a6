"""The visible transaction: `async with app.db.begin(cause) as tx`, where the cause makes sure of «once»."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel
from sqlalchemy import CursorResult, Executable, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from contracts.delivery.crash import crash_point
from contracts.delivery.deadline import Deadline
from contracts.delivery.envelope import Received
from contracts.http.once import AlreadyAnswered, CleReutilisee, Once

WAKE_CHANNEL = "outbox"
WAKE_INTERVAL = 0.05  # seconds: at most twenty notifications a second from one process


class AlreadyHandled(Exception):
    """This event, or this deadline, has had its effect: nothing to do."""


class BehindParked(Exception):
    """An earlier event of the same subject is on the retry ladder: this one waits its turn."""


@dataclass
class Tx:
    """A transaction in progress: `execute` takes SQLAlchemy Core, `reply` keeps the answer beside its key."""

    connection: AsyncConnection
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
            await self.execute(
                text("UPDATE answers SET status = :status, body = :body WHERE caller = :caller AND key = :key"),
                {"status": status, "body": body, "caller": self.once.caller, "key": self.once.key},
            )


HANDLE_ONCE = text("""
    WITH ahead AS (
        SELECT 1 FROM parked WHERE source = :source AND subject = :subject AND sequence < :sequence LIMIT 1
    ), new AS (
        INSERT INTO inbox (event_id) SELECT :id WHERE NOT EXISTS (SELECT FROM ahead)
        ON CONFLICT (event_id) DO NOTHING RETURNING event_id
    ), freed AS (
        DELETE FROM parked WHERE event_id IN (SELECT event_id FROM new)
    )
    SELECT EXISTS (SELECT FROM ahead) AS behind, EXISTS (SELECT FROM new) AS new
""")


class Database:
    """One service's database: its pool, its transactions, and the wake-up call for its relay."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = make_url(url).set(drivername="postgresql+asyncpg")
        self.engine: AsyncEngine = create_async_engine(
            self.url,
            pool_size=pool_size,
            max_overflow=0,
            pool_pre_ping=True,
            pool_timeout=5,
            hide_parameters=True,  # an error's text must not carry a person's name into a log
            connect_args={"timeout": 5, "command_timeout": 30},
        )
        self._outbox_filled = asyncio.Event()

    @asynccontextmanager
    async def begin(self, cause: "Received[Any] | Once | Deadline | None" = None) -> AsyncIterator[Tx]:
        """A transaction; committed at the end of the block, rolled back by any exception that leaves it.

        Raises AlreadyHandled or BehindParked (received event, deadline), AlreadyAnswered or CleReutilisee
        (Idempotency-Key) before the block is entered.
        """
        async with self.engine.connect() as connection:
            async with connection.begin():
                tx = Tx(connection, once=cause if isinstance(cause, Once) else None)
                match cause:
                    case Received():
                        await _handle_once(tx, cause)
                    case Deadline():
                        await _meet_once(tx, cause)
                    case Once():
                        await _answer_once(tx, cause)
                yield tx
                crash_point(f"{_kind(cause)}.before_commit")
            crash_point(f"{_kind(cause)}.after_commit")
        if tx.woken:
            self._outbox_filled.set()

    async def ready(self) -> None:
        """Raises when the database cannot be asked."""
        async with self.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def announce(self) -> None:
        """Tell the relay, wherever it runs, that the outbox filled; runs beside everything that commits."""
        while True:
            await self._outbox_filled.wait()
            self._outbox_filled.clear()
            with suppress(DBAPIError, OSError, TimeoutError):  # the relay polls as well
                async with self.engine.connect() as connection:
                    await connection.execute(text(f"NOTIFY {WAKE_CHANNEL}"))
                    await connection.commit()
            await asyncio.sleep(WAKE_INTERVAL)

    async def close(self) -> None:
        await self.engine.dispose()


def _kind(cause: object) -> str:
    return {Received: "handler", Deadline: "deadline"}.get(type(cause), "request")


async def _handle_once(tx: Tx, event: Received[Any]) -> None:
    values = {"id": event.id, "source": event.source, "subject": str(event.subject), "sequence": event.sequence}
    row = (await tx.execute(HANDLE_ONCE, values)).one()
    if row.behind:
        raise BehindParked
    if not row.new:
        raise AlreadyHandled


async def _meet_once(tx: Tx, deadline: Deadline) -> None:
    met = await tx.execute(
        text("DELETE FROM deadlines WHERE id = :id AND due_at = :due_at"),
        {"id": deadline.id, "due_at": deadline.due_at},
    )
    if met.rowcount != 1:
        raise AlreadyHandled


async def _answer_once(tx: Tx, once: Once) -> None:
    values: Mapping[str, Any] = {"caller": once.caller, "key": once.key, "fingerprint": once.fingerprint}
    new = await tx.execute(
        text("""INSERT INTO answers (caller, key, fingerprint) VALUES (:caller, :key, :fingerprint)
                ON CONFLICT (caller, key) DO NOTHING"""),
        values,
    )
    if new.rowcount == 1:
        return
    row = (
        await tx.execute(
            text("SELECT fingerprint, status, body FROM answers WHERE caller = :caller AND key = :key"), values
        )
    ).one()
    if row.fingerprint != once.fingerprint:
        raise CleReutilisee
    raise AlreadyAnswered(row.status or 200, row.body or b"")
