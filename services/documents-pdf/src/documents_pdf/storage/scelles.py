"""The register of seals: a new one in, one found by its code or its file, and what is left when a dossier is erased."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, insert, select, update

from contracts.delivery import Tx
from documents_pdf.domain.verification import DocumentInconnu, Scelle
from documents_pdf.storage.tables import scelles as s


async def add(tx: Tx, scelle: Scelle) -> None:
    """A code that is there already breaks the key: the same document is not delivered twice."""
    await tx.execute(insert(s), vars(scelle))


async def by_code(tx: Tx, code: str) -> tuple[Scelle, list[Scelle]]:
    """By the SHA-256 of the code; with the other sealed documents of its demande."""
    return await _found(tx, s.c.code == code)


async def by_file(tx: Tx, sha256: str) -> tuple[Scelle, list[Scelle]]:
    return await _found(tx, s.c.sha256 == sha256)


async def erase(tx: Tx, demande: UUID, le: datetime) -> None:
    """The person and the demande go; that a document with this code was delivered, and when, stays."""
    gone: Mapping[str, Any] = {"demande": None, "mentions": None, "efface_le": le}
    await tx.execute(update(s).where(s.c.demande == demande).values(gone))


async def _found(tx: Tx, condition: ColumnElement[bool]) -> tuple[Scelle, list[Scelle]]:
    row = (await tx.execute(select(s).where(condition).limit(1))).one_or_none()
    if row is None:
        raise DocumentInconnu
    scelle = _scelle(row)
    if scelle.demande is None:
        return scelle, []
    others = await tx.execute(select(s).where(s.c.demande == scelle.demande, s.c.code != scelle.code))
    return scelle, [_scelle(other) for other in others]


def _scelle(row: Row[Any]) -> Scelle:
    columns = dict(row._mapping)
    mentions = columns["mentions"]
    return Scelle(**columns | {"mentions": mentions and tuple(map(tuple, mentions))})
