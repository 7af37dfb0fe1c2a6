"""Cards in and out of the database: one row for each, a line in its journal for each fact, and what is due next."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, Select, delete, func, insert, select, tuple_, update

from contracts.delivery import Tx, cancel, outbox, plan
from contracts.events.parts import Dossier
from contracts.http import Paging
from contracts.identity import Caller
from instruction.domain.titre import Constat, Etape, Titre, TitreIntrouvable
from instruction.storage.tables import dossiers, lectures, titre_faits
from instruction.storage.tables import titres as t

BATCH = 20
ABANDONED_AFTER = timedelta(minutes=2)  # whoever took it and said no more has died
IMPRIMERIE = "imprimerie"
DESTRUCTION = "destruction"
FIELDS = tuple(Titre.__dataclass_fields__)
KEY = (datetime, UUID)


class AFaire(NamedTuple):
    """A card to order or to post again, with what stands on it."""

    titre: Titre
    dossier: Dossier
    neph: str
    accepte_le: datetime
    essais: int


class LigneDeTitre(NamedTuple):
    """A card in the list of its préfecture."""

    titre: Titre
    nom: str
    motif: str


class FaitNote(NamedTuple):
    """One line of the card's journal."""

    le: datetime
    source: str
    fait: str
    detail: str | None


async def add(tx: Tx, titre: Titre) -> None:
    await tx.execute(insert(t).values(**_values(titre), a_faire_le=titre.depuis))


async def of(tx: Tx, demande: UUID) -> Titre | None:
    """Locked; None when the demande has no card."""
    row = (await tx.execute(_select().where(t.c.demande == demande).with_for_update())).one_or_none()
    return None if row is None else _titre(row)


async def by_reference(tx: Tx, reference: str) -> Titre | None:
    """Locked; the order must be the latest of its card: an older one was refused, and is over."""
    numero, _, essai = reference.rpartition("-")
    if not essai.isascii() or not essai.isdigit():
        return None
    mine = (t.c.numero == numero) & (t.c.essai == int(essai))
    row = (await tx.execute(_select().where(mine).with_for_update())).one_or_none()
    return None if row is None else _titre(row)


async def load(tx: Tx, demande: UUID, *, seen_by: Caller) -> Titre:
    """To change it: another préfecture's does not exist."""
    mine = (t.c.demande == demande) & (t.c.prefecture == (seen_by.prefecture or ""))
    row = (await tx.execute(_select().where(mine).with_for_update())).one_or_none()
    if row is None:
        raise TitreIntrouvable("Vérifiez l'adresse : seules les demandes acceptées qui donnent un titre en ont un.")
    return _titre(row)


async def save(tx: Tx, constat: Constat, *, source: str, fait: str, le: datetime, detail: str | None = None) -> None:
    """The card, its event, a line of its journal; also a fact that changed nothing is written down."""
    titre = constat.titre
    values = _values(titre) | {"version": titre.version + 1, "a_faire_le": titre.depuis, "essais": 0, "pris_le": None}
    await tx.execute(update(t).where(t.c.demande == titre.demande).values(values))
    ligne = {"demande": titre.demande, "le": le, "source": source, "fait": fait, "detail": detail}
    await tx.execute(insert(titre_faits).values(ligne))
    if titre.etape is Etape.RETOURNEE and titre.limite_le is not None:
        await plan(tx, DESTRUCTION, titre.demande, titre.limite_le)
    else:
        await cancel(tx, DESTRUCTION, titre.demande)
    await outbox.put(tx, titre.demande, constat.events)


async def faits(tx: Tx, demande: UUID) -> list[FaitNote]:
    """Oldest first."""
    query = select(*(titre_faits.c[name] for name in FaitNote._fields)).where(titre_faits.c.demande == demande)
    return [FaitNote(**row._mapping) for row in await tx.execute(query.order_by(titre_faits.c.position).limit(200))]


