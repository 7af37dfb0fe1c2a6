"""Paper forms: awaited by number, scanned once."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import RowMapping, delete, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from contracts.delivery import Tx
from contracts.http import Paging
from ctn_verification.domain.formulaire import Formulaire
from ctn_verification.storage.tables import formulaires as f

KEY = (datetime, UUID)


async def attendre(tx: Tx, formulaire: Formulaire) -> None:
    """The same told twice is one."""
    await tx.execute(insert(f).values(_row(formulaire)).on_conflict_do_nothing())


async def par_numero(tx: Tx, numero: str) -> Formulaire | None:
    """Locked: two agents never scan the same form."""
    row = (await tx.execute(select(f).where(f.c.numero == numero).with_for_update())).mappings().one_or_none()
    return None if row is None else _formulaire(row)


async def lire(tx: Tx, numero: str) -> Formulaire | None:
    """To look at it before the images are measured; not locked."""
    row = (await tx.execute(select(f).where(f.c.numero == numero))).mappings().one_or_none()
    return None if row is None else _formulaire(row)


async def save(tx: Tx, formulaire: Formulaire) -> None:
    await tx.execute(update(f).where(f.c.demande == formulaire.demande).values(_row(formulaire)))


async def clore(tx: Tx, demande: UUID) -> None:
    """It is awaited no more, and of the person nothing is kept."""
    await tx.execute(update(f).where(f.c.demande == demande).values(clos=True, nom="", prenoms=[]))


async def erase(tx: Tx, demande: UUID) -> None:
    await tx.execute(delete(f).where(f.c.demande == demande))


async def attendus(tx: Tx, paging: Paging, now: datetime) -> Sequence[Formulaire]:
    """Those that may still come, the one whose time ends first before all others."""
    query = select(f).where(f.c.recu_le.is_(None), f.c.clos.is_(False), f.c.limite_le > now)
    if after := paging.after(*KEY):
        query = query.where(tuple_(f.c.limite_le, f.c.demande) > after)
    rows = await tx.execute(query.order_by(f.c.limite_le, f.c.demande).limit(paging.fetch))
    return [_formulaire(row) for row in rows.mappings()]


def _row(formulaire: Formulaire) -> dict[str, object]:
    return asdict(formulaire) | {"prenoms": list(formulaire.prenoms)}


def _formulaire(row: RowMapping) -> Formulaire:
    return Formulaire(**{**row, "prenoms": tuple(row["prenoms"])})
