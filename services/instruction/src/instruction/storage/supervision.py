"""What a supervisor reads of his préfecture: its people, its delays, the decisions of each day."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Date, cast, func, select, text

from contracts.delivery import Tx
from instruction.storage.tables import decisions, instructeurs

DERNIERES = 500  # decisions of a motif that a median is made of
JOURS = 30
MOST = 200


async def equipe(tx: Tx, prefecture: str) -> list[dict[str, Any]]:
    own = select(instructeurs.c.compte, instructeurs.c.nom, instructeurs.c.vu_le)
    rows = await tx.execute(own.where(instructeurs.c.prefecture == prefecture).order_by(instructeurs.c.nom).limit(MOST))
    return [dict(row) for row in rows.mappings()]


async def delais(tx: Tx, prefecture: str) -> list[dict[str, Any]]:
    """Days from the arrival of a round to its decision, over the last decisions of each motif."""
    rows = await tx.execute(
        text("""SELECT motif, count(*) AS decisions,
                  round(percentile_cont(0.5) WITHIN GROUP (ORDER BY jours)::numeric, 1)::float8 AS mediane_jours,
                  round(percentile_cont(0.8) WITHIN GROUP (ORDER BY jours)::numeric, 1)::float8 AS p80_jours
                FROM (SELECT motif, extract(epoch FROM decide_le - recu_le) / 86400 AS jours,
                        row_number() OVER (PARTITION BY motif ORDER BY decide_le DESC) AS rang
                      FROM decisions WHERE prefecture = :prefecture) AS dernieres
                WHERE rang <= :dernieres GROUP BY motif ORDER BY motif"""),
        {"prefecture": prefecture, "dernieres": DERNIERES},
    )
    return [dict(row) for row in rows.mappings()]


async def par_jour(tx: Tx, prefecture: str, now: datetime) -> list[dict[str, Any]]:
    """Of the last thirty days, by instructor and decision."""
    d = decisions.c
    jour = cast(func.timezone("UTC", d.decide_le), Date).label("jour")
    query = (
        select(jour, d.instructeur, instructeurs.c.nom, d.decision, func.count().label("nombre"))
        .join_from(decisions, instructeurs, d.instructeur == instructeurs.c.compte, isouter=True)
        .where(d.prefecture == prefecture, d.decide_le > now - timedelta(days=JOURS))
        .group_by(jour, d.instructeur, instructeurs.c.nom, d.decision)
        .order_by(jour.desc(), d.instructeur, d.decision)
        .limit(JOURS * MOST)
    )
    return [dict(row) for row in (await tx.execute(query)).mappings()]


async def decisions_de(tx: Tx, demande: UUID) -> list[dict[str, Any]]:
    """All that was decided of a dossier, round by round, with who signed."""
    d = decisions.c
    query = (
        select(d.tour, d.decision, d.decide_le, instructeurs.c.nom.label("signe_par"))
        .join_from(decisions, instructeurs, d.instructeur == instructeurs.c.compte, isouter=True)
        .where(d.demande == demande)
        .order_by(d.position)
        .limit(MOST)
    )
    return [dict(row) for row in (await tx.execute(query)).mappings()]
