"""The messages of a dossier's thread, and how far each side has read."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, delete, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from contracts.delivery import Tx
from contracts.http import Paging
from instruction.domain.fil import Cote, Message
from instruction.storage.tables import fil, fil_lectures

KEY = (datetime, UUID)


async def add(tx: Tx, demande: UUID, message: Message) -> None:
    """The same message told twice is one."""
    row: dict[str, Any] = {"demande": demande, **vars(message)}
    await tx.execute(insert(fil).values(row).on_conflict_do_nothing())


async def of(tx: Tx, demande: UUID, paging: Paging) -> list[Message]:
    """Newest first."""
    query = select(fil).where(fil.c.demande == demande)
    if after := paging.after(*KEY):
        query = query.where(tuple_(fil.c.ecrit_le, fil.c.id) < after)
    rows = await tx.execute(query.order_by(fil.c.ecrit_le.desc(), fil.c.id.desc()).limit(paging.fetch))
    return [_message(row) for row in rows.mappings()]


async def count(tx: Tx, demande: UUID, cote: Cote) -> int:
    mine = (fil.c.demande == demande) & (fil.c.cote == cote)
    return int((await tx.execute(select(func.count()).where(mine))).scalar_one())


async def unread(tx: Tx, demande: UUID, par: Cote) -> int:
    """Of the other side's messages."""
    lu = await read_up_to(tx, demande, par)
    others = (fil.c.demande == demande) & (fil.c.cote != par)
    if lu is not None:
        others &= fil.c.ecrit_le > lu
    return int((await tx.execute(select(func.count()).where(others))).scalar_one())


async def read_up_to(tx: Tx, demande: UUID, par: Cote) -> datetime | None:
    mine = (fil_lectures.c.demande == demande) & (fil_lectures.c.cote == par)
    found: datetime | None = (await tx.execute(select(fil_lectures.c.jusqu_a).where(mine))).scalar_one_or_none()
    return found


async def note_read(tx: Tx, demande: UUID, par: Cote, jusqu_a: datetime) -> bool:
    """Only forward; False when that far was read before."""
    statement = insert(fil_lectures).values(demande=demande, cote=par, jusqu_a=jusqu_a)
    done = await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["demande", "cote"],
            set_={"jusqu_a": statement.excluded.jusqu_a},
            where=fil_lectures.c.jusqu_a < statement.excluded.jusqu_a,
        )
    )
    return bool(done.rowcount == 1)


async def efface(tx: Tx, demande: UUID) -> None:
    for table in (fil, fil_lectures):
        await tx.execute(delete(table).where(table.c.demande == demande))


def _message(row: RowMapping) -> Message:
    return Message(row["id"], row["cote"], row["texte"], row["ecrit_le"], row["instructeur"])
