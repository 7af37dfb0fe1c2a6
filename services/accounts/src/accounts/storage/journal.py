"""The log of what administrators and operators did: who, what, when. The running service may only add to it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select

from accounts.storage.tables import journal
from contracts.delivery import Tx
from contracts.http import Paging

COMMANDE = "commande"
"""Who acts through `python -m accounts`: whoever may, on the machine itself."""


async def noter(
    tx: Tx,
    acte: str,
    *,
    le: datetime,
    auteur: UUID | None = None,
    objet: UUID | None = None,
    detail: str | None = None,
) -> None:
    """With the act itself, or not at all. No name of a person: accounts by their id."""
    values = {"le": le, "auteur": auteur, "par": "compte" if auteur else COMMANDE}
    await tx.execute(insert(journal).values(values | {"acte": acte, "objet": objet, "detail": detail}))


async def page(tx: Tx, paging: Paging) -> Sequence[Row[Any]]:
    """The newest first."""
    query = select(journal).order_by(journal.c.position.desc()).limit(paging.fetch)
    if after := paging.after(int):
        query = query.where(journal.c.position < after[0])
    return (await tx.execute(query)).all()
