"""The history of a demande: lines are added, never changed; the database refuses anything else."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, func, insert, select

from contracts.delivery import Tx
from contracts.vocabulary.statuts import Statut
from demandes.domain.historique import ORIGINE, Auteur, Ligne, empreinte
from demandes.domain.statuts import Acte
from demandes.storage.tables import historique


@dataclass(frozen=True)
class LigneScellee:
    """A line as it stands in its chain."""

    rang: int
    ligne: Ligne
    empreinte: str


async def append(tx: Tx, demande: UUID, lignes: Sequence[Ligne]) -> None:
    """Whoever appends holds the lock on the demande, or is creating it: the chain has one end."""
    if not lignes:
        return
    last = (
        await tx.execute(
            select(historique.c.rang, historique.c.empreinte)
            .where(historique.c.demande == demande)
            .order_by(historique.c.rang.desc())
            .limit(1)
        )
    ).one_or_none()
    former, print_ = (last.rang, last.empreinte) if last else (0, ORIGINE)
    rows = []
    for rang, ligne in enumerate(lignes, start=former + 1):
        print_ = empreinte(print_, demande, rang, ligne)
        rows.append(_row(demande, LigneScellee(rang, ligne, print_)))
    await tx.execute(insert(historique).values(rows))


async def read(tx: Tx, demande: UUID) -> list[LigneScellee]:
    rows = await tx.execute(select(historique).where(historique.c.demande == demande).order_by(historique.c.rang))
    return [_of_row(row) for row in rows.mappings()]


async def length(tx: Tx, demande: UUID) -> int:
    """How many lines: it grows with each act, also with those that leave the demande's own state as it was."""
    last = select(historique.c.rang).where(historique.c.demande == demande).order_by(historique.c.rang.desc()).limit(1)
    return (await tx.execute(last)).scalar_one_or_none() or 0


def length_of(demande: ColumnElement[UUID]) -> ColumnElement[int]:
    """The same as a part of another query."""
    last = select(func.max(historique.c.rang)).where(historique.c.demande == demande).scalar_subquery()
    return func.coalesce(last, 0)


def intacte(demande: UUID, lignes: Sequence[LigneScellee]) -> bool:
    """Whether every line still is what was written, in its place."""
    precedente = ORIGINE
    for rang, scellee in enumerate(lignes, start=1):
        if scellee.rang != rang or scellee.empreinte != empreinte(precedente, demande, rang, scellee.ligne):
            return False
        precedente = scellee.empreinte
    return True


def _row(demande: UUID, scellee: LigneScellee) -> dict[str, Any]:
    ligne = scellee.ligne
    return {
        "demande": demande,
        "rang": scellee.rang,
        "le": ligne.le,
        "acte": ligne.acte,
        "auteur_role": ligne.auteur.role,
        "auteur_nom": ligne.auteur.nom,
        "statut": ligne.statut,
        "suite": ligne.suite,
        "details": list(ligne.details),
        "empreinte": scellee.empreinte,
    }


def _of_row(row: RowMapping) -> LigneScellee:
    ligne = Ligne(
        le=row["le"],
        acte=next(acte for acte in Acte if acte == row["acte"]),
        auteur=Auteur(row["auteur_role"], row["auteur_nom"]),
        statut=next(statut for statut in Statut if statut == row["statut"]),
        suite=row["suite"],
        details=tuple(row["details"]),
    )
    return LigneScellee(row["rang"], ligne, row["empreinte"])
