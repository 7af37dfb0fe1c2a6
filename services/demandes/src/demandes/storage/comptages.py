"""How many demandes each reader has in each tray: changed with the demande, in its transaction, never counted."""

from collections import Counter
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from contracts.delivery import Tx
from demandes.domain.bannettes import BANNETTE_DE, Bannette
from demandes.domain.demande import Demande
from demandes.storage.tables import comptages as c

DIFFERENCES = """
WITH vrais AS (SELECT proprietaire, bannette, count(*) AS vrai FROM demandes,
    unnest(ARRAY[auto_ecole, candidat]) AS proprietaire WHERE proprietaire IS NOT NULL GROUP BY 1, 2)
SELECT proprietaire, bannette, coalesce(nombre, 0) AS compte, coalesce(vrai, 0) AS vrai
FROM vrais FULL JOIN comptages USING (proprietaire, bannette) WHERE coalesce(nombre, 0) <> coalesce(vrai, 0)"""

Place = tuple[UUID, Bannette]


async def follow(tx: Tx, avant: Demande | None, demande: Demande) -> None:
    """One less where it lay, one more where it lies; in one order, so that two transactions never wait in a ring."""
    pas: Counter[Place] = Counter(_places(demande))
    pas.subtract(_places(avant) if avant else [])
    for (lecteur, bannette), de in sorted(pas.items()):
        if de:
            row = {"proprietaire": lecteur, "bannette": bannette.value, "nombre": de}
            statement = insert(c).values(row)
            more = {"nombre": c.c.nombre + statement.excluded.nombre}
            await tx.execute(statement.on_conflict_do_update(index_elements=["proprietaire", "bannette"], set_=more))


async def of(tx: Tx, lecteur: UUID) -> dict[str, int]:
    """By the tray's code."""
    rows = await tx.execute(select(c.c.bannette, c.c.nombre).where(c.c.proprietaire == lecteur))
    return {row.bannette: row.nombre for row in rows}


async def differences(tx: Tx) -> list[str]:
    """Where the counts are not what the rows say: nothing, unless somebody wrote past the service."""
    rows = await tx.execute(text(DIFFERENCES))
    return [f"{row.proprietaire} {row.bannette}: {row.compte} instead of {row.vrai}" for row in rows]


def _places(demande: Demande) -> list[Place]:
    lecteurs = (demande.auto_ecole and demande.auto_ecole.compte, demande.candidat)
    return [(lecteur, BANNETTE_DE[demande.statut]) for lecteur in lecteurs if lecteur]
