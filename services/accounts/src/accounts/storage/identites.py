"""Identities of FranceConnect and their accounts: one account for an identity, one identity for an account."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from accounts.domain.franceconnect import IdentiteDejaLiee
from accounts.domain.identite import Identite
from accounts.storage.franceconnect import identite_de
from accounts.storage.tables import identites
from contracts.delivery import Tx


class Lien(NamedTuple):
    identite: Identite
    compte: UUID
    liee_le: datetime


async def de_l_identite(tx: Tx, identite: Identite) -> Lien | None:
    return await _trouver(tx, (identites.c.issuer == identite.issuer) & (identites.c.sub == identite.sub))


async def du_compte(tx: Tx, compte: UUID) -> Lien | None:
    return await _trouver(tx, identites.c.compte == compte)


async def lier(tx: Tx, identite: Identite, compte: UUID, now: datetime) -> None:
    """Again for the same account, it is what was told last. Raises IdentiteDejaLiee for another one's."""
    values = {"pivot": asdict(identite), "vue_le": now}
    neuf = insert(identites).values(issuer=identite.issuer, sub=identite.sub, compte=compte, liee_le=now, **values)
    fait = neuf.on_conflict_do_update(index_elements=["issuer", "sub"], set_=values, where=identites.c.compte == compte)
    if (await tx.execute(fait)).rowcount != 1:
        raise IdentiteDejaLiee


async def revoir(tx: Tx, identite: Identite, now: datetime) -> None:
    """The person logged in: what was told today replaces what was known."""
    elle = (identites.c.issuer == identite.issuer) & (identites.c.sub == identite.sub)
    await tx.execute(update(identites).where(elle).values(pivot=asdict(identite), vue_le=now))


async def delier(tx: Tx, compte: UUID) -> bool:
    """False when there was none."""
    return bool((await tx.execute(delete(identites).where(identites.c.compte == compte))).rowcount)


async def _trouver(tx: Tx, condition: ColumnElement[bool]) -> Lien | None:
    row: Any = (await tx.execute(select(*identites.c).where(condition))).one_or_none()
    return None if row is None else Lien(identite_de(row.pivot), row.compte, row.liee_le)
