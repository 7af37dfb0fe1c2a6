"""The tables of the code are those that the versions make, back and forth."""

import asyncio

from contracts.delivery.migration import check, downgrade, upgrade
from deploy.local.place import Place
from notifications.main import MIGRATIONS


async def test_up_down_up(place: Place) -> None:
    database = await place.scratch_database("notifications_versions")
    for step in (
        lambda: upgrade(MIGRATIONS, database.owner_url),
        lambda: downgrade(MIGRATIONS, database.owner_url, "base"),
        lambda: upgrade(MIGRATIONS, database.owner_url),
        lambda: check(MIGRATIONS, database.owner_url),
    ):
        await asyncio.to_thread(step)
