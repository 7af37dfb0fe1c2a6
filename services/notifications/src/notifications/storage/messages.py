"""Messages: written with the event, claimed by a sender, read by the account, erased when their time is over."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from contracts.delivery import Tx, put
from contracts.events.notifications import MessageNonRemisV1, MessageRemisV1
from contracts.http import Paging
from contracts.telemetry import traceparent
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


async def add(
    tx: Tx, fait: UUID, demande: UUID | None, a_envoyer: AEnvoyer, id: UUID, now: datetime, *, retenu: str | None
) -> None:
    """Once for each fact, model, channel and part. `retenu` says why it is shown in the account and not sent."""
    objet, texte = ecrire(a_envoyer.modele, a_envoyer.canal, a_envoyer.valeurs)
    row = {
        "id": id,
        "event_id": fait,
        "demande": demande,
        "compte": a_envoyer.a.compte,
        "role": a_envoyer.a.role,
        "modele": a_envoyer.modele,
        "canal": a_envoyer.canal,
        "adresse": a_envoyer.adresse,
        "objet": objet,
        "texte": texte,
        "confidentiel": a_envoyer.confidentiel,
        "etat": Etat.NON_ENVOYE.value if retenu else Etat.A_ENVOYER.value,
        "cree_le": now,
        "prochain_essai": now,
        "traceparent": traceparent(),
    }
    if retenu:
        row |= {"faute": retenu, "fini_le": now}
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


async def due(tx: Tx, now: datetime) -> dict[str, tuple[int, datetime | None]]:
    """By channel, how many are due or in a sender's hands, and since when the oldest of them has been there."""
    late = m.c.etat.in_((Etat.A_ENVOYER.value, Etat.EN_ENVOI.value)) & (m.c.prochain_essai <= now)
    rows = await tx.execute(
        select(m.c.canal, func.count().label("nombre"), func.min(m.c.cree_le).label("depuis"))
        .where(late)
        .group_by(m.c.canal)
    )
    return {row.canal: (row.nombre, row.depuis) for row in rows}


async def delivered(tx: Tx, message: Message, now: datetime) -> None:
    """The server took it: the demande's history hears of the message."""
    done = await tx.execute(
        update(m)
        .where(m.c.id == message.id, m.c.etat == Etat.EN_ENVOI.value)
        .values(etat=Etat.REMIS.value, fini_le=now, faute=None, **_secret_gone(message, now))
    )
    if done.rowcount == 1 and message.demande is not None:
        fact = MessageRemisV1(modele=message.modele, canal=message.canal, destinataire=_cote(message), remis_le=now)
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


async def silenced(tx: Tx, message: Message, until: datetime) -> None:
    """Taken at night: it goes in the morning, and this was no try."""
    rest = {"etat": Etat.A_ENVOYER.value, "pris_le": None, "essais": m.c.essais - 1, "prochain_essai": until}
    await tx.execute(update(m).where(_still_held(message)).values(rest))


async def given_up(tx: Tx, message: Message, faute: str, now: datetime) -> bool:
    """False when another sender took it over meanwhile."""
    done = await tx.execute(
        update(m)
        .where(_still_held(message))
        .values(etat=Etat.ECHEC_DEFINITIF.value, faute=faute, fini_le=now, **_secret_gone(message, now))
    )
    if done.rowcount == 1:
        await _not_delivered(tx, message, faute, now)
    return bool(done.rowcount == 1)


async def came_back(tx: Tx, message: Message, faute: str, now: datetime) -> bool:
    """Taken at first, and refused afterwards; heard once."""
    ended = m.c.etat.in_((Etat.REMIS.value, Etat.A_ENVOYER.value, Etat.EN_ENVOI.value))
    lost = {"etat": Etat.ECHEC_DEFINITIF.value, "faute": faute, "fini_le": now, **_secret_gone(message, now)}
    done = await tx.execute(update(m).where(m.c.id == message.id, ended).values(lost))
    if done.rowcount == 1:
        await _not_delivered(tx, message, faute, now)
    return bool(done.rowcount == 1)


async def arrived(tx: Tx, message: Message, now: datetime) -> None:
    """The phone has it."""
    taken = m.c.etat == Etat.REMIS.value
    await tx.execute(
        update(m).where(m.c.id == message.id, taken).values(etat=Etat.ARRIVE.value, arrive_le=now, faute=None)
    )


async def certain(tx: Tx, message: Message, now: datetime) -> None:
    """A receipt speaks of it: it went, whatever its sender knows; it is not sent again."""
    doubtful = m.c.etat.in_((Etat.A_ENVOYER.value, Etat.EN_ENVOI.value))
    await tx.execute(update(m).where(m.c.id == message.id, doubtful).values(etat=Etat.EN_ENVOI.value))
    await delivered(tx, message, now)


async def held_back(tx: Tx, message: Message, faute: str, now: datetime, *, sauf: Sequence[str]) -> None:
    """What waits for the same address is not sent any more."""
    same = (m.c.canal == message.canal) & (func.lower(m.c.adresse) == message.adresse.lower())
    waiting = same & (m.c.etat == Etat.A_ENVOYER.value) & m.c.modele.not_in(sauf)
    await tx.execute(update(m).where(waiting).values(etat=Etat.NON_ENVOYE.value, faute=faute, fini_le=now))


async def load(tx: Tx, id: UUID) -> Message | None:
    """To change it: locked."""
    query = select(*(m.c[name] for name in Message.__dataclass_fields__)).where(m.c.id == id).with_for_update()
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else Message(**row._mapping)


async def _not_delivered(tx: Tx, message: Message, faute: str, now: datetime) -> None:
    if message.demande is not None:
        fact = MessageNonRemisV1(
            modele=message.modele, canal=message.canal, destinataire=_cote(message), cause=faute, constate_le=now
        )
        await put(tx, message.demande, [fact])


def _cote(message: Message) -> str:
    return "auto_ecole" if message.role == "auto_ecole" else "candidat"


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
