"""Events written in the transaction of the change they tell of, numbered for each subject."""

from collections.abc import Sequence
from itertools import groupby
from uuid import UUID, uuid4

from sqlalchemy import text

from contracts.delivery.database import Tx
from contracts.events.base import Event, versions
from contracts.telemetry import traceparent

# The row of `sequences` stays locked until the commit: numbers of a subject leave in the order in which they are drawn.
PUT = text("""
    WITH drawn AS (
        INSERT INTO sequences (exchange, subject, last) VALUES (:exchange, :subject, :count)
        ON CONFLICT (exchange, subject) DO UPDATE SET last = sequences.last + :count
        RETURNING last
    )
    INSERT INTO outbox (id, exchange, subject, sequence, type, data, traceparent)
    SELECT new.id, :exchange, :subject, drawn.last - :count + new.rank, new.type, new.data, :traceparent
    FROM drawn, unnest(CAST(:ids AS uuid[]), CAST(:types AS text[]), CAST(:datas AS jsonb[]))
                WITH ORDINALITY AS new (id, type, data, rank)
    ORDER BY new.rank
""")


async def put(tx: Tx, subject: UUID, events: Sequence[Event]) -> None:
    """The events leave when the transaction commits, in this order; older versions leave beside the newest."""
    for exchange, group in groupby((old for event in events for old in versions(event)), key=lambda e: e.exchange):
        batch = list(group)
        await tx.execute(
            PUT,
            {
                "exchange": exchange,
                "subject": str(subject),
                "count": len(batch),
                "ids": [uuid4() for _ in batch],
                "types": [event.type for event in batch],
                "datas": [event.model_dump_json() for event in batch],
                "traceparent": traceparent(),
            },
        )
    if events:
        tx.wake_relay()
