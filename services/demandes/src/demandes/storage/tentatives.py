"""How often somebody tried what could be guessed: counted before it is looked at, in a transaction of its own."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from contracts.delivery import Tx
from contracts.errors import RuleBroken
from demandes.storage.tables import tentatives as t

OUBLI = timedelta(days=1)


class TropDeTentatives(RuleBroken):
    slug = "trop-de-tentatives"
    title = "Trop de recherches ont été faites en peu de temps"
    kind = "trop_frequent"

    def __init__(self, secondes: int) -> None:
        self.retry_after = secondes
        super().__init__(f"Réessayez dans {-(-secondes // 60)} minute(s).")


async def count(
    tx: Tx,
    quoi: str,
    qui: str,
    now: datetime,
    *,
    au_plus: int,
    par: timedelta,
    refus: type[TropDeTentatives] = TropDeTentatives,
) -> int:
    """How many it now are. Raises `refus`, and is not counted then.

    `qui` is kept as a print only; the windows are fixed: across a border, twice as many.
    """
    cle, debut = _place(quoi, qui, now, par)
    une_de_plus = (
        insert(t)
        .values(cle=cle, debut=debut, nombre=1)
        .on_conflict_do_update(index_elements=["cle", "debut"], set_={"nombre": t.c.nombre + 1})
        .returning(t.c.nombre)
    )
    nombre = int((await tx.execute(une_de_plus)).scalar_one())
    if nombre == 1:
        await forget_old(tx, now)
    if nombre > au_plus:
        raise refus(int((debut + par - now).total_seconds()) + 1)
    return nombre


async def counted(tx: Tx, quoi: str, qui: str, now: datetime, *, par: timedelta) -> int:
    cle, debut = _place(quoi, qui, now, par)
    nombre = await tx.execute(select(t.c.nombre).where(t.c.cle == cle, t.c.debut == debut))
    return int(nombre.scalar_one_or_none() or 0)


async def give_back(tx: Tx, quoi: str, qui: str, now: datetime, *, par: timedelta) -> None:
    """It was no try after all."""
    cle, debut = _place(quoi, qui, now, par)
    mine = (t.c.cle == cle) & (t.c.debut == debut) & (t.c.nombre > 0)
    await tx.execute(update(t).where(mine).values(nombre=t.c.nombre - 1))


async def forget(tx: Tx, quoi: str, qui: str, now: datetime, *, par: timedelta) -> bool:
    """Whether there was anything to forget: of many at once, one is told so."""
    cle, debut = _place(quoi, qui, now, par)
    return int((await tx.execute(delete(t).where(t.c.cle == cle, t.c.debut == debut))).rowcount) == 1


async def forget_old(tx: Tx, now: datetime) -> int:
    """With each new window; there is seldom anything to find."""
    done = await tx.execute(delete(t).where(t.c.debut < now - OUBLI))
    return int(done.rowcount)


def _place(quoi: str, qui: str, now: datetime, par: timedelta) -> tuple[str, datetime]:
    debut = datetime.fromtimestamp(now.timestamp() // par.total_seconds() * par.total_seconds(), UTC)
    return f"{quoi}:{sha256(qui.encode()).hexdigest()[:32]}", debut
