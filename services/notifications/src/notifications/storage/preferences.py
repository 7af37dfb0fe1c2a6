"""What each account wants to be told by which channel; no row means everything."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from contracts.delivery import Tx
from notifications.domain.catalogue import Theme
from notifications.domain.preferences import Choix, Preferences
from notifications.storage.tables import preferences as p


async def of(tx: Tx, compte: UUID) -> Preferences:
    rows = await tx.execute(select(p.c.theme, p.c.mail, p.c.sms).where(p.c.compte == compte))
    return {Theme(row.theme): Choix(row.mail, row.sms) for row in rows if row.theme in Theme.__members__.values()}


async def keep(tx: Tx, compte: UUID, wanted: Preferences, now: datetime) -> None:
    """Themes that are not named stay as they are."""
    for theme, choix in wanted.items():
        values = {"mail": choix.mail, "sms": choix.sms, "modifiee_le": now}
        row = {"compte": compte, "theme": theme.value, **values}
        await tx.execute(insert(p).values(row).on_conflict_do_update(index_elements=["compte", "theme"], set_=values))


async def forget(tx: Tx, compte: UUID) -> None:
    await tx.execute(delete(p).where(p.c.compte == compte))
