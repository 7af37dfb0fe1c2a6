"""Messages: written with the event, claimed by a sender, read by the account, erased when their time is over."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, and_, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from contracts.delivery import Received, Tx, put
from contracts.events.notifications import MessageRemisV1
from contracts.http import Paging
from notifications.domain.message import AEnvoyer, Etat, Message
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


async def claim(tx: Tx, now: datetime) -> list[Message]:
    """Take what is due; whoever else sends takes others."""
    due = or_(
        and_(m.c.etat == Etat.A_ENVOYER.value, m.c.prochain_essai <= now),
        and_(m.c.etat == Etat.EN_ENVOI.value, m.c.pris_le < now - ABANDONED_AFTER),
    )
    mine = select(m.c.id).where(due).order_by(m.c.prochain_essai).limit(BATCH).with_for_update(skip_locked=True)
    rows = await tx.execute(
        update(m)
        .where(m.c.id.in_(mine.scalar_subquery()))
        .values(etat=Etat.EN_ENVOI.value, pris_le=now, essais=m.c.essais + 1)
        .returning(*(m.c[name] for name in Message.__dataclass_fields__))
    )
    return [Message(**row._mapping) for row in rows]


async def delivered(tx: Tx, message: Message, now: datetime) -> None:
    """The server took it. A link that opens something is not kept, and the demande's history hears of the message."""
    gone = {"texte": "", "efface_le": now} if message.confidentiel else {}
    done = await tx.execute(
        update(m)
        .where(m.c.id == message.id, m.c.etat == Etat.EN_ENVOI.value)
        .values(etat=Etat.REMIS.value, fini_le=now, faute=None, **gone)
    )
    if done.rowcount == 1 and message.demande is not None:
        destinataire = "auto_ecole" if message.role == "auto_ecole" else "candidat"
        fact = MessageRemisV1(modele=message.modele, canal=message.canal, destinataire=destinataire, remis_le=now)
        await put(tx, message.demande, [fact])


async def postponed(tx: Tx, message: Message, faute: str, again: datetime) -> None:
    await tx.execute(
        update(m)
        .where(m.c.id == message.id)
        .values(etat=Etat.A_ENVOYER.value, prochain_essai=again, faute=faute, pris_le=None)
    )


async def given_up(tx: Tx, message: Message, faute: str, now: datetime) -> None:
    await tx.execute(
        update(m).where(m.c.id == message.id).values(etat=Etat.ECHEC_DEFINITIF.value, faute=faute, fini_le=now)
    )


async def of_account(tx: Tx, compte: UUID, paging: Paging) -> list[Recu]:
    """Newest first, without those that hold a link that opens something."""
    query = select(*(m.c[name] for name in Recu._fields)).where(m.c.compte == compte, m.c.confidentiel.is_(False))
    if after := paging.after(*KEY):
        query = query.where(tuple_(m.c.cree_le, m.c.id) < after)
    rows = await tx.execute(query.order_by(m.c.cree_le.desc(), m.c.id.desc()).limit(paging.fetch))
    return [_recu(row) for row in rows]


async def unread(tx: Tx, compte: UUID) -> int:
    mine = (m.c.compte == compte) & m.c.confidentiel.is_(False) & m.c.lu_le.is_(None)
    return int((await tx.execute(select(func.count()).where(mine))).scalar_one())


async def mark_read(tx: Tx, compte: UUID, id: UUID, now: datetime) -> bool:
    """False when it is not this account's; reading twice keeps the first time."""
    mine = (m.c.id == id) & (m.c.compte == compte) & m.c.confidentiel.is_(False)
    done = await tx.execute(update(m).where(mine).values(lu_le=func.coalesce(m.c.lu_le, now)))
    return bool(done.rowcount == 1)


async def erase_old(tx: Tx, now: datetime) -> int:
    """Thirty days after its end a message keeps that it was sent, and nothing of what it said or to which address."""
    old = (m.c.fini_le < now - KEEP_CONTENT) & (m.c.adresse != "")
    done = await tx.execute(update(m).where(old).values(objet="", texte="", adresse="", efface_le=now))
    return int(done.rowcount)


def _recu(row: Row[Any]) -> Recu:
    return Recu(**row._mapping)
