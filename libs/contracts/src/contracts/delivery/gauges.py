"""How far behind a service is, from its own database: asked by every worker, whatever the broker does."""

from sqlalchemy import text

from contracts.delivery.database import Database
from contracts.delivery.metrics import DEAD_LETTERS, OUTBOX_OLDEST, OUTBOX_UNSENT, OVERDUE, PARKED
from contracts.running import repeat

MEASURE_EVERY = 5.0  # seconds

STATE = text("""
    SELECT unsent, oldest,
        (SELECT count(*) FROM parked) AS parked,
        (SELECT count(*) FROM dead_letters WHERE state = 'dead') AS dead,
        (SELECT extract(epoch FROM clock_timestamp() - min(next_try_at)) FROM deadlines) AS overdue
    FROM (SELECT count(*) AS unsent, coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0) AS oldest
          FROM outbox WHERE sent_at IS NULL) AS waiting
""")


async def measure(database: Database) -> None:
    """For ever; an outage of the database leaves the last figures."""
    await repeat("measure", MEASURE_EVERY, lambda: measure_once(database))


async def measure_once(database: Database) -> None:
    async with database.begin() as tx:
        row = (await tx.execute(STATE)).one()
    OUTBOX_UNSENT.set(row.unsent)
    OUTBOX_OLDEST.set(row.oldest)
    PARKED.set(row.parked)
    DEAD_LETTERS.set(row.dead)
    OVERDUE.set(max(0.0, float(row.overdue or 0)))
