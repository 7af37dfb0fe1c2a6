"""Addresses where nothing arrives, under a hash: what is written here is enough to write there no more."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from contracts.delivery import Tx
from notifications.domain.adresses import AdresseMorte
from notifications.storage.tables import adresses_mortes as d

GARDEE = timedelta(days=365)  # a mailbox may have been made again: after a year it is tried once more


async def is_dead(tx: Tx, empreinte: str) -> bool:
    return (await tx.execute(select(d.c.canal).where(d.c.empreinte == empreinte))).first() is not None


async def mark(tx: Tx, empreinte: str, morte: AdresseMorte) -> bool:
    """False when it was known."""
    row = {"empreinte": empreinte, **asdict(morte)}
    done = await tx.execute(insert(d).values(row).on_conflict_do_nothing())
    return bool(done.rowcount == 1)


async def of_account(tx: Tx, compte: UUID) -> list[AdresseMorte]:
    columns = (d.c[name] for name in AdresseMorte.__dataclass_fields__)
    rows = await tx.execute(select(*columns).where(d.c.compte == compte).order_by(d.c.depuis))
    return [AdresseMorte(**row._mapping) for row in rows]


async def revive(tx: Tx, empreinte: str) -> None:
    """Somebody showed that it works, or says so."""
    await tx.execute(delete(d).where(d.c.empreinte == empreinte))


async def replaced(tx: Tx, compte: UUID, current: Sequence[str]) -> None:
    """The account is reached elsewhere: what it had before is nobody's concern."""
    await tx.execute(delete(d).where(d.c.compte == compte, d.c.empreinte.not_in(current)))


async def forget_old(tx: Tx, now: datetime) -> None:
    await tx.execute(delete(d).where(d.c.depuis < now - GARDEE))
