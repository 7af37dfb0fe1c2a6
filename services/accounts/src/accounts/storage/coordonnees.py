"""Mail addresses and phones that wait for their confirmation: of each, for an account, only the last one."""

from dataclasses import asdict, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.postgresql import insert

from accounts.domain.coordonnees import Canal, Coordonnee
from accounts.storage.tables import coordonnees
from contracts.delivery import Tx

COLONNES = [coordonnees.c[champ.name] for champ in fields(Coordonnee)]
CLE = ["compte", "canal"]


async def demander(tx: Tx, coordonnee: Coordonnee) -> None:
    """The one before it is dead."""
    values = asdict(coordonnee)
    change = {name: value for name, value in values.items() if name not in CLE}
    await tx.execute(insert(coordonnees).values(values).on_conflict_do_update(index_elements=CLE, set_=change))


async def par_lien(tx: Tx, empreinte: bytes, *, locked: bool = False) -> Coordonnee | None:
    """To change the account, lock it first, then read again with `locked`."""
    return await _trouver(tx, (coordonnees.c.canal == Canal.MAIL) & (coordonnees.c.empreinte == empreinte), locked)


async def par_compte(tx: Tx, compte: UUID, canal: Canal) -> Coordonnee | None:
    """Locked; the account must be, too."""
    return await _trouver(tx, _de(compte, canal), True)


async def compter(tx: Tx, compte: UUID, canal: Canal) -> None:
    """One more try of a code."""
    await tx.execute(update(coordonnees).where(_de(compte, canal)).values(essais=coordonnees.c.essais + 1))


async def confirmer(tx: Tx, coordonnee: Coordonnee, now: datetime) -> None:
    """Kept until its end, to say that it has served."""
    await tx.execute(update(coordonnees).where(_de(coordonnee.compte, coordonnee.canal)).values(confirmee_le=now))


async def en_attente(tx: Tx, compte: UUID, now: datetime) -> list[Coordonnee]:
    vivantes = (coordonnees.c.confirmee_le.is_(None)) & (coordonnees.c.expire_le > now)
    query = select(*COLONNES).where((coordonnees.c.compte == compte) & vivantes).order_by(coordonnees.c.canal)
    return [Coordonnee(**row) for row in (await tx.execute(query)).mappings()]


def _de(compte: UUID, canal: str) -> ColumnElement[bool]:
    return (coordonnees.c.compte == compte) & (coordonnees.c.canal == canal)


async def _trouver(tx: Tx, condition: ColumnElement[bool], locked: bool) -> Coordonnee | None:
    query = select(*COLONNES).where(condition)
    row = (await tx.execute(query.with_for_update() if locked else query)).mappings().one_or_none()
    return None if row is None else Coordonnee(**row)
