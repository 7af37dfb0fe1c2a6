"""Each try of a message: when, by which channel, what came of it, what the other side calls it; never what it said."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from contracts.delivery import Tx
from notifications.domain.message import Message
from notifications.storage.tables import accuses as a
from notifications.storage.tables import tentatives as t


class Tentative(NamedTuple):
    """One try, or what was heard of it afterwards."""

    le: datetime
    canal: str
    issue: str
    reference: str | None
    cause: str | None


async def note(
    tx: Tx, message: Message, le: datetime, issue: str, *, references: Sequence[str] = (), cause: str | None = None
) -> None:
    """SMS are reported on part by part: each part's name leads back to its message."""
    reference = ", ".join(references) or None
    row = {"message": message.id, "canal": message.canal, "le": le, "issue": issue}
    await tx.execute(insert(t).values({**row, "reference": reference, "cause": cause}))
    if message.canal == "sms" and references:
        parts = [{"reference": reference, "message": message.id} for reference in references]
        await tx.execute(upsert(a).values(parts).on_conflict_do_nothing())


async def heard(tx: Tx, message: UUID, canal: str, le: datetime, issue: str, cause: str | None) -> None:
    """A receipt or a bounce."""
    row = {"message": message, "canal": canal, "le": le, "issue": issue, "cause": cause}
    await tx.execute(insert(t).values(row))


async def of_message(tx: Tx, message: UUID) -> list[Tentative]:
    """Oldest first."""
    query = select(*(t.c[name] for name in Tentative._fields)).where(t.c.message == message).order_by(t.c.id)
    return [Tentative(**row._mapping) for row in await tx.execute(query)]
