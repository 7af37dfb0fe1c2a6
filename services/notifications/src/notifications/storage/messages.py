"""Messages: written with the event, claimed by a sender, read by the account, erased when their time is over."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from contracts.delivery import Received, Tx, put
from contracts.events.notifications import MessageRemisV1
from contracts.http import Paging
from notifications.domain.message import AEnvoyer, Canal, Etat, Message
from notifications.modeles import ecrire
from notifications.storage.tables import messages as m

BATCH = 20
ABANDONED_AFTER = timedelta(minutes=2)  # a sender that took a message and said no more has died
KEEP_CONTENT = timedelta(days=30)
KEY = (datetime, UUID)


class Recu(NamedTuple):
    """A message as its account shows it."""

    id: UUID
    demande: UUID | None
    modele: str
    canal: str
    objet: str
    texte: str
    cree_le: datetime
    lu_le: datetime | None
    etat: str


async def add(tx: Tx, event: Received[Any], demande: UUID | None, a_envoyer: AEnvoyer, id: UUID, now: datetime) -> None:
    """Once for each event, model, channel and part; without an address there is nothing to send."""
    if a_envoyer.adresse is None:
        return
    objet, texte = ecrire(a_envoyer.modele, a_envoyer.canal, a_envoyer.valeurs)
    row = {
        "id": id,
        "event_id": event.id,
        "demande": demande,
        "compte": a_envoyer.a.compte,
        "role": a_envoyer.a.role,
        "modele": a_envoyer.modele,
        "canal": a_envoyer.canal,
        "adresse": a_envoyer.adresse,
        "objet": objet,
        "texte": texte,
        "confidentiel": a_envoyer.confidentiel,
        "etat": Etat.A_ENVOYER.value,
        "cree_le": now,
        "prochain_essai": now,
    }
    await tx.execute(insert(m).values(row).on_conflict_do_nothing())


async def claim(tx: Tx, canal: Canal, now: datetime) -> list[Message]:
    """Take what is due, oldest first; whoever else sends takes others."""
    due = (m.c.canal == canal) & or_(
        and_(m.c.etat == Etat.A_ENVOYER.value, m.c.prochain_essai <= now),
        and_(m.c.etat == Etat.EN_ENVOI.value, m.c.pris_le < now - ABANDONED_AFTER),
    )
    oldest = select(m.c.id).where(due).order_by(m.c.prochain_essai).limit(BATCH)
    mine = oldest.with_for_update(skip_locked=True).cte("mine")  # read once: a subquery may be read again and lock more
    rows = await tx.execute(
        update(m)
        .where(m.c.id == mine.c.id)
        .values(etat=Etat.EN_ENVOI.value, pris_le=now, essais=m.c.essais + 1)
        .returning(*(m.c[name] for name in Message.__dataclass_fields__), m.c.prochain_essai)
    )
    oldest_first = sorted(rows, key=lambda row: row.prochain_essai)
    return [Message(**{name: row._mapping[name] for name in Message.__dataclass_fields__}) for row in oldest_first]


async def delivered(tx: Tx, message: Message, now: datetime) -> None:
    """The server took it: the demande's history hears of the message."""
    done = await tx.execute(
        update(m)
        .where(m.c.id == message.id, m.c.etat == Etat.EN_ENVOI.value)
        .values(etat=Etat.REMIS.value, fini_le=now, faute=None, **_secret_gone(message, now))
    )
    if done.rowcount == 1 and message.demande is not None:
        destinataire = "auto_ecole" if message.role == "auto_ecole" else "candidat"
        fact = MessageRemisV1(modele=message.modele, canal=message.canal, destinataire=destinataire, remis_le=now)
        await put(tx, message.demande, [fact])


async def postponed(tx: Tx, message: Message, faute: str, again: datetime) -> None:
    await tx.execute(
        update(m)
        .where(_still_held(message))
        .values(etat=Etat.A_ENVOYER.value, prochain_essai=again, faute=faute, pris_le=None)
    )


async def given_back(tx: Tx, taken: list[Message]) -> None:
    """Not begun: whoever sends next takes them at once."""
    for message in taken:
        await tx.execute(
            update(m).where(_still_held(message)).values(etat=Etat.A_ENVOYER.value, pris_le=None, essais=m.c.essais - 1)
        )


async def given_up(tx: Tx, message: Message, faute: str, now: datetime) -> None:
    await tx.execute(
        update(m)
        .where(_still_held(message))
        .values(etat=Etat.ECHEC_DEFINITIF.value, faute=faute, fini_le=now, **_secret_gone(message, now))
    )


def _still_held(message: Message) -> ColumnElement[bool]:
    """Not taken over by another sender meanwhile: who comes late undoes nothing."""
    return (m.c.id == message.id) & (m.c.etat == Etat.EN_ENVOI.value) & (m.c.pris_le == message.pris_le)


def _secret_gone(message: Message, now: datetime) -> dict[str, Any]:
    """A link that opens something is not kept once its message has ended, well or not."""
    return {"texte": "", "efface_le": now} if message.confidentiel else {}


async def of_account(tx: Tx, compte: UUID, paging: Paging) -> list[Recu]:
    """Newest first."""
    query = select(*(m.c[name] for name in Recu._fields)).where(_shown_to(compte))
    if after := paging.after(*KEY):
        query = query.where(tuple_(m.c.cree_le, m.c.id) < after)
    rows = await tx.execute(query.order_by(m.c.cree_le.desc(), m.c.id.desc()).limit(paging.fetch))
    return [_recu(row) for row in rows]


async def unread(tx: Tx, compte: UUID) -> int:
    mine = _shown_to(compte) & m.c.lu_le.is_(None)
    return int((await tx.execute(select(func.count()).where(mine))).scalar_one())


def _shown_to(compte: UUID) -> ColumnElement[bool]:
    """His, without those that hold a link that opens something and those whose time is over."""
    return (m.c.compte == compte) & m.c.confidentiel.is_(False) & m.c.efface_le.is_(None)


async def mark_read(tx: Tx, compte: UUID, id: UUID, now: datetime) -> bool:
    """False when it is not this account's; reading twice keeps the first time."""
    mine = (m.c.id == id) & _shown_to(compte)
    done = await tx.execute(update(m).where(mine).values(lu_le=func.coalesce(m.c.lu_le, now)))
    return bool(done.rowcount == 1)


async def erase_old(tx: Tx, now: datetime) -> int:
    """Thirty days after its end a message keeps that it was sent, and nothing of what it said or to which address."""
    old = (m.c.fini_le < now - KEEP_CONTENT) & (m.c.adresse != "")
    done = await tx.execute(update(m).where(old).values(objet="", texte="", adresse="", efface_le=now))
    return int(done.rowcount)


async def erase_of(tx: Tx, demande: UUID, now: datetime) -> None:
    """The demande is purged: what waits is not sent any more, what was sent keeps its trace alone."""
    rest = {"objet": "", "texte": "", "adresse": "", "efface_le": now}
    await tx.execute(update(m).where(m.c.demande == demande, m.c.fini_le.is_not(None)).values(rest))
    waiting = (m.c.demande == demande) & (m.c.etat == Etat.A_ENVOYER.value)
    given_up = rest | {"etat": Etat.ECHEC_DEFINITIF.value, "fini_le": now, "faute": "demande purgée"}
    await tx.execute(update(m).where(waiting).values(given_up))


def _recu(row: Row[Any]) -> Recu:
    return Recu(**row._mapping)
