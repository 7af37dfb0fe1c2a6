"""Subscriptions by webhook: row ↔ frozen dataclass; a partner sees his own alone."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Select, delete, func, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from contracts.delivery import Tx
from contracts.http import Paging
from notifications.domain.abonnement import Abonnement, AbonnementIntrouvable, Etat
from notifications.storage.tables_abonnements import abonnements as a

ABSENT = "Vérifiez l'identifiant de l'abonnement, ou demandez la liste des vôtres."


async def add(tx: Tx, abonnement: Abonnement, plafond: int) -> bool:
    """False when the partner has as many as he may; counted under a lock, two at once do not both pass."""
    await tx.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:partenaire, 5))"),
        {"partenaire": str(abonnement.partenaire)},
    )
    mine = select(func.count()).where(a.c.partenaire == abonnement.partenaire)
    if int((await tx.execute(mine)).scalar_one()) >= plafond:
        return False
    await tx.execute(insert(a).values(_values(abonnement)))
    return True


async def of_partner(tx: Tx, partenaire: UUID, paging: Paging) -> list[Abonnement]:
    return await _page(tx, select(a).where(a.c.partenaire == partenaire), paging)


async def of_all(tx: Tx, paging: Paging) -> list[Abonnement]:
    return await _page(tx, select(a), paging)


async def _page(tx: Tx, query: Select[Any], paging: Paging) -> list[Abonnement]:
    """The oldest first."""
    query = query.order_by(a.c.cree_le, a.c.id).limit(paging.fetch)
    if after := paging.after(datetime, UUID):
        query = query.where(tuple_(a.c.cree_le, a.c.id) > after)
    return [_of(row) for row in (await tx.execute(query)).mappings()]


async def load(tx: Tx, id: UUID, partenaire: UUID | None = None) -> Abonnement:
    """To change it, locked; somebody else's does not exist, but for who looks after all."""
    query = select(a).where(a.c.id == id).with_for_update()
    if partenaire is not None:
        query = query.where(a.c.partenaire == partenaire)
    row = (await tx.execute(query)).mappings().one_or_none()
    if row is None:
        raise AbonnementIntrouvable(ABSENT)
    return _of(row)


async def read(tx: Tx, id: UUID, partenaire: UUID) -> Abonnement:
    query = select(a).where(a.c.id == id, a.c.partenaire == partenaire)
    row = (await tx.execute(query)).mappings().one_or_none()
    if row is None:
        raise AbonnementIntrouvable(ABSENT)
    return _of(row)


async def find(tx: Tx, id: UUID) -> Abonnement | None:
    """As the sender sees it, locked; None when it was deleted meanwhile."""
    row = (await tx.execute(select(a).where(a.c.id == id).with_for_update())).mappings().one_or_none()
    return None if row is None else _of(row)


async def save(tx: Tx, abonnement: Abonnement) -> None:
    await tx.execute(update(a).where(a.c.id == abonnement.id).values(_values(abonnement)))


async def remove(tx: Tx, id: UUID) -> None:
    """With its deliveries."""
    await tx.execute(delete(a).where(a.c.id == id))


async def wanting(tx: Tx, statut: str) -> list[UUID]:
    """The active subscriptions that want this status."""
    wants = (a.c.etat == Etat.ACTIF.value) & ((a.c.statuts == []) | a.c.statuts.contains([statut]))
    return list((await tx.execute(select(a.c.id).where(wants))).scalars())


def _values(abonnement: Abonnement) -> dict[str, Any]:
    return {**asdict(abonnement), "statuts": list(abonnement.statuts), "etat": abonnement.etat.value}


def _of(row: RowMapping) -> Abonnement:
    return Abonnement(**{**row, "statuts": tuple(row["statuts"]), "etat": Etat(row["etat"])})
