"""The tables of the code are those that the migrations make, and they can be unmade."""

import asyncio

from contracts.delivery.migration import check, downgrade, upgrade
from ctn_verification.main import MIGRATIONS
from deploy.local.place import Place


async def test_up_down_up(place: Place) -> None:
    base = await place.scratch_database("ctn_migrations")

    def walk() -> None:
        upgrade(MIGRATIONS, base.owner_url)
        downgrade(MIGRATIONS, base.owner_url, "base")
        upgrade(MIGRATIONS, base.owner_url)
        check(MIGRATIONS, base.owner_url)

    await asyncio.to_thread(walk)
