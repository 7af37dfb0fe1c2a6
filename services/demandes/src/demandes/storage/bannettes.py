"""Lists of demandes as a school or a candidate sees them: by tray, by words and dates, page by page."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, literal_column, select, tuple_

from contracts.delivery import Tx
from contracts.http import Paging
from contracts.identity import Caller
from contracts.vocabulary.categories import Categorie
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.statuts import Statut
from demandes.domain.bannettes import Bannette
from demandes.domain.demande import Demande
from demandes.domain.numero import PARIS
from demandes.storage.demandes import of_row, visible
from demandes.storage.recherche import requete
from demandes.storage.tables import demandes as d

KEY = (datetime, UUID)
"""What a page is sorted by: the moment of creation never changes, so that no demande is skipped or shown twice."""


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
    query = select(d).where(visible(caller))
    if filtre.bannette is not None:
        query = query.where(d.c.bannette == filtre.bannette.value)
    if (cherche := requete(caller.id, filtre.texte, filtre.ne_le)) is not None:
        query = query.where(d.c.mots.op("@@")(func.to_tsquery(literal_column("'simple'"), cherche)))
    for column, wanted in ((d.c.motif, filtre.motif), (d.c.statut, filtre.statut)):
        if wanted is not None:
            query = query.where(column == wanted.value)
    if filtre.categorie is not None:
        query = query.where(d.c.categories.contains([filtre.categorie.value]))
    if filtre.creee_du is not None:
        query = query.where(d.c.creee_le >= _debut(filtre.creee_du))
    if filtre.creee_au is not None:
        query = query.where(d.c.creee_le < _debut(filtre.creee_au + timedelta(days=1)))
    if (after := paging.after(*KEY)) is not None:
        query = query.where(tuple_(d.c.creee_le, d.c.id) < after)
    query = query.order_by(d.c.creee_le.desc(), d.c.id.desc()).limit(paging.fetch)
    return [of_row(row) for row in (await tx.execute(query)).mappings()]


def _debut(jour: date) -> datetime:
    return datetime(jour.year, jour.month, jour.day, tzinfo=PARIS)
