"""Stacks of paper forms: deposited, read to the end, erased."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import RowMapping, func, insert, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as insert_or_not

from contracts.delivery import Tx, plan
from contracts.events.parts import Fichier
from contracts.http import Paging
from ctn_verification.domain.liasse import (
    CONSERVATION,
    CONSERVATION_AU_PLUS,
    EFFACER_LIASSE,
    OUVERTES,
    EtatPage,
    Liasse,
    LiasseDejaDeposee,
    LiasseIntrouvable,
)
from ctn_verification.storage.tables_liasses import journal_liasses, liasses, pages_liasse

KEY = (datetime, UUID)


async def add(tx: Tx, liasse: Liasse) -> None:
    """With a row for each page. The same file again is refused as long as its scans are here."""
    assert liasse.fichier is not None
    values = {
        "id": liasse.id,
        "deposee_par": liasse.deposee_par,
        "deposee_le": liasse.deposee_le,
        "empreinte": liasse.fichier.sha256,
        "pages": liasse.pages,
        "fichier": liasse.fichier.model_dump(mode="json"),
    }
    added = await tx.execute(insert_or_not(liasses).values(values).on_conflict_do_nothing())
    if added.rowcount != 1:
        raise LiasseDejaDeposee("C'est le même fichier : suivez la liasse déjà déposée, rien n'est à refaire.")
    await tx.execute(insert(pages_liasse), [_page(liasse, rang) for rang in range(liasse.pages)])
    await plan(tx, EFFACER_LIASSE, liasse.id, liasse.deposee_le + CONSERVATION_AU_PLUS)


def _page(liasse: Liasse, rang: int) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "liasse": liasse.id,
        "rang": rang,
        "deposee_le": liasse.deposee_le,
        "etat": EtatPage.A_LIRE,
        "doutes": [],
        "verdicts": {},
        "essais": 0,
    }


async def find(tx: Tx, id: UUID) -> Liasse:
    row = (await tx.execute(select(liasses).where(liasses.c.id == id))).mappings().one_or_none()
    if row is None:
        raise LiasseIntrouvable("Revenez à la liste des liasses.")
    return _liasse(row)


async def latest(tx: Tx, paging: Paging) -> Sequence[Liasse]:
    """The newest first."""
    query = select(liasses).order_by(liasses.c.deposee_le.desc(), liasses.c.id.desc()).limit(paging.fetch)
    if after := paging.after(*KEY):
        query = query.where(tuple_(liasses.c.deposee_le, liasses.c.id) < after)
    return [_liasse(row) for row in (await tx.execute(query)).mappings()]


async def comptes(tx: Tx, ids: Iterable[UUID]) -> Mapping[UUID, Mapping[str, int]]:
    """How many pages of each are in which state."""
    query = (
        select(pages_liasse.c.liasse, pages_liasse.c.etat, func.count().label("nombre"))
        .where(pages_liasse.c.liasse.in_(list(ids)))
        .group_by(pages_liasse.c.liasse, pages_liasse.c.etat)
    )
    found: dict[UUID, dict[str, int]] = {}
    for row in await tx.execute(query):
        found.setdefault(row.liasse, {})[row.etat] = row.nombre
    return found


async def finish(tx: Tx, ids: Iterable[UUID], now: datetime) -> None:
    """Those of which no page is open any more; what was scanned is kept for a few days from then on."""
    ouvertes = select(pages_liasse.c.liasse).where(pages_liasse.c.etat.in_(OUVERTES))
    fermees = (
        update(liasses)
        .where(liasses.c.id.in_(list(ids)), liasses.c.terminee_le.is_(None), liasses.c.id.not_in(ouvertes))
        .values(terminee_le=now)
        .returning(liasses.c.id)
    )
    for id in (await tx.execute(fermees)).scalars():
        await plan(tx, EFFACER_LIASSE, id, now + CONSERVATION)


async def files(tx: Tx, id: UUID) -> list[Fichier]:
    """All that was kept of the scans: the stack, and the pages that agents looked at."""
    pile = await tx.execute(select(liasses.c.fichier).where(liasses.c.id == id))
    pages = await tx.execute(select(pages_liasse.c.image).where(pages_liasse.c.liasse == id))
    kept = [*pile.scalars(), *pages.scalars()]
    return [Fichier.model_validate(fichier, extra="ignore") for fichier in kept if fichier is not None]


async def erase(tx: Tx, id: UUID, now: datetime) -> None:
    """The scans are gone; which page was for which demande stays."""
    de_la_liasse = pages_liasse.c.liasse == id
    await tx.execute(update(pages_liasse).where(de_la_liasse).values(image=None, lecture=None))
    await tx.execute(
        update(pages_liasse).where(de_la_liasse, pages_liasse.c.etat.in_(OUVERTES)).values(etat=EtatPage.EFFACEE)
    )
    await tx.execute(
        update(liasses)
        .where(liasses.c.id == id)
        .values(fichier=None, terminee_le=func.coalesce(liasses.c.terminee_le, now))
    )


async def note(
    tx: Tx, liasse: UUID, acte: str, acteur: UUID, now: datetime, *, page: UUID | None = None, **detail: Any
) -> None:
    """Kept for good: who, what, when."""
    values = {"liasse": liasse, "page": page, "acte": acte, "acteur": acteur, "detail": detail, "fait_le": now}
    await tx.execute(insert(journal_liasses).values(values))


def _liasse(row: RowMapping) -> Liasse:
    fichier = row["fichier"]
    return Liasse(
        id=row["id"],
        deposee_par=row["deposee_par"],
        deposee_le=row["deposee_le"],
        pages=row["pages"],
        fichier=None if fichier is None else Fichier.model_validate(fichier, extra="ignore"),
        terminee_le=row["terminee_le"],
    )
