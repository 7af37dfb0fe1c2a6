"""Lists of demandes as a school or a candidate sees them: by tray, by words and dates, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, tuple_

from contracts.delivery import Tx
from contracts.http import Paging
from contracts.identity import Caller
from contracts.vocabulary.categories import Categorie
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.roles import Role
from contracts.vocabulary.statuts import Statut
from demandes.domain.bannettes import Bannette
from demandes.domain.demande import Demande
from demandes.domain.numero import PARIS
from demandes.storage import recherche
from demandes.storage.demandes import of_row, visible
from demandes.storage.tables import demandes as d

KEY = (datetime, UUID)
"""What a page is sorted by: the moment of creation never changes, so that no demande is skipped or shown twice."""

Cle = tuple[ColumnElement[datetime], ColumnElement[UUID]]


@dataclass(frozen=True)
class Filtre:
    """All that is given must hold; `creee_du` and `creee_au` are days in France, both included."""

    bannette: Bannette | None = None
    texte: str = ""
    ne_le: date | None = None
    motif: Motif | None = None
    statut: Statut | None = None
    categorie: Categorie | None = None
    creee_du: date | None = None
    creee_au: date | None = None


async def find(tx: Tx, caller: Caller, filtre: Filtre, paging: Paging) -> list[Demande]:
    """The newest first."""
    query, (creee_le, id) = _cherchees(caller, recherche.cherches(filtre.texte, filtre.ne_le))
    for column, wanted in ((d.c.bannette, filtre.bannette), (d.c.motif, filtre.motif), (d.c.statut, filtre.statut)):
        if wanted is not None:
            query = query.where(column == wanted.value)
    if filtre.categorie is not None:
        query = query.where(d.c.categories.contains([filtre.categorie.value]))
    if filtre.creee_du is not None:
        query = query.where(creee_le >= _debut(filtre.creee_du))
    if filtre.creee_au is not None:
        query = query.where(creee_le < _debut(filtre.creee_au + timedelta(days=1)))
    if (after := paging.after(*KEY)) is not None:
        query = query.where(tuple_(creee_le, id) < after)
    query = query.order_by(creee_le.desc(), id.desc()).limit(paging.fetch)
    return [of_row(row) for row in (await tx.execute(query)).mappings()]


def _cherchees(caller: Caller, debuts: Sequence[str]) -> tuple[Select[Any], Cle]:
    """What the caller may see and looks for, and the columns that it is sorted by."""
    query = select(d).where(visible(caller))
    if debuts and caller.role is Role.AUTO_ECOLE:
        found = recherche.de_l_ecole(caller.id, debuts)
        return query.join(found, found.c.demande == d.c.id), (found.c.creee_le, found.c.demande)
    return query.where(recherche.contient(debuts)), (d.c.creee_le, d.c.id)


def _debut(jour: date) -> datetime:
    return datetime(jour.year, jour.month, jour.day, tzinfo=PARIS)
