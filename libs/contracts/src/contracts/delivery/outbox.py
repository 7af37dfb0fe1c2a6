"""Events written in the transaction of the change they tell of, numbered for each subject."""

from collections.abc import Sequence
from itertools import groupby
from uuid import UUID, uuid4

from contracts.delivery.database import Tx
from contracts.events.base import Event, versions
from contracts.telemetry import traceparent

# The row of `sequences` stays locked until the commit: numbers of a subject leave in the order in which they are drawn.
PUT = """
    WITH drawn AS (
        INSERT INTO sequences (exchange, subject, last) VALUES ($1, $2, $3)
        ON CONFLICT (exchange, subject) DO UPDATE SET last = sequences.last + excluded.last
        RETURNING last
    )
    INSERT INTO outbox (id, exchange, subject, sequence, type, data, traceparent)
    SELECT new.id, $1, $2, drawn.last - $3 + new.rank, new.type, new.data, $7
    FROM drawn, unnest($4::uuid[], $5::text[], $6::jsonb[]) WITH ORDINALITY AS new (id, type, data, rank)
    ORDER BY new.rank
"""


async def put(tx: Tx, subject: UUID, events: Sequence[Event]) -> None:
    """The events leave when the transaction commits, in this order; older versions leave beside the newest."""
    for exchange, group in groupby((old for event in events for old in versions(event)), key=lambda e: e.exchange):
        batch = list(group)
        await tx.driver.execute(
            PUT,
            exchange,
            str(subject),
            len(batch),
            [uuid4() for _ in batch],
            [event.type for event in batch],
            [event.model_dump_json() for event in batch],
            traceparent(),
        )
    if events:
        tx.wake_relay()
