"""What every event is: a frozen fact with a versioned wire name; the envelope is added when it leaves."""

from typing import Annotated, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field

EVENTS = "permis.events"
STATUTS = "permis.statuts"

PERSONNEL = Field(json_schema_extra={"x-personnel": True})
"""Marks a field that identifies a person: never on `permis.statuts`, never in logs."""

SECRET = Field(json_schema_extra={"x-personnel": True, "x-secret": True}, repr=False)
"""Marks a field that opens something (an activation token): short-lived, one use, never shown."""

TextePersonnel = Annotated[str, PERSONNEL]


class Part(BaseModel):
    """A value inside an event. Frozen once an event that holds it is published: only optional fields may be added."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Event(Part):
    """A fact, past tense: what happened and enough to act upon it, never a command.

    `type` is the wire name `permis.<service>.<fact-in-kebab>.v<N>`, typed out so that a search finds it, and the
    routing key; `exchange` is where it goes. Writers may not add unknown fields; readers drop those they do not know.
    """

    type: ClassVar[str]
    exchange: ClassVar[str] = EVENTS

    @classmethod
    def read(cls, data: object) -> Self:
        """The event as its readers see it: unknown fields, of a writer that is ahead, are dropped.

        Raises pydantic.ValidationError when what this version promises is missing or malformed.
        """
        return cls.model_validate(data, extra="ignore")


def versions(event: Event) -> list[Event]:
    """The event and its older versions, newest first, as long as the classes know how to make them (`as_v<N>`)."""
    found = [event]
    while True:
        stem, _, number = found[-1].type.rpartition(".v")
        older = getattr(found[-1], f"as_v{int(number) - 1}", None)
        if older is None:
            return found
        found.append(older())
        assert found[-1].type == f"{stem}.v{int(number) - 1}"
