"""Messages for those who look after the sending: what became of them, never what they said or where they went."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, select, tuple_, update

from contracts.delivery import Tx
from contracts.http import Paging
from notifications.domain.message import Etat
from notifications.storage.tables import messages as m

KEY = (datetime, UUID)


class Envoi(NamedTuple):
    """One message without its content."""

    id: UUID
    demande: UUID | None
    compte: UUID | None
    role: str
    modele: str
    canal: str
    etat: str
    essais: int
    faute: str | None
    cree_le: datetime
    prochain_essai: datetime
    fini_le: datetime | None
    arrive_le: datetime | None


class Filtre(NamedTuple):
    """What is looked for; nothing means everything."""

    etats: Sequence[str] = ()
    canal: str | None = None
    modele: str | None = None
    demande: UUID | None = None
    compte: UUID | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [m.c.etat.in_(self.etats)] if self.etats else []
        named: dict[str, Any] = self._asdict()
        return found + [m.c[name] == named[name] for name in self._fields[1:] if named[name] is not None]


async def find(tx: Tx, filtre: Filtre, paging: Paging) -> list[Envoi]:
    """Newest first."""
    query = select(*(m.c[name] for name in Envoi._fields)).where(*filtre.conditions())
    if after := paging.after(*KEY):
        query = query.where(tuple_(m.c.cree_le, m.c.id) < after)
    rows = await tx.execute(query.order_by(m.c.cree_le.desc(), m.c.id.desc()).limit(paging.fetch))
    return [Envoi(**row._mapping) for row in rows]


async def one(tx: Tx, id: UUID) -> Envoi | None:
    row = (await tx.execute(select(*(m.c[name] for name in Envoi._fields)).where(m.c.id == id))).one_or_none()
    return None if row is None else Envoi(**row._mapping)


async def again(tx: Tx, id: UUID, now: datetime) -> bool:
    """From the first try on; False when its words or its address are gone, or when it did not fail."""
    failed = m.c.etat.in_((Etat.ECHEC_DEFINITIF.value, Etat.NON_ENVOYE.value)) & (m.c.texte != "") & (m.c.adresse != "")
    fresh = {"etat": Etat.A_ENVOYER.value, "essais": 0, "prochain_essai": now}
    gone = {"pris_le": None, "fini_le": None, "faute": None}
    done = await tx.execute(update(m).where(m.c.id == id, failed).values({**fresh, **gone}))
    return bool(done.rowcount == 1)
