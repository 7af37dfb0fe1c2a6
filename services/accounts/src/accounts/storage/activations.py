"""Activation links: of an account only the last one lives."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select, update

from accounts.domain.activation import Activation
from accounts.storage.tables import activations
from contracts.delivery import Tx

COLONNES = (
    activations.c.compte,
    activations.c.expire_le,
    activations.c.utilisee_le,
    activations.c.remplacee_le,
)


async def lire(tx: Tx, empreinte: bytes) -> Activation | None:
    """Without a lock: who is about to use the link locks its account first, then reads again."""
    row = (await tx.execute(select(*COLONNES).where(activations.c.empreinte == empreinte))).mappings().one_or_none()
    return None if row is None else Activation(**row)


async def remplacer(tx: Tx, compte: UUID, empreinte: bytes, expire_le: datetime, now: datetime) -> None:
    """A new link; those before it are dead. The account is locked or new."""
    await tuer(tx, compte, now)
    await tx.execute(insert(activations).values(empreinte=empreinte, compte=compte, expire_le=expire_le))


async def tuer(tx: Tx, compte: UUID, now: datetime) -> None:
    vivantes = (activations.c.compte == compte) & activations.c.remplacee_le.is_(None)
    await tx.execute(update(activations).where(vivantes).values(remplacee_le=now))


async def utiliser(tx: Tx, empreinte: bytes, now: datetime) -> None:
    await tx.execute(update(activations).where(activations.c.empreinte == empreinte).values(utilisee_le=now))
