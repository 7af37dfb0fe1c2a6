"""CloudEvents 1.0 in structured JSON: what the relay puts around an event, and what a consumer finds in it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from contracts.events.base import Event

CONTENT_TYPE = "application/cloudevents+json"
SCHEMAS = "urn:permis:schemas:"

E = TypeVar("E", bound=Event)


class Envelope(BaseModel):
    """A CloudEvent as read from the wire. Extension attributes that we do not know are dropped, as the norm asks."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    specversion: Literal["1.0"]
    id: UUID
    source: str
    type: str
    subject: str
    time: AwareDatetime
    sequence: str = Field(pattern=r"^\d{20}$")
    traceparent: str | None = None
    data: dict[str, Any]


@dataclass(frozen=True)
class Received(Generic[E]):
    """An event in a handler's hands: the fact and what its envelope says. `begin(received)` handles it once."""

    data: E
    id: UUID
    source: str
    subject: UUID
    sequence: int
    time: datetime
    traceparent: str | None = None


def wrap(source: str, row: Mapping[str, Any]) -> bytes:
    """An outbox row as a CloudEvent. `row["data"]` is JSON text already and goes in as it is."""
    head = {
        "specversion": "1.0",
        "id": str(row["id"]),
        "source": source,
        "type": row["type"],
        "subject": row["subject"],
        "time": row["created_at"].isoformat(),
        "datacontenttype": "application/json",
        "dataschema": SCHEMAS + row["type"],
        "sequence": f"{row['sequence']:020d}",
    }
    if row["traceparent"]:
        head["traceparent"] = row["traceparent"]
    return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "data": {row["data"]}}}'.encode()


def rewrap(event: "Received[Any]") -> bytes:
    """An event that was received as the CloudEvent it came in, for who hands it on."""
    row = {
        "id": event.id,
        "type": event.data.type,
        "subject": str(event.subject),
        "created_at": event.time,
        "sequence": event.sequence,
        "traceparent": None,
        "data": event.data.model_dump_json(),
    }
    return wrap(event.source, row)


def unwrap(body: bytes) -> Envelope:
    """The envelope of a message. Raises pydantic.ValidationError for anything else."""
    return Envelope.model_validate_json(body)


def received(envelope: Envelope, kind: type[E]) -> Received[E]:
    """The event inside, as this reader knows it. Raises pydantic.ValidationError when it does not fit its schema."""
    return Received(
        data=kind.read(envelope.data),
        id=envelope.id,
        source=envelope.source,
        subject=UUID(envelope.subject),
        sequence=int(envelope.sequence),
        time=envelope.time,
        traceparent=envelope.traceparent,
    )
