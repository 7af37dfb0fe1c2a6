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


async def test_demandes_that_wait_already_get_their_deadlines(place: Place) -> None:
    base = await place.scratch_database("demandes_delais")
    await asyncio.to_thread(upgrade, MIGRATIONS, base.owner_url, "0001")
    database = Database(base.url)
    async with database.begin() as tx:
        for numero, statut in enumerate(("brouillon", "a_completer", "attente_validation_usager", "acceptee")):
            await tx.execute(
                text("""INSERT INTO demandes (id, version, pre_numero, motif, statut, auto_ecole, creee_le,
                                              modifiee_le, depuis, recherche, etat)
                        VALUES (gen_random_uuid(), 1, :numero, 'inscription', :statut, gen_random_uuid(),
                                '2026-04-01Z', '2026-04-03Z', '2026-04-02Z', '', '{}')"""),
                {"numero": numero, "statut": statut},
            )
    await asyncio.to_thread(upgrade, MIGRATIONS, base.owner_url, "0002")
    async with database.begin() as tx:
        rows = await tx.execute(text("SELECT kind, due_at::date::text FROM deadlines ORDER BY kind, due_at"))
        planned = [tuple(row) for row in rows]
    await database.close()

    assert planned == [
        ("expiration", "2026-07-02"),
        ("rappel", "2026-04-09"),
        ("rappel", "2026-04-17"),
        ("rappel", "2026-06-17"),
    ]
