"""Issued documents: what the last one says, a new one in, and what each caller may see."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, delete, false, func, insert, select, tuple_

from contracts.delivery import Tx, outbox
from contracts.events.documents import DocumentProduitV1, DocumentTelechargeV1
from contracts.http import Paging
from contracts.identity import Caller
from contracts.vocabulary.documents import Document
from contracts.vocabulary.roles import Role
from documents_pdf.domain.document import DocumentIntrouvable, Emis, Version
from documents_pdf.domain.modeles import MODELES
from documents_pdf.storage.tables import documents as d

KEY = (datetime, UUID)
"""What a page of the list is sorted by."""

_autre = d.alias()
EN_VIGUEUR = d.c.version == (
    select(func.max(_autre.c.version))
    .where(_autre.c.demande == d.c.demande, _autre.c.type == d.c.type)
    .correlate(d)
    .scalar_subquery()
)
"""No newer version of the same document."""


async def latest(tx: Tx, demande: UUID, type: Document) -> Emis | None:
    """The version in force."""
    query = select(d).where(d.c.demande == demande, d.c.type == type.value).order_by(d.c.version.desc()).limit(1)
    row = (await tx.execute(query)).one_or_none()
    return row and _emis(row)


async def add(tx: Tx, emis: Emis, produit: DocumentProduitV1) -> None:
    """The line and the news of it leave together; a version that is there already breaks the unique key."""
    await tx.execute(insert(d), vars(emis))
    await outbox.put(tx, emis.demande, [produit])


async def note_download(tx: Tx, emis: Emis, role: str, le: datetime) -> None:
    """To the log of the person whose demande it is."""
    fact = DocumentTelechargeV1(document=emis.id, type_document=emis.type, role=role, telecharge_le=le)
    await outbox.put(tx, emis.demande, [fact])


async def erase(tx: Tx, demande: UUID) -> list[UUID]:
    """The lines of a purged demande; what is left are the keys of the files."""
    gone = await tx.execute(delete(d).where(d.c.demande == demande).returning(d.c.cle))
    return [UUID(hex=row.cle) for row in gone]


async def has_object(tx: Tx, cle: str) -> bool:
    return (await tx.execute(select(d.c.id).where(d.c.cle == cle))).first() is not None


async def find(tx: Tx, id: UUID, *, seen_by: Caller) -> Emis:
    """Somebody else's does not exist."""
    row = (await tx.execute(_visible(seen_by).where(d.c.id == id))).one_or_none()
    if row is None:
        raise DocumentIntrouvable
    return _emis(row)


async def listed(
    tx: Tx, paging: Paging, *, seen_by: Caller, demande: UUID | None = None, en_vigueur: bool | None = None
) -> list[Version]:
    """Newest first, of one demande or of all; those in force, those that were replaced, or both."""
    query = _visible(seen_by).add_columns(EN_VIGUEUR.label("en_vigueur"))
    if demande is not None:
        query = query.where(d.c.demande == demande)
    if en_vigueur is not None:
        query = query.where(EN_VIGUEUR if en_vigueur else ~EN_VIGUEUR)
    if after := paging.after(*KEY):
        query = query.where(tuple_(d.c.produit_le, d.c.id) < after)
    rows = await tx.execute(query.order_by(d.c.produit_le.desc(), d.c.id.desc()).limit(paging.fetch))
    return [_version(**row._mapping) for row in rows]


def _visible(caller: Caller) -> Select[Any]:
    """Whose dossier it is, and what the table of documents lets that role read."""
    readable = [modele.type.value for modele in MODELES.values() if caller.role in modele.lecteurs]
    return select(d).where(_own(caller), d.c.type.in_(readable))


def _own(caller: Caller) -> ColumnElement[bool]:
    match caller.role:
        case Role.USAGER:
            return d.c.candidat == caller.id
        case Role.AUTO_ECOLE:
            return d.c.auto_ecole == caller.id
        case Role.INSTRUCTEUR | Role.SUPERVISEUR if caller.prefecture is not None:
            return d.c.prefecture == caller.prefecture
    return false()


def _emis(row: Row[Any]) -> Emis:
    return Emis(**row._mapping)


def _version(en_vigueur: bool, **emis: Any) -> Version:
    return Version(Emis(**emis), en_vigueur)
