"""Who read or decided what: added in the same transaction, never changed; a look is told to the holder's log too."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import insert, select

from contracts.delivery import Tx, outbox
from contracts.events.instruction import DossierConsulteV1
from contracts.http import CurseurInvalide, Paging
from contracts.identity import Caller
from instruction.storage.tables import audit


async def note(tx: Tx, caller: Caller, acte: str, demande: UUID, objet: str | None = None) -> None:
    await tx.execute(
        insert(audit),
        {"compte": caller.id, "prefecture": caller.prefecture, "acte": acte, "demande": demande, "objet": objet},
    )


LOOKS = {"dossier": "consulter", "piece": "lire_piece", "photo": "lire_photo", "signature": "lire_signature"}
"""What the holder reads → what the audit says."""


async def look(
    tx: Tx,
    caller: Caller,
    demande: UUID,
    quoi: str,
    now: datetime,
    *,
    piece: UUID | None = None,
    type_piece: str | None = None,
) -> None:
    """Who looked stays here; that the préfecture looked leaves, without the instructor's name."""
    await note(tx, caller, LOOKS[quoi], demande, None if piece is None else str(piece))
    prefecture = caller.prefecture or ""
    told = DossierConsulteV1(prefecture=prefecture, quoi=quoi, type_piece=type_piece, consulte_le=now)
    await outbox.put(tx, demande, [told])


class Ligne(NamedTuple):
    position: int
    quand: datetime
    compte: UUID
    acte: str
    objet: str | None


async def of(tx: Tx, demande: UUID, paging: Paging) -> list[Ligne]:
    """Oldest first."""
    a = audit.c
    query = select(a.position, a.quand, a.compte, a.acte, a.objet).where(a.demande == demande)
    if after := paging.after(str):
        if not after[0].isdecimal() or len(after[0]) > POSITION_DIGITS:
            raise CurseurInvalide
        query = query.where(a.position > int(after[0]))
    rows = await tx.execute(query.order_by(a.position).limit(paging.fetch))
    return [Ligne(row.position, row.quand, row.compte, row.acte, row.objet) for row in rows]


POSITION_DIGITS = 18
