"""The log of what administrators and operators did: who, what, when. The running service may only add to it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert

from accounts.storage.tables import journal
from contracts.delivery import Tx

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
