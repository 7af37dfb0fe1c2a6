"""Receipts: which part of which SMS they speak of, and which calls were heard already."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from contracts.delivery import Tx
from notifications.storage.tables import accuses as a
from notifications.storage.tables import appels

RETENU = timedelta(hours=1)  # well beyond the five minutes for which a signature is good


async def first_time(tx: Tx, appel: str, now: datetime) -> bool:
    """False for a call that was heard before."""
    done = await tx.execute(insert(appels).values(id=appel, recu_le=now).on_conflict_do_nothing())
    return bool(done.rowcount == 1)


async def message_of(tx: Tx, reference: str) -> UUID | None:
    found: UUID | None = (await tx.execute(select(a.c.message).where(a.c.reference == reference))).scalar_one_or_none()
    return found


async def note(tx: Tx, reference: str, message: UUID, etat: str, now: datetime) -> None:
    """The first word on a part is the last: an operator that contradicts itself changes nothing."""
    known = insert(a).values(reference=reference, message=message).on_conflict_do_nothing()
    await tx.execute(known)
    await tx.execute(update(a).where(a.c.reference == reference, a.c.etat.is_(None)).values(etat=etat, recu_le=now))


async def all_arrived(tx: Tx, message: UUID, etat: str) -> bool:
    """Whether no part of it is still on its way or lost."""
    missing = select(func.count()).where(a.c.message == message, a.c.etat.is_distinct_from(etat))
    return bool((await tx.execute(missing)).scalar_one() == 0)


async def forget_calls(tx: Tx, now: datetime) -> None:
    await tx.execute(delete(appels).where(appels.c.recu_le < now - RETENU))
