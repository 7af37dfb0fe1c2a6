"""Who read or decided what: added in the same transaction, never changed."""

from uuid import UUID

from sqlalchemy import insert

from contracts.delivery import Tx
from contracts.identity import Caller
from instruction.storage.tables import audit


async def note(tx: Tx, caller: Caller, acte: str, demande: UUID, objet: str | None = None) -> None:
    await tx.execute(
        insert(audit),
        {"compte": caller.id, "prefecture": caller.prefecture, "acte": acte, "demande": demande, "objet": objet},
    )
