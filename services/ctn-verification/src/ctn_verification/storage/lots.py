"""Deposits of many e-photos: their pairs are claimed one by one, settled once, and forgotten."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import RowMapping, and_, delete, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from contracts.delivery import Tx, plan
from ctn_verification.domain.lot import (
    GARDE,
    GARDE_DU_CODE,
    OUBLIER_LOT,
    Cle,
    Element,
    EtatElement,
    LotIntrouvable,
)
from ctn_verification.domain.verdict import Verdict
from ctn_verification.storage.tables import lot_elements as e
from ctn_verification.storage.tables import lots
from ctn_verification.storage.verdicts import verdict_of, verdict_values

BAIL = timedelta(minutes=2)  # longer than two tries at two looks of fifteen seconds: then it is abandoned

UNE_HEURE = timedelta(hours=1)  # in which a deposit is looked at


class Lot(NamedTuple):
    id: UUID
    depose_le: datetime
    elements: list[Element]


async def waiting(tx: Tx, photographe: UUID) -> int:
    query = select(func.count()).where(e.c.photographe == photographe, e.c.etat == EtatElement.EN_ATTENTE)
    return int((await tx.execute(query)).scalar_one())


async def known(tx: Tx, photographe: UUID, paires: Sequence[Cle]) -> dict[Cle, Element]:
    """By reference and print: the same pair again is the same element."""
    query = select(e).where(e.c.photographe == photographe, tuple_(e.c.reference, e.c.empreinte).in_(paires))
    found = [_element(row) for row in (await tx.execute(query)).mappings()]
    return {Cle(element.reference, element.empreinte): element for element in found}


async def add(
    tx: Tx, id: UUID, photographe: UUID, nouveaux: Sequence[Element], paires: Sequence[Cle], now: datetime
) -> Lot:
    """The deposit with its pairs in their order; a pair that came meanwhile by another request is that one."""
    if nouveaux:
        ranges = sorted(nouveaux, key=lambda element: (element.reference, element.empreinte))  # two alike never block
        await tx.execute(insert(e).on_conflict_do_nothing(), [_row(element) for element in ranges])
    elements = await known(tx, photographe, paires)
    ordre = [elements[paire] for paire in paires]
    row = {"id": id, "photographe": photographe, "elements": [str(element.id) for element in ordre], "depose_le": now}
    await tx.execute(insert(lots).values(row))
    await plan(tx, OUBLIER_LOT, id, now + GARDE_DU_CODE + UNE_HEURE)
    return Lot(id, now, ordre)


async def find(tx: Tx, id: UUID, photographe: UUID | None = None) -> Lot:
    """Another photographer's does not exist. Raises LotIntrouvable."""
    query = select(lots).where(lots.c.id == id)
    if photographe is not None:
        query = query.where(lots.c.photographe == photographe)
    row = (await tx.execute(query)).mappings().one_or_none()
    if row is None:
        raise LotIntrouvable
    ids = [UUID(element) for element in row["elements"]]
    found = {line["id"]: _element(line) for line in (await tx.execute(select(e).where(e.c.id.in_(ids)))).mappings()}
    return Lot(row["id"], row["depose_le"], [found[element] for element in ids if element in found])


async def claim(tx: Tx, now: datetime) -> Element | None:
    """The next pair that nobody looks at, the oldest first; one that a worker left lying is taken again."""
    libre = or_(e.c.pris_jusqu_a.is_(None), e.c.pris_jusqu_a <= now)
    prochain = (
        select(e.c.id)
        .where(e.c.etat == EtatElement.EN_ATTENTE, libre)
        .order_by(e.c.depose_le, e.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    prise = update(e).where(e.c.id == prochain.scalar_subquery())
    rows = await tx.execute(prise.values(pris_jusqu_a=now + BAIL, essais=e.c.essais + 1).returning(e))
    row = rows.mappings().one_or_none()
    return None if row is None else _element(row)


async def give_back(tx: Tx, element: Element) -> None:
    """Nothing was wrong with the pair: the store or the engine was away."""
    await tx.execute(update(e).where(_encore(element)).values(pris_jusqu_a=None, essais=e.c.essais - 1))


async def still(tx: Tx, element: Element) -> bool:
    """Whether it is still this worker's to settle; locked until the end of the transaction."""
    return (await tx.execute(select(e.c.id).where(_encore(element)).with_for_update())).first() is not None


async def settle(
    tx: Tx,
    element: Element,
    etat: EtatElement,
    verdicts: dict[str, Verdict],
    now: datetime,
    *,
    ephoto: UUID | None = None,
    code: str | None = None,
    expire_le: datetime | None = None,
) -> None:
    values = {
        "etat": etat,
        "verdicts": {nom: verdict_values(verdict) for nom, verdict in verdicts.items()},
        "ephoto": ephoto,
        "code": code,
        "expire_le": expire_le,
        "pris_jusqu_a": None,
        "traite_le": now,
    }
    await tx.execute(update(e).where(e.c.id == element.id).values(values))


async def forget(tx: Tx, lot: Lot, now: datetime) -> None:
    """The codes a day after they were given, all of it after a month; what still waits is left for the next day."""
    siens = e.c.id.in_([element.id for element in lot.elements])
    await tx.execute(update(e).where(siens, e.c.traite_le <= now - GARDE_DU_CODE).values(code=None))
    garde = or_(e.c.code.is_not(None), e.c.etat == EtatElement.EN_ATTENTE)
    if (await tx.execute(select(e.c.id).where(siens, garde).limit(1))).first() is not None:
        await plan(tx, OUBLIER_LOT, lot.id, now + GARDE_DU_CODE)
    elif now < lot.depose_le + GARDE:
        await plan(tx, OUBLIER_LOT, lot.id, lot.depose_le + GARDE)
    else:
        await tx.execute(delete(e).where(siens, e.c.depose_le <= now - GARDE))
        await tx.execute(delete(lots).where(lots.c.id == lot.id))


def _encore(element: Element) -> Any:
    return and_(e.c.id == element.id, e.c.essais == element.essais, e.c.etat == EtatElement.EN_ATTENTE)


def _row(element: Element) -> dict[str, Any]:
    dits = {nom: verdict_values(verdict) for nom, verdict in element.verdicts.items()}
    champs = {nom: getattr(element, nom) for nom in COLONNES}
    return champs | {"verdicts": dits or None, "traite_le": element.depose_le if dits else None}


COLONNES = tuple(nom for nom in Element.__dataclass_fields__ if nom != "verdicts")


def _element(row: RowMapping) -> Element:
    verdicts = {nom: verdict_of(values) for nom, values in (row["verdicts"] or {}).items()}
    champs = {nom: row[nom] for nom in COLONNES} | {"etat": EtatElement(row["etat"])}
    return Element(**champs, verdicts=verdicts)
