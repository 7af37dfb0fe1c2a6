"""The messages of a demande's thread, and how far each side has read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, func, or_, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from contracts.delivery import Tx
from contracts.http import Paging
from demandes.domain.fil import Cote, Message
from demandes.storage.tables import fil, fil_lectures

KEY = (datetime, UUID)


async def add(tx: Tx, demande: UUID, message: Message) -> bool:
    """False when it is there already: the same message told twice is one."""
    row: dict[str, Any] = {"demande": demande, **vars(message)}
    done = await tx.execute(insert(fil).values(row).on_conflict_do_nothing())
    return bool(done.rowcount == 1)


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


async def unread_of(tx: Tx, demandes: Sequence[UUID], par: Cote) -> dict[UUID, int]:
    """The same for a page of a list, in one question; a demande without any is not in it."""
    lectures = fil_lectures.c
    jointure = (lectures.demande == fil.c.demande) & (lectures.cote == par)
    query = (
        select(fil.c.demande, func.count().label("nombre"))
        .select_from(fil.outerjoin(fil_lectures, jointure))
        .where(fil.c.demande.in_(demandes), fil.c.cote != par)
        .where(or_(lectures.jusqu_a.is_(None), fil.c.ecrit_le > lectures.jusqu_a))
        .group_by(fil.c.demande)
    )
    if not demandes:
        return {}
    rows = (await tx.execute(query)).mappings()
    return {row["demande"]: int(row["nombre"]) for row in rows}


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


def _message(row: RowMapping) -> Message:
    return Message(row["id"], row["cote"], row["role"], row["texte"], row["ecrit_le"])
