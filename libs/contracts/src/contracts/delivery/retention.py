"""How long the kit keeps its rows, as a table, and the purge that follows it."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import text

from contracts.delivery.database import Database


class Retention(NamedTuple):
    table: str
    column: str
    days: int
    why: str


RETENTIONS = (
    Retention("outbox", "sent_at", 30, "sent events are the source of a replay"),
    Retention("inbox", "handled_at", 45, "longer than any replay can reach back"),
    Retention("answers", "answered_at", 1, "an Idempotency-Key is good for a day"),
)


async def purge(database: Database, now: datetime) -> None:
    """Delete what is older than its retention."""
    for line in RETENTIONS:
        async with database.begin() as tx:
            await tx.execute(
                text(f"DELETE FROM {line.table} WHERE {line.column} < :limit"),  # noqa: S608 - names of our own table above
                {"limit": now - timedelta(days=line.days)},
            )