async def of_prefecture(tx: Tx, paging: Paging, *, seen_by: Caller, etape: Etape | None) -> list[LigneDeTitre]:
    """The longest at its step first."""
    personne = dossiers.c.dossier["etat_civil"]
    nom = func.coalesce(personne["nom_usage"].astext, personne["nom_naissance"].astext)
    query = (
        select(*(t.c[name] for name in FIELDS), nom.label("nom"), dossiers.c.dossier["motif"].astext.label("motif"))
        .join(dossiers, dossiers.c.demande == t.c.demande)
        .where(t.c.prefecture == (seen_by.prefecture or ""))
    )
    if etape is not None:
        query = query.where(t.c.etape == etape.value)
    if after := paging.after(*KEY):
        query = query.where(tuple_(t.c.depuis, t.c.demande) > after)
    rows = await tx.execute(query.order_by(t.c.depuis, t.c.demande).limit(paging.fetch))
    return [LigneDeTitre(_titre(row), row.nom, row.motif) for row in rows]


async def claim_to_send(tx: Tx, now: datetime) -> list[AFaire]:
    """Cards to order or to post again, oldest first; who else sends takes others."""
    due = t.c.etape.in_([Etape.A_COMMANDER.value, Etape.A_RENVOYER.value]) & (t.c.a_faire_le <= now)
    taken = await _claim(tx, due, now)
    query = (
        select(*(t.c[name] for name in FIELDS), t.c.essais, dossiers.c.dossier, dossiers.c.neph, dossiers.c.decide_le)
        .join(dossiers, dossiers.c.demande == t.c.demande)
        .where(t.c.demande.in_(taken))
        .order_by(t.c.a_faire_le)
    )
    return [
        AFaire(_titre(row), Dossier.model_validate(row.dossier, extra="ignore"), row.neph, row.decide_le, row.essais)
        for row in await tx.execute(query)
    ]


async def claim_to_follow(tx: Tx, now: datetime) -> list[Titre]:
    """Cards on their way whose number is to be asked for again."""
    due = t.c.etape.in_([Etape.EXPEDIEE.value, Etape.EN_INSTANCE.value]) & (t.c.a_faire_le <= now)
    taken = await _claim(tx, due & t.c.numero_suivi.is_not(None), now)
    return [_titre(row) for row in await tx.execute(_select().where(t.c.demande.in_(taken)))]


async def postponed(tx: Tx, titre: Titre, again: datetime) -> None:
    """Tried, and to be tried again: unless the card moved on meanwhile."""
    still = (t.c.demande == titre.demande) & (t.c.version == titre.version)
    await tx.execute(update(t).where(still).values(a_faire_le=again, pris_le=None))


async def position(tx: Tx) -> int:
    """How far the reports of Imprimerie Nationale were read; locked: one reader at a time."""
    row = lectures.c.source == IMPRIMERIE
    return int((await tx.execute(select(lectures.c.position).where(row).with_for_update())).scalar_one())


async def read_up_to(tx: Tx, position: int) -> bool:
    """False when this line was read before."""
    further = (lectures.c.source == IMPRIMERIE) & (lectures.c.position < position)
    done = await tx.execute(update(lectures).where(further).values(position=position))
    return bool(done.rowcount == 1)


async def efface(tx: Tx, demande: UUID) -> None:
    """The card and its journal, when nothing more of the demande may be kept."""
    await tx.execute(delete(titre_faits).where(titre_faits.c.demande == demande))
    await tx.execute(delete(t).where(t.c.demande == demande))
    await cancel(tx, DESTRUCTION, demande)


async def _claim(tx: Tx, due: Any, now: datetime) -> list[UUID]:
    free = t.c.pris_le.is_(None) | (t.c.pris_le < now - ABANDONED_AFTER)
    oldest = select(t.c.demande).where(due, free).order_by(t.c.a_faire_le).limit(BATCH)
    mine = oldest.with_for_update(skip_locked=True).cte("mine")
    taken = update(t).where(t.c.demande == mine.c.demande).values(pris_le=now, essais=t.c.essais + 1)
    return [row.demande for row in await tx.execute(taken.returning(t.c.demande))]


def _select() -> Select[Any]:
    return select(*(t.c[name] for name in FIELDS))


def _values(titre: Titre) -> dict[str, Any]:
    return asdict(titre) | {"etape": titre.etape.value}


def _titre(row: Row[Any]) -> Titre:
    values = {name: row._mapping[name] for name in FIELDS}
    return Titre(**(values | {"etape": next(etape for etape in Etape if etape == values["etape"])}))
