"""Test doors: hand an event to a service's handlers as the consumer would, and read what the service published."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import text

from contracts.delivery.consumer import Stored, Subscription
from contracts.delivery.database import Database
from contracts.delivery.envelope import Envelope, received, unwrap, wrap
from contracts.events import ALL
from contracts.events.base import Event

EXAMPLES = Path(__file__).parent / "schemas" / "examples"

A = TypeVar("A", bound=Stored)


async def deliver(
    handlers: Sequence[Subscription[A]],
    app: A,
    event: Event,
    subject: UUID,
    *,
    sequence: int = 1,
    id: UUID | None = None,
) -> UUID:
    """Put the event on the wire and off again, and run its handler; returns its id, to deliver it twice.

    Raises what the handler raises, AlreadyHandled and RuleBroken included, and KeyError when nothing handles it.
    """
    service = event.type.split(".")[1]
    row = {
        "id": id or uuid4(),
        "type": event.type,
        "subject": str(subject),
        "created_at": datetime.now(UTC),
        "sequence": sequence,
        "traceparent": None,
        "data": event.model_dump_json(),
    }
    return await _handle(handlers, app, unwrap(wrap(f"urn:permis:{service}", row)))


async def deliver_example(handlers: Sequence[Subscription[A]], app: A, example: bytes) -> UUID:
    """Run the handler of a committed example message."""
    return await _handle(handlers, app, unwrap(example))


async def _handle(handlers: Sequence[Subscription[A]], app: A, envelope: Envelope) -> UUID:
    line = {line.type: line for line in handlers}[envelope.type]
    await line.handle(received(envelope, line.event), app)
    return envelope.id


async def published(database: Database, subject: UUID | None = None) -> list[Event]:
    """What stands in the outbox, in order, sent or not; of one subject if asked."""
    async with database.begin() as tx:
        rows: Any = await tx.execute(
            text("""SELECT type, data FROM outbox
                    WHERE CAST(:subject AS text) IS NULL OR subject = :subject ORDER BY position"""),
            {"subject": None if subject is None else str(subject)},
        )
        return [ALL[row.type].read(row.data) for row in rows]


def examples(wire_name: str | None = None) -> Iterator[tuple[str, bytes]]:
    """The committed example messages: (wire name, CloudEvent in JSON)."""
    for file in sorted(EXAMPLES.glob(f"{wire_name or '*'}/*.json")):
        yield json.loads(file.read_bytes())["type"], file.read_bytes()
