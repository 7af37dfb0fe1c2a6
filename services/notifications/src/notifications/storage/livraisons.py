"""Deliveries by webhook: written with the event, claimed by a sender in the order of each demande, begun again."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, bindparam, delete, select, text, update
from sqlalchemy.dialects.postgresql import insert

from contracts.delivery import Tx
from contracts.http import Paging
from notifications.domain.abonnement import GARDES
from notifications.storage.tables_abonnements import evenements_publics as e
from notifications.storage.tables_abonnements import livraisons as li


class Etat(StrEnum):
    A_LIVRER = "a_livrer"
    EN_LIVRAISON = "en_livraison"
    REMISE = "remise"
    ABANDONNEE = "abandonnee"


class Evenement(NamedTuple):
    """One of the public stream: `corps` is the CloudEvent as it is sent."""

    id: UUID
    sujet: UUID
    sequence: int
    statut: str
    corps: str
    fait_le: datetime


class Livraison(NamedTuple):
    """A row in a sender's hands."""

    id: int
    abonnement: UUID
    evenement: UUID
    corps: str
    essais: int
    pris_le: datetime


class Vue(NamedTuple):
    """A row as its partner reads it."""

    id: int
    evenement: UUID
    sujet: UUID
    statut: str
    etat: str
    essais: int
    prochain_le: datetime
    statut_http: int | None
    faute: str | None
    fini_le: datetime | None


async def keep(tx: Tx, evenement: Evenement) -> None:
    await tx.execute(insert(e).values(evenement._asdict()).on_conflict_do_nothing())


async def plan(tx: Tx, evenement: Evenement, abonnements: Sequence[UUID], now: datetime) -> None:
    if abonnements:
        rows = [_row(evenement.id, evenement.sujet, evenement.sequence, id, now) for id in abonnements]
        await tx.execute(insert(li).values(rows).on_conflict_do_nothing())


REPLAY = text("""
    INSERT INTO livraisons (abonnement, evenement, sujet, sequence, etat, essais, prochain_le)
    SELECT :abonnement, id, sujet, sequence, 'a_livrer', 0, :now FROM evenements_publics
    WHERE fait_le >= :depuis AND (:tous OR statut = ANY(:statuts))
    ORDER BY fait_le, id
    ON CONFLICT ON CONSTRAINT livraisons_once DO UPDATE
    SET etat = 'a_livrer', essais = 0, prochain_le = excluded.prochain_le, pris_le = NULL, statut_http = NULL,
        faute = NULL, fini_le = NULL
    WHERE livraisons.fini_le IS NOT NULL
""")


async def replay(tx: Tx, abonnement: UUID, statuts: Sequence[str], depuis: datetime, now: datetime) -> int:
    """All that it wants since then, once more, with the same ids; what is on its way already is left alone."""
    done = await tx.execute(
        REPLAY,
        {"abonnement": abonnement, "statuts": list(statuts), "tous": not statuts, "depuis": depuis, "now": now},
    )
    return int(done.rowcount)


DUE = text("""
    SELECT DISTINCT li.abonnement FROM livraisons li JOIN abonnements a ON a.id = li.abonnement
    WHERE li.fini_le IS NULL AND a.etat = 'actif' AND (a.reprise_le IS NULL OR a.reprise_le <= :now)
      AND (li.etat = 'a_livrer' AND li.prochain_le <= :now OR li.etat = 'en_livraison' AND li.pris_le < :abandoned)
""")


async def due(tx: Tx, now: datetime, abandoned: datetime) -> list[UUID]:
    """The subscriptions for which something can be sent now."""
    return list((await tx.execute(DUE, {"now": now, "abandoned": abandoned})).scalars())


