"""Deadlines as rows: planned in a transaction, cancelled in a transaction, swept by the worker."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID, uuid4

import structlog
from sqlalchemy import text

from contracts.delivery.database import AlreadyHandled, Database, Tx
from contracts.delivery.deadline import Deadline
from contracts.delivery.metrics import DEADLINES
from contracts.delivery.retention import purge
from contracts.errors import RuleBroken
from contracts.telemetry import continue_trace

log = structlog.get_logger()

POLL = 1.0  # seconds
BATCH = 100
PURGE_EVERY = timedelta(hours=1)


class Clocked(Protocol):
    """What the sweeper needs of a service's App."""

    @property
    def db(self) -> Database: ...

    def now(self) -> datetime: ...


A = TypeVar("A", bound=Clocked)


@dataclass(frozen=True)
class Due(Generic[A]):
    """A kind of deadline and the function that meets it."""

    kind: str
    meet: Callable[[Deadline, A], Awaitable[None]]


def due(kind: str, meet: Callable[[Deadline, A], Awaitable[None]]) -> Due[A]:
    """A line of a service's DEADLINES."""
    return Due(kind, meet)


async def plan(tx: Tx, kind: str, subject: UUID, due_at: datetime) -> None:
    """There is one deadline of a kind for a subject: planning it again moves it."""
    await tx.execute(
        text("""INSERT INTO deadlines (id, kind, subject, due_at, next_try_at)
                VALUES (:id, :kind, :subject, :due_at, :due_at)
                ON CONFLICT (kind, subject)
                DO UPDATE SET due_at = excluded.due_at, next_try_at = excluded.due_at, attempts = 0"""),
        {"id": uuid4(), "kind": kind, "subject": str(subject), "due_at": due_at},
    )


async def cancel(tx: Tx, kind: str, subject: UUID) -> None:
    await tx.execute(
        text("DELETE FROM deadlines WHERE kind = :kind AND subject = :subject"),
        {"kind": kind, "subject": str(subject)},
    )


async def sweep(deadlines: Sequence[Due[A]], app: A) -> None:
    """Meet what is due, for ever; an outage of the database is waited out."""
    purged_at: datetime | None = None
    while True:
        try:
            await sweep_once(deadlines, app)
            if purged_at is None or app.now() - purged_at >= PURGE_EVERY:
                await purge(app.db, app.now())
                purged_at = app.now()
        except Exception:
            log.exception("sweep.failed")
        await asyncio.sleep(POLL)


async def sweep_once(deadlines: Sequence[Due[A]], app: A) -> int:
    """Meet what is due now, oldest first. One that fails is tried again later and does not hold up the others."""
    meets = {line.kind: line.meet for line in deadlines}
    met = 0
    for deadline in await _due(app.db, list(meets), app.now()):
        try:
            with continue_trace(None, f"deadline {deadline.kind}"):
                await meets[deadline.kind](deadline, app)
            met += 1
            DEADLINES.labels(deadline.kind, "met").inc()
        except AlreadyHandled:
            continue
        except Exception as fault:
            slug = fault.slug if isinstance(fault, RuleBroken) else type(fault).__name__
            DEADLINES.labels(deadline.kind, "failed").inc()
            log.exception("deadline.failed", kind=deadline.kind, cause=slug)
            await _postpone(app.db, deadline, app.now())
    return met


async def _due(database: Database, kinds: list[str], now: datetime) -> list[Deadline]:
    async with database.begin() as tx:
        rows: Any = await tx.execute(
            text("""SELECT id, kind, subject, due_at FROM deadlines
                    WHERE next_try_at <= :now AND kind = ANY(:kinds) ORDER BY next_try_at LIMIT :batch"""),
            {"now": now, "kinds": kinds, "batch": BATCH},
        )
        return [Deadline(row.id, row.kind, UUID(row.subject), row.due_at) for row in rows]


async def _postpone(database: Database, deadline: Deadline, now: datetime) -> None:
    async with database.begin() as tx:
        await tx.execute(
            text("""UPDATE deadlines SET attempts = attempts + 1,
                    next_try_at = CAST(:now AS timestamptz) + make_interval(secs => least(3600, 2 ^ attempts))
                    WHERE id = :id"""),
            {"id": deadline.id, "now": now},
        )
