"""Events that no retry could save, kept in the service's own database until somebody decides about them."""

import traceback
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from contracts.delivery.database import Database, Tx
from contracts.delivery.envelope import Envelope
from contracts.delivery.tables import dead_letters, parked
from contracts.errors import RuleBroken

DEAD, REPLAYED, DROPPED = "dead", "replayed", "dropped"


@dataclass(frozen=True)
class DeadLetter:
    """An event given up, with all that is needed to understand and to replay it."""

    id: int
    event_id: UUID | None
    type: str | None
    subject: str | None
    body: bytes
    cause: str
    handler: str | None
    traceback: str | None
    attempts: int
    died_at: datetime
    state: str
    decided_at: datetime | None
    decided_by: str | None
    reason: str | None


def cause_of(fault: BaseException) -> str:
    """The slug of a broken rule; the class of anything else."""
    return fault.slug if isinstance(fault, RuleBroken) else type(fault).__name__


async def record(
    database: Database,
    body: bytes,
    envelope: Envelope | None,
    *,
    cause: str,
    attempts: int,
    handler: str | None = None,
    fault: BaseException | None = None,
) -> None:
    """Keep the event; those that waited behind it may pass. Recording the same event again changes nothing."""
    values: dict[str, Any] = {
        "body": body,
        "cause": cause,
        "handler": handler,
        "traceback": "".join(traceback.format_exception(fault)) if fault else None,
        "attempts": attempts,
    }
    if envelope is not None:
        values |= {
            "event_id": envelope.id,
            "type": envelope.type,
            "subject": envelope.subject,
            "sequence": int(envelope.sequence),
        }
    async with database.begin() as tx:
        if envelope is None:
            await tx.execute(insert(dead_letters).values(values))
            return
        await tx.execute(
            upsert(dead_letters)
            .values(values)
            .on_conflict_do_nothing(
                index_elements=["event_id"], index_where=text(f"state = '{DEAD}' AND event_id IS NOT NULL")
            )
        )
        await tx.execute(parked.delete().where(parked.c.event_id == envelope.id))


async def waiting(tx: Tx, limit: int = 200) -> list[DeadLetter]:
    """Dead letters that wait for a decision, oldest first."""
    query = select(dead_letters).where(dead_letters.c.state == DEAD).order_by(dead_letters.c.id).limit(limit)
    return [_dead_letter(row) for row in (await tx.execute(query)).mappings()]


async def count(tx: Tx) -> int:
    """How many wait for a decision."""
    result = await tx.execute(text("SELECT count(*) FROM dead_letters WHERE state = 'dead'"))
    return int(result.scalar_one())


async def find(tx: Tx, id: int) -> DeadLetter | None:
    """One dead letter, whatever was decided about it."""
    row = (await tx.execute(select(dead_letters).where(dead_letters.c.id == id))).mappings().one_or_none()
    return None if row is None else _dead_letter(row)


async def decide(tx: Tx, id: int, *, state: str, by: str, reason: str) -> bool:
    """Write down who decided what and why; False when it was decided before. The row stays: it is the audit."""
    done = await tx.execute(
        update(dead_letters)
        .where(dead_letters.c.id == id, dead_letters.c.state == DEAD)
        .values(state=state, decided_by=by, reason=reason, decided_at=text("clock_timestamp()"))
    )
    return done.rowcount == 1


def _dead_letter(row: Any) -> DeadLetter:
    return DeadLetter(**{name: row[name] for name in DeadLetter.__dataclass_fields__})
