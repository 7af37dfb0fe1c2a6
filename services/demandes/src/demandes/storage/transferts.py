"""Transfers between schools: asked for, answered, and what the school that lost a demande may still know of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, insert, select, tuple_, update

from contracts.delivery import Tx, cancel, plan
from contracts.events.parts import AutoEcole
from contracts.http import Paging
from contracts.identity import Caller
from contracts.vocabulary.roles import Role
from demandes.domain.demande import Demande, DemandeIntrouvable
from demandes.domain.transfert import INCONNUE, Etat, Suite, Transfert, TransfertIntrouvable
from demandes.storage import demandes
from demandes.storage.tables import demandes as d
from demandes.storage.tables import transferts as t

TRANSFERT = "transfert"
"""The kind of deadline; its subject is the transfer."""


KEY = (datetime, UUID)
"""What a page is sorted by."""


async def transferable(tx: Tx, numero: str) -> Demande:
    """By its number, locked; raises DemandeIntrouvable in the words that a closed one gets too."""
    row = (await tx.execute(select(d).where(d.c.numero == numero).with_for_update())).mappings().one_or_none()
    if row is None:
        raise DemandeIntrouvable(INCONNUE)
    return demandes.of_row(row)


async def waiting(tx: Tx, demande: UUID) -> Transfert | None:
    """The one that waits for its answer; there is never a second."""
    query = select(t).where(t.c.demande == demande, t.c.etat == Etat.DEMANDE.value)
    row = (await tx.execute(query)).mappings().one_or_none()
    return None if row is None else _transfert(row)


async def waiting_of(tx: Tx, demandes: Sequence[UUID]) -> set[UUID]:
    """Which of these demandes have one."""
    query = select(t.c.demande).where(t.c.demande.in_(demandes), t.c.etat == Etat.DEMANDE.value)
    return set((await tx.execute(query)).scalars()) if demandes else set()


async def load(tx: Tx, id: UUID, seen_by: Caller | None = None) -> tuple[Transfert, Demande]:
    """To answer it: the demande first, locked, as every act does."""
    query = select(t).where(t.c.id == id)
    row = (await tx.execute(query)).mappings().one_or_none()
    if row is None:
        raise TransfertIntrouvable("Vérifiez l'adresse, ou rechargez la liste des transferts.")
    demande = await demandes.load(tx, row["demande"])
    transfert = _transfert((await tx.execute(query.with_for_update())).mappings().one())
    if seen_by is not None and seen_by.id not in _concerned(transfert, demande, seen_by.role):
        raise TransfertIntrouvable("Vérifiez l'adresse, ou rechargez la liste des transferts.")
    return transfert, demande


async def add(tx: Tx, suite: Suite) -> Demande:
    """Asked for: it waits for its answer, not for ever."""
    transfert = suite.transfert
    await tx.execute(insert(t).values(_row(transfert)))
    await plan(tx, TRANSFERT, transfert.id, transfert.limite_le)
    return await demandes.save(tx, suite.decision)


async def save(tx: Tx, suite: Suite) -> Demande:
    """Answered: both schools are what the answer made of them, in this transaction."""
    transfert = suite.transfert
    await tx.execute(update(t).where(t.c.id == transfert.id).values(_row(transfert)))
    await cancel(tx, TRANSFERT, transfert.id)
    return await demandes.save(tx, suite.decision)


async def of_demande(tx: Tx, demande: UUID) -> list[Transfert]:
    """Newest first."""
    query = select(t).where(t.c.demande == demande).order_by(t.c.demande_le.desc()).limit(50)
    return [_transfert(row) for row in (await tx.execute(query)).mappings()]


async def of_school(tx: Tx, ecole: UUID, paging: Paging, *, sortants: bool) -> list[Transfert]:
    """Newest first: those it asked for, or those that took a demande of its own away."""
    mine: ColumnElement[bool] = t.c.nouvelle_ecole == ecole
    if sortants:
        mine = (t.c.ancienne_ecole == ecole) & (t.c.etat == Etat.ACCEPTE.value)
    query = select(t).where(mine)
    if after := paging.after(*KEY):
        query = query.where(tuple_(t.c.demande_le, t.c.id) < after)
    rows = await tx.execute(query.order_by(t.c.demande_le.desc(), t.c.id.desc()).limit(paging.fetch))
    return [_transfert(row) for row in rows.mappings()]


def _concerned(transfert: Transfert, demande: Demande, role: Role) -> tuple[UUID | None, ...]:
    """Who may answer (the candidate) or withdraw (the school that asked)."""
    return (demande.candidat,) if role is Role.USAGER else (transfert.nouvelle.compte,)


def _row(transfert: Transfert) -> dict[str, Any]:
    return {
        "id": transfert.id,
        "demande": transfert.demande,
        "numero": transfert.numero,
        "ancienne_ecole": transfert.ancienne.compte,
        "nouvelle_ecole": transfert.nouvelle.compte,
        "ancienne": transfert.ancienne.model_dump(mode="json"),
        "nouvelle": transfert.nouvelle.model_dump(mode="json"),
        "etat": transfert.etat.value,
        "demande_le": transfert.demande_le,
        "decide_le": transfert.decide_le,
    }


def _transfert(row: RowMapping) -> Transfert:
    return Transfert(
        id=row["id"],
        demande=row["demande"],
        numero=row["numero"],
        ancienne=AutoEcole.model_validate(row["ancienne"], extra="ignore"),
        nouvelle=AutoEcole.model_validate(row["nouvelle"], extra="ignore"),
        etat=next(etat for etat in Etat if etat == row["etat"]),
        demande_le=row["demande_le"],
        decide_le=row["decide_le"],
    )
