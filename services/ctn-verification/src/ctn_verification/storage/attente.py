"""How much waits, for the operators' eyes: counted, nobody named."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from contracts.delivery import Tx
from ctn_verification.domain.dossier import Etat
from ctn_verification.domain.lot import EtatElement
from ctn_verification.storage.filtre import Filtre, en_attente, libre
from ctn_verification.storage.tables import dossiers as d
from ctn_verification.storage.tables import lot_elements as e

FILES = {"agent": Etat.A_EXAMINER, "moteur": Etat.ATTENTE_CONTROLE}


class File(NamedTuple):
    nombre: int
    depuis: datetime | None


async def files(tx: Tx) -> dict[str, File]:
    """By what is waited for, those of which nothing waits too."""
    query = select(d.c.etat, func.count().label("nombre"), func.min(d.c.depuis).label("depuis"))
    rows = await tx.execute(query.where(d.c.etat.in_(FILES.values())).group_by(d.c.etat))
    found = {row.etat: File(row.nombre, row.depuis) for row in rows}
    return {quoi: found.get(etat.value, File(0, None)) for quoi, etat in FILES.items()}


async def free(tx: Tx, now: datetime) -> int:
    query = select(func.count()).where(en_attente(Filtre()), libre(now))
    return int((await tx.execute(query)).scalar_one())


async def pairs(tx: Tx) -> int:
    query = select(func.count()).where(e.c.etat == EtatElement.EN_ATTENTE)
    return int((await tx.execute(query)).scalar_one())
