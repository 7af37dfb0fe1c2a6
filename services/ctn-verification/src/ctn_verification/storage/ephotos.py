"""A code comes into the world, and leaves it unused: row, event and the end of its time in one transaction."""

from uuid import UUID

from sqlalchemy import delete, select

from contracts.delivery import Tx, plan, put
from contracts.events.parts import Fichier
from ctn_verification.domain.delais import EPHOTO_PERIMEE, MARGE_EPHOTO
from ctn_verification.domain.ephoto import Depot
from ctn_verification.storage import verdicts
from ctn_verification.storage.tables import dossiers, ephotos


async def add(tx: Tx, depot: Depot) -> None:
    deposee = depot.deposee
    await verdicts.add_ephoto(tx, deposee)
    await put(tx, deposee.ephoto.id, depot.events)
    await plan(tx, EPHOTO_PERIMEE, deposee.ephoto.id, deposee.expire_le + MARGE_EPHOTO)


async def unused_files(tx: Tx, id: UUID) -> list[Fichier]:
    """Those of an e-photo that no dossier speaks of; one that is used goes when its demande does."""
    used = select(dossiers.c.demande).where(dossiers.c.ephoto["id"].astext == str(id)).limit(1)
    if (await tx.execute(used)).first() is not None:
        return []
    row = (await tx.execute(select(ephotos.c.fichiers).where(ephotos.c.id == id))).one_or_none()
    return [] if row is None else [Fichier.model_validate(values, extra="ignore") for values in row.fichiers.values()]


async def erase(tx: Tx, id: UUID) -> None:
    await tx.execute(delete(ephotos).where(ephotos.c.id == id))
