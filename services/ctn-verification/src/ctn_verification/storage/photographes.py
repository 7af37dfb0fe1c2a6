"""The directory of approved photographers: imported whole, asked by postal code or by where one is."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Float, Integer, case, cast, delete, func, insert, null, select

from contracts.delivery import Tx
from ctn_verification.domain.photographe import Photographe, Position
from ctn_verification.storage.tables import photographes as p

PAR_LOT = 1000
RAYON = 6371.0  # kilometres


async def remplacer(tx: Tx, annuaire: Sequence[Photographe]) -> None:
    """Readers see the old directory until the new one is whole."""
    await tx.execute(delete(p))
    for debut in range(0, len(annuaire), PAR_LOT):
        await tx.execute(insert(p), [_row(photographe) for photographe in annuaire[debut : debut + PAR_LOT]])


async def proches(
    tx: Tx, code_postal: str | None, ici: Position | None, limite: int
) -> list[tuple[Photographe, float | None]]:
    """With their distance in kilometres where it is known.

    From where one is; without it those of the same postal code, then of the same département, then by the number of
    the postal code, which neighbours share the beginning of.
    """
    distance = _distance(ici) if ici else cast(null(), Float)
    ailleurs = _ailleurs(code_postal) if code_postal else ()
    query = select(p, distance.label("distance"))
    query = query.order_by(distance.asc().nulls_last(), *ailleurs, p.c.nom, p.c.adresse).limit(limite)
    return [(_of(row), row["distance"]) for row in (await tx.execute(query)).mappings()]


def _ailleurs(code_postal: str) -> tuple[ColumnElement[int], ...]:
    """How far a postal code is from that of a place, as far as numbers tell."""
    return (
        case((p.c.code_postal == code_postal, 0), else_=1),
        case((func.left(p.c.code_postal, 2) == code_postal[:2], 0), else_=1),
        func.abs(cast(p.c.code_postal, Integer) - int(code_postal)),
    )


def _distance(ici: Position) -> ColumnElement[float | None]:
    """Haversine, along the surface."""
    dlat, dlon = func.radians(p.c.latitude - ici.latitude), func.radians(p.c.longitude - ici.longitude)
    lat, ma_lat = func.radians(p.c.latitude), func.radians(ici.latitude)
    corde = func.power(func.sin(dlat / 2), 2) + func.cos(lat) * func.cos(ma_lat) * func.power(func.sin(dlon / 2), 2)
    angle = 2 * func.asin(func.sqrt(func.least(1.0, corde)))  # LEAST passes over what is NULL
    return case((p.c.latitude.is_not(None), RAYON * angle))


def _row(photographe: Photographe) -> dict[str, Any]:
    latitude, longitude = photographe.position or (None, None)
    values = photographe._asdict() | {"latitude": latitude, "longitude": longitude}
    return {nom: valeur for nom, valeur in values.items() if nom != "position"}


def _of(row: Mapping[Any, Any]) -> Photographe:
    position = None if row["latitude"] is None else Position(row["latitude"], row["longitude"])
    return Photographe(row["nom"], row["adresse"], row["code_postal"], row["commune"], position, row["telephone"])
