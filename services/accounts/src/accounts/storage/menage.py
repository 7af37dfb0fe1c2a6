"""What has had its time and is forgotten."""

from datetime import datetime

from sqlalchemy import delete

from accounts.domain.delais import LIENS_GARDES
from accounts.storage.tables import (
    activations,
    captchas,
    coordonnees,
    echecs,
    franceconnect_allers,
    franceconnect_passages,
    oublis,
    sessions,
)
from contracts.delivery import Tx


async def purger(tx: Tx, now: datetime) -> None:
    await tx.execute(delete(activations).where(activations.c.expire_le < now - LIENS_GARDES))
    await tx.execute(delete(sessions).where(sessions.c.expire_le < now))
    await tx.execute(delete(oublis).where(oublis.c.expire_le < now))
    await tx.execute(delete(coordonnees).where(coordonnees.c.expire_le < now))
    await tx.execute(delete(captchas).where(captchas.c.expire_le < now))
    for on_its_way in (franceconnect_allers, franceconnect_passages):
        await tx.execute(delete(on_its_way).where(on_its_way.c.expire_le < now))
    await tx.execute(delete(echecs).where(echecs.c.jusqu_au < now))
