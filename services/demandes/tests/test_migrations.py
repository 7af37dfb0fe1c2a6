"""The tables of the code are those that the migrations make; the history can only grow."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from contracts.delivery import Database
from contracts.delivery.migration import check, downgrade, upgrade
from demandes.main import MIGRATIONS
from deploy.local.place import Place


async def test_up_down_up(place: Place) -> None:
    base = await place.scratch_database("demandes_migrations")

    def walk() -> None:
        upgrade(MIGRATIONS, base.owner_url)
        downgrade(MIGRATIONS, base.owner_url, "base")
        upgrade(MIGRATIONS, base.owner_url)
        check(MIGRATIONS, base.owner_url)

    await asyncio.to_thread(walk)
    database = Database(base.url)
    for forbidden in ("UPDATE historique SET suite = ''", "DELETE FROM historique", "TRUNCATE historique"):
        with pytest.raises(DBAPIError, match="permission denied"):
            async with database.begin() as tx:
                await tx.execute(text(forbidden))
    await database.close()
