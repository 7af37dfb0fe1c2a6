"""A whole list, however long, read page by page: no transaction stays open while somebody downloads slowly."""

from collections.abc import AsyncIterator

from contracts.delivery import Database
from contracts.http import Paging
from contracts.http.pagination import encode_cursor
from contracts.identity import Caller
from demandes.domain.demande import Demande
from demandes.storage.bannettes import Filtre, find

PAGE = 200


async def each_page(db: Database, caller: Caller, filtre: Filtre, taille: int = PAGE) -> AsyncIterator[list[Demande]]:
    """Newest first; what is filed meanwhile is not among them, what moves on meanwhile is neither lost nor doubled."""
    curseur: str | None = None
    while True:
        async with db.begin() as tx:
            found = (await find(tx, caller, filtre, Paging(taille, curseur)))[:taille]
        if found:
            yield found
        if len(found) < taille:
            return
        curseur = encode_cursor(found[-1].creee_le, found[-1].id)
