"""The log of a demande: its acts out of the history and its looks out of a table that only grows, as one list."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
    Integer,
    RowMapping,
    Select,
    Text,
    Uuid,
    cast,
    literal,
    null,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import insert

from contracts.delivery import Tx
from contracts.http import Paging
from contracts.identity import Caller
from contracts.vocabulary.roles import Role
from demandes.domain.demande import Demande
from demandes.domain.historique import Auteur
from demandes.domain.journal import Consultation, vue_par
from demandes.domain.statuts import Acte
from demandes.storage.tables import historique as h
from demandes.storage.tables import journal as j

KEY = (datetime, int, int)
"""What a page is sorted by: when, acts before looks, and the order in which they were written."""

REGARD, ACTE = 0, 1


@dataclass(frozen=True)
class Entree:
    """One line of the log, of either kind."""

    le: datetime
    genre: int
    rang: int
    libelle: str
    par: Auteur
    details: list[str]


async def note(tx: Tx, demande: UUID, consultation: Consultation) -> None:
    """The same look told twice is one."""
    row = {
        "demande": demande,
        "le": consultation.le,
        "auteur_role": consultation.par.role,
        "auteur_nom": consultation.par.nom,
        "quoi": consultation.quoi,
        "objet": consultation.objet,
        "cle": consultation.cle,
        "compte": consultation.compte,
    }
    await tx.execute(insert(j).values(row).on_conflict_do_nothing())


async def note_reader(
    tx: Tx, demande: Demande, caller: Caller, quoi: str, now: datetime, objet: str | None = None
) -> None:
    await note(tx, demande.id, vue_par(demande, caller.id, caller.role, quoi, now, objet))


async def of(tx: Tx, demande: UUID, caller: Caller, paging: Paging) -> list[Entree]:
    """Newest first. The candidate sees all; a school the acts, and its own looks."""
    lines = _lines(demande, caller).subquery()
    query = select(lines)
    if after := paging.after(*KEY):
        query = query.where(tuple_(lines.c.le, lines.c.genre, lines.c.rang) < after)
    newest = query.order_by(lines.c.le.desc(), lines.c.genre.desc(), lines.c.rang.desc()).limit(paging.fetch)
    return [_entree(row) for row in (await tx.execute(newest)).mappings()]


def _lines(demande: UUID, caller: Caller) -> CompoundSelect[Any]:
    actes = select(
        h.c.le,
        literal(ACTE, Integer).label("genre"),
        cast(h.c.rang, j.c.position.type).label("rang"),
        h.c.acte.label("quoi"),
        cast(null(), Text).label("objet"),
        h.c.auteur_role,
        h.c.auteur_nom,
        h.c.details,
        cast(null(), Uuid).label("compte"),
    ).where(h.c.demande == demande)
    regards: Select[Any] = select(
        j.c.le,
        literal(REGARD, Integer).label("genre"),
        j.c.position.label("rang"),
        j.c.quoi,
        j.c.objet,
        j.c.auteur_role,
        j.c.auteur_nom,
        cast(null(), h.c.details.type).label("details"),
        j.c.compte,
    ).where(j.c.demande == demande)
    if caller.role is not Role.USAGER:
        regards = regards.where(j.c.compte == caller.id)
    return union_all(actes, regards)


def _entree(row: RowMapping) -> Entree:
    par = Auteur(row["auteur_role"], row["auteur_nom"])
    if row["genre"] == ACTE:
        return Entree(row["le"], ACTE, row["rang"], libelle_acte(row["quoi"]), par, list(row["details"]))
    vue = Consultation(row["le"], par, row["quoi"], row["objet"], cle="")
    return Entree(row["le"], REGARD, row["rang"], vue.libelle, par, vue.details)


def libelle_acte(code: str) -> str:
    return next((acte.libelle for acte in Acte if acte == code), code)
