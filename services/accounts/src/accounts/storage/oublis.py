"""Links for a forgotten password: of an account only the last one lives."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from accounts.domain.oubli import Oubli
from accounts.storage.tables import oublis
from contracts.delivery import Tx


async def remplacer(tx: Tx, oubli: Oubli) -> None:
    await tx.execute(delete(oublis).where(oublis.c.compte == oubli.compte))
    await tx.execute(insert(oublis).values(asdict(oubli)))


async def lire(tx: Tx, empreinte: bytes) -> Oubli | None:
    """Locked: answers are counted one after the other."""
    query = select(oublis).where(oublis.c.empreinte == empreinte).with_for_update()
    row = (await tx.execute(query)).mappings().one_or_none()
    return None if row is None else Oubli(**row)


async def compter(tx: Tx, empreinte: bytes) -> None:
    """One more answer was tried."""
    await tx.execute(update(oublis).where(oublis.c.empreinte == empreinte).values(essais=oublis.c.essais + 1))


async def utiliser(tx: Tx, empreinte: bytes, now: datetime) -> None:
    await tx.execute(update(oublis).where(oublis.c.empreinte == empreinte).values(utilise_le=now))


async def oublier(tx: Tx, compte: UUID) -> None:
    await tx.execute(delete(oublis).where(oublis.c.compte == compte))
