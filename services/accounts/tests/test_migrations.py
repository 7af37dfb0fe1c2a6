"""The tables of the code are those that the migrations make, and they can be unmade."""

import asyncio
from uuid import UUID

from sqlalchemy import text

from accounts.app import App
from accounts.main import MIGRATIONS
from accounts.settings import Settings
from contracts.delivery import Database
from contracts.delivery.migration import check, downgrade, upgrade
from deploy.local.place import Place


async def test_up_down_up(place: Place) -> None:
    base = await place.scratch_database("accounts_migrations")
    owner = base.owner_url

    def walk() -> None:
        upgrade(MIGRATIONS, owner)
        downgrade(MIGRATIONS, owner, "base")
        upgrade(MIGRATIONS, owner)
        check(MIGRATIONS, owner)

    await asyncio.to_thread(walk)
    database = Database(base.url)
    async with database.begin() as tx:
        rows = (await tx.execute(text("SELECT kind, subject FROM deadlines"))).all()
    await database.close()
    assert [tuple(row) for row in rows] == [("menage", str(UUID(int=0)))]


async def test_the_running_service_may_not_change_its_tables(app: App, settings: Settings) -> None:
    async with app.db.begin() as tx:
        owner = (await tx.execute(text("SELECT tableowner FROM pg_tables WHERE tablename = 'comptes'"))).scalar_one()
        me = (await tx.execute(text("SELECT current_user"))).scalar_one()
    assert owner != me
