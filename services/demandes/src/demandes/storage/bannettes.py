"""Lists of demandes as a school or a candidate sees them: by tray, by words, page by page."""

from collections import Counter
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, tuple_

from contracts.delivery import Tx
from contracts.http import Paging
from contracts.identity import Caller
from demandes.domain.bannettes import Bannette
from demandes.domain.demande import Demande
from demandes.storage.demandes import of_row, visible
from demandes.storage.recherche import mots_cherches
from demandes.storage.tables import demandes


async def find(tx: Tx, caller: Caller, bannette: Bannette | None, q: str, paging: Paging) -> list[Demande]:
    """The newest first; every word of `q` must be found."""
    order = (demandes.c.creee_le, demandes.c.id)
    query = select(demandes).where(visible(caller))
    if bannette is not None:
        query = query.where(demandes.c.statut.in_(bannette.statuts))
    for mot in mots_cherches(q):
        query = query.where(demandes.c.recherche.contains(mot, autoescape=True))
    if (after := paging.after(datetime, UUID)) is not None:
        query = query.where(tuple_(*order) < after)
    query = query.order_by(*(column.desc() for column in order)).limit(paging.fetch)
    return [of_row(row) for row in (await tx.execute(query)).mappings()]


async def count(tx: Tx, caller: Caller) -> Counter[Bannette]:
    query = select(demandes.c.statut, func.count().label("nombre")).where(visible(caller)).group_by(demandes.c.statut)
    counted: Counter[Bannette] = Counter()
    for row in await tx.execute(query):
        counted.update({bannette: row.nombre for bannette in Bannette if row.statut in bannette.statuts})
    return counted
