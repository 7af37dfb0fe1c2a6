"""Who is concerned by a demande, kept from its validation."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from contracts.delivery import Tx
from notifications.domain.contacts import Contacts
from notifications.domain.message import Destinataire
from notifications.storage.tables import contacts as c


async def find(tx: Tx, demande: UUID) -> Contacts | None:
    row = (await tx.execute(select(c).where(c.c.demande == demande))).mappings().one_or_none()
    if row is None:
        return None
    auto_ecole = row["auto_ecole"]
    return Contacts(row["numero"], _destinataire(row["candidat"]), auto_ecole and _destinataire(auto_ecole))


async def keep(tx: Tx, demande: UUID, contacts: Contacts) -> None:
    values = {
        "numero": contacts.numero,
        "candidat": _json(contacts.candidat),
        "auto_ecole": contacts.auto_ecole and _json(contacts.auto_ecole),
    }
    await tx.execute(
        insert(c).values({"demande": demande, **values}).on_conflict_do_update(index_elements=["demande"], set_=values)
    )


async def readdress(tx: Tx, compte: UUID, email: str, telephone: str | None) -> None:
    """Wherever this account is concerned, it is written to at its new address."""
    for part in (c.c.candidat, c.c.auto_ecole):
        moved = func.jsonb_set(part, text("'{email}'"), func.to_jsonb(cast(email, Text)))
        if telephone is not None:
            moved = func.jsonb_set(moved, text("'{telephone}'"), func.to_jsonb(cast(telephone, Text)))
        await tx.execute(update(c).where(part["compte"].astext == str(compte)).values({part: moved}))


async def forget(tx: Tx, demande: UUID) -> None:
    await tx.execute(delete(c).where(c.c.demande == demande))


def _json(a: Destinataire) -> dict[str, Any]:
    return asdict(a) | {"compte": a.compte and str(a.compte)}


def _destinataire(kept: dict[str, Any]) -> Destinataire:
    return Destinataire(**kept | {"compte": UUID(kept["compte"]) if kept["compte"] else None})
