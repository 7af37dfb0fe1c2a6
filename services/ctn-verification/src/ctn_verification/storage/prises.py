"""Who has which dossier in hand: columns of the dossier itself, so that its row lock guards them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, update

from contracts.delivery import Tx
from ctn_verification.domain.dossier import Dossier
from ctn_verification.domain.prise import DUREE, Prise
from ctn_verification.storage.filtre import Filtre, en_attente, libre
from ctn_verification.storage.tables import dossiers as d


async def suivant(tx: Tx, agent: UUID, now: datetime, filtre: Filtre, sauf: Sequence[UUID]) -> UUID | None:
    """Locked. What he has in hand already comes back first; two who ask at once get two dossiers."""
    for query in oldest(filtre, agent, now, sauf):
        found: UUID | None = (await tx.execute(query)).scalar_one_or_none()
        if found is not None:
            return found
    return None


def oldest(filtre: Filtre, agent: UUID, now: datetime, sauf: Sequence[UUID]) -> tuple[Select[Any], Select[Any]]:
    """His own, and that in nobody's hand: each with an index in its order."""
    query = select(d.c.demande).where(en_attente(filtre), d.c.demande.not_in(sauf))
    first = query.order_by(d.c.depuis, d.c.demande).limit(1).with_for_update(skip_locked=True)
    return first.where(d.c.pris_par == agent, d.c.pris_jusqu_a > now), first.where(libre(now))


async def poser(tx: Tx, dossier: Dossier, prise: Prise) -> None:
    """`dossier` is locked."""
    values = {"pris_par": prise.agent, "pris_le": prise.depuis, "pris_jusqu_a": prise.jusqu_a}
    await tx.execute(update(d).where(d.c.demande == dossier.demande).values(values))


async def lever(tx: Tx, dossier: Dossier) -> None:
    nobody = {"pris_par": None, "pris_le": None, "pris_jusqu_a": None}
    await tx.execute(update(d).where(d.c.demande == dossier.demande).values(nobody))


async def signe_de_vie(tx: Tx, demande: UUID, agent: UUID, now: datetime) -> None:
    """Who has it in hand and looks keeps it; nobody else's look changes anything."""
    sien = (d.c.demande == demande) & (d.c.pris_par == agent) & (d.c.pris_jusqu_a > now)
    await tx.execute(update(d).where(sien).values(pris_jusqu_a=now + DUREE))
