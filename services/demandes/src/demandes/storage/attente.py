"""How many demandes wait, by status and age, for the operators' eyes: counted, nobody named."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Double, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from contracts.delivery import Tx
from demandes.storage.tables import EN_COURS

# `tranche` is 0 below the first bound; the condition is that of the index, so that closed demandes are not read.
TRANCHES = text(f"""
    SELECT statut, width_bucket(extract(epoch FROM CAST(:now AS timestamptz) - depuis) / 86400.0, :jours) AS tranche,
        count(*) AS nombre, min(depuis) AS depuis
    FROM demandes WHERE {EN_COURS} GROUP BY 1, 2
""").bindparams(bindparam("jours", type_=ARRAY(Double)))  # noqa: S608 - a constant of this service


class Tranche(NamedTuple):
    statut: str
    tranche: int
    nombre: int
    depuis: datetime


async def tranches(tx: Tx, now: datetime, jours: Sequence[float]) -> list[Tranche]:
    """Only what is not empty; `jours` are the bounds of ages, in days."""
    rows = await tx.execute(TRANCHES, {"now": now, "jours": list(jours)})
    return [Tranche(**row._mapping) for row in rows]