CLAIM = text("""
    WITH mine AS (
        SELECT li.id FROM livraisons li
        WHERE li.abonnement = :abonnement AND li.fini_le IS NULL
          AND (li.etat = 'a_livrer' AND li.prochain_le <= :now OR li.etat = 'en_livraison' AND li.pris_le < :abandoned)
          AND NOT EXISTS (SELECT FROM livraisons earlier WHERE earlier.abonnement = li.abonnement
            AND earlier.sujet = li.sujet AND earlier.sequence < li.sequence AND earlier.fini_le IS NULL)
        ORDER BY li.id LIMIT :batch FOR UPDATE SKIP LOCKED)
    UPDATE livraisons SET etat = 'en_livraison', pris_le = :now, essais = essais + 1
    FROM mine, evenements_publics e
    WHERE livraisons.id = mine.id AND e.id = livraisons.evenement
    RETURNING livraisons.id, livraisons.abonnement, livraisons.evenement, e.corps, livraisons.essais, livraisons.pris_le
""").bindparams(bindparam("abonnement", type_=Uuid))


async def claim(tx: Tx, abonnement: UUID, now: datetime, abandoned: datetime, batch: int) -> list[Livraison]:
    """The oldest of each demande: what happened later waits until it has been delivered or given up."""
    values = {"abonnement": abonnement, "now": now, "abandoned": abandoned, "batch": batch}
    rows = await tx.execute(CLAIM, values)
    return sorted((Livraison(**row) for row in rows.mappings()), key=lambda livraison: livraison.id)


async def ended(tx: Tx, livraison: Livraison, etat: Etat, statut_http: int | None, faute: str, now: datetime) -> None:
    values = {"etat": etat.value, "statut_http": statut_http, "faute": faute or None, "fini_le": now, "pris_le": None}
    await tx.execute(update(li).where(_held(livraison)).values(values))


async def postponed(
    tx: Tx, livraison: Livraison, statut_http: int | None, faute: str, again: datetime, *, compte: bool
) -> None:
    """`compte`: the try was about this event; an absent receiver is no fault of what was to be sent to him."""
    essais = li.c.essais if compte else li.c.essais - 1
    values = {"etat": Etat.A_LIVRER.value, "prochain_le": again, "statut_http": statut_http, "faute": faute}
    await tx.execute(update(li).where(_held(livraison)).values({**values, "essais": essais, "pris_le": None}))


async def given_back(tx: Tx, taken: Sequence[Livraison]) -> None:
    """Not begun."""
    for livraison in taken:
        rest = {"etat": Etat.A_LIVRER.value, "pris_le": None, "essais": li.c.essais - 1}
        await tx.execute(update(li).where(_held(livraison)).values(rest))


async def give_up_all(tx: Tx, abonnement: UUID, faute: str, now: datetime) -> None:
    """It is suspended: what waited is had by a replay."""
    waiting = (li.c.abonnement == abonnement) & li.c.fini_le.is_(None)
    await tx.execute(update(li).where(waiting).values(etat=Etat.ABANDONNEE.value, faute=faute, fini_le=now))


async def of_subscription(tx: Tx, abonnement: UUID, paging: Paging) -> list[Vue]:
    """The newest first."""
    columns = [li.c.id, li.c.evenement, li.c.sujet, e.c.statut, li.c.etat, li.c.essais, li.c.prochain_le]
    query = (
        select(*columns, li.c.statut_http, li.c.faute, li.c.fini_le)
        .join(e, e.c.id == li.c.evenement)
        .where(li.c.abonnement == abonnement)
        .order_by(li.c.id.desc())
        .limit(paging.fetch)
    )
    if after := paging.after(int):
        query = query.where(li.c.id < after[0])
    return [Vue(**row) for row in (await tx.execute(query)).mappings()]


async def erase_old(tx: Tx, now: datetime) -> int:
    """Events too old for any replay, and their deliveries with them."""
    return int((await tx.execute(delete(e).where(e.c.fait_le < now - GARDES))).rowcount)


def _held(livraison: Livraison) -> ColumnElement[bool]:
    return (li.c.id == livraison.id) & (li.c.etat == Etat.EN_LIVRAISON.value) & (li.c.pris_le == livraison.pris_le)


def _row(evenement: UUID, sujet: UUID, sequence: int, abonnement: UUID, now: datetime) -> dict[str, object]:
    return {
        "abonnement": abonnement,
        "evenement": evenement,
        "sujet": sujet,
        "sequence": sequence,
        "etat": Etat.A_LIVRER.value,
        "essais": 0,
        "prochain_le": now,
    }
