"""How many dossiers wait, in which state and since which day: changed with each dossier, never counted for a page."""

from collections import Counter
from datetime import UTC, date
from typing import NamedTuple

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert

from contracts.delivery import Tx
from instruction.domain.dossier import DossierInstruit, Etat
from instruction.domain.promesses import AGES, age_de
from instruction.storage.tables import compteurs as c

Mouvements = Counter[tuple[str, str, date]]


class Comptes(NamedTuple):
    etats: dict[str, int]
    ages: dict[str, int]


class Ecart(NamedTuple):
    """A counter that is not what counting gives: there must be none."""

    etat: str
    jour: date
    compte: int
    reel: int


def mouvements(dossier: DossierInstruit, *, parti: bool = False) -> Mouvements:
    """What storing this dossier changes, against how it was read."""
    jour = dossier.attend_depuis.astimezone(UTC).date()
    prefecture = dossier.dossier.prefecture.code
    moved: Mouvements = Counter()
    if dossier.avant is not None:
        moved[prefecture, dossier.avant.value, jour] -= 1
    if not parti:
        moved[prefecture, dossier.etat.value, jour] += 1
    return moved


async def appliquer(tx: Tx, moved: Mouvements) -> None:
    """Always in the same order: transactions that change several counters wait for each other, and never in a ring."""
    for (prefecture, etat, jour), nombre in sorted(moved.items()):
        if nombre:
            row = insert(c).values(prefecture=prefecture, etat=etat, jour=jour, nombre=nombre)
            keys = ["prefecture", "etat", "jour"]
            await tx.execute(
                row.on_conflict_do_update(index_elements=keys, set_={"nombre": c.c.nombre + row.excluded.nombre})
            )


async def of(tx: Tx, prefecture: str, aujourd_hui: date) -> Comptes:
    """By state, and those to instruct by the age that they have today."""
    own = c.c.prefecture == prefecture
    totals = await tx.execute(select(c.c.etat, func.sum(c.c.nombre).label("nombre")).where(own).group_by(c.c.etat))
    etats = dict.fromkeys((etat.value for etat in Etat), 0) | {row.etat: int(row.nombre) for row in totals}
    waiting = own & (c.c.etat == Etat.A_INSTRUIRE.value) & (c.c.nombre > 0)
    ages = {age.code: 0 for age in AGES}
    for row in await tx.execute(select(c.c.jour, c.c.nombre).where(waiting)):
        ages[age_de(row.jour, aujourd_hui)] += row.nombre
    return Comptes(etats, ages)


async def ecarts(tx: Tx, prefecture: str) -> list[Ecart]:
    """The check: counts all of the préfecture anew."""
    rows = await tx.execute(
        text("""WITH reel AS (
                  SELECT etat, (transmis_le AT TIME ZONE 'UTC')::date AS jour, count(*)::int AS nombre
                  FROM dossiers WHERE prefecture = :prefecture GROUP BY 1, 2),
                compte AS (SELECT etat, jour, nombre FROM compteurs WHERE prefecture = :prefecture)
                SELECT etat, jour, coalesce(compte.nombre, 0) AS compte, coalesce(reel.nombre, 0) AS reel
                FROM compte FULL JOIN reel USING (etat, jour)
                WHERE coalesce(compte.nombre, 0) <> coalesce(reel.nombre, 0) ORDER BY 1, 2"""),
        {"prefecture": prefecture},
    )
    return [Ecart(row.etat, row.jour, row.compte, row.reel) for row in rows]
