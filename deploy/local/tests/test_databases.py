"""A service's role enters its own database only, uses its tables and changes nothing of their shape."""

import asyncio

import asyncpg
import pytest

from deploy.local.databases import Database
from deploy.local.place import Place


@pytest.fixture(scope="module")
async def mine(place: Place) -> Database:
    """A database as a service has it, with one table that its owner has made."""
    own = await place.scratch_database("essai_isolement")
    owner = await asyncpg.connect(own.owner_url)
    try:
        await owner.execute("DROP TABLE IF EXISTS lignes; CREATE TABLE lignes (id bigserial PRIMARY KEY, texte text)")
    finally:
        await owner.close()
    return own


async def run(url: str, statement: str) -> str:
    connection = await asyncpg.connect(url)
    try:
        return str(await connection.execute(statement))
    finally:
        await connection.close()


async def test_a_role_uses_the_tables_of_its_owner(mine: Database) -> None:
    assert await run(mine.url, "INSERT INTO lignes (texte) VALUES ('a')") == "INSERT 0 1"
    assert await run(mine.url, "UPDATE lignes SET texte = 'b'") == "UPDATE 1"
    assert await run(mine.url, "DELETE FROM lignes") == "DELETE 1"


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE autre (id int)",
        "CREATE TEMP TABLE passagere (id int)",
        "CREATE SCHEMA autre",
        "ALTER TABLE lignes ADD COLUMN plus int",
        "DROP TABLE lignes",
        "TRUNCATE lignes",
        "CREATE EXTENSION pg_trgm",
        "CREATE DATABASE autre",
        "CREATE ROLE autre",
    ],
)
async def test_a_role_changes_no_shape(mine: Database, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await run(mine.url, statement)


@pytest.mark.parametrize("other", ["permis_demandes", "permis_accounts", "postgres", "template1"])
async def test_a_role_enters_no_other_database(mine: Database, other: str) -> None:
    for url in (mine.url, mine.owner_url):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await asyncpg.connect(url.rsplit("/", 1)[0] + f"/{other}")


async def test_a_wrong_password_is_refused(mine: Database) -> None:
    user, rest = mine.url.split(":", 2)[1].removeprefix("//"), mine.url.split("@", 1)[1]

    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(f"postgresql://{user}:faux@{rest}")


async def test_a_right_that_a_migration_took_away_stays_away(place: Place, mine: Database) -> None:
    await run(mine.owner_url, "CREATE TABLE IF NOT EXISTS audit (id int); REVOKE UPDATE, DELETE ON audit FROM PUBLIC")
    await run(mine.owner_url, f"REVOKE UPDATE, DELETE ON audit FROM {mine.name}")

    await place.scratch_database("essai_isolement")

    assert await run(mine.url, "INSERT INTO audit VALUES (1)") == "INSERT 0 1"
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await run(mine.url, "DELETE FROM audit")


async def test_a_role_cannot_hold_a_statement_or_a_transaction_for_ever(mine: Database) -> None:
    connection = await asyncpg.connect(mine.url)
    try:
        limits = [
            await connection.fetchval(f"SHOW {name}")
            for name in ("statement_timeout", "idle_in_transaction_session_timeout")
        ]
    finally:
        await connection.close()

    assert limits == ["15s", "30s"]


async def test_a_reported_commit_is_on_disk(place: Place) -> None:
    admin = await asyncpg.connect(place.admin_dsn)
    try:
        kept = [await admin.fetchval(f"SHOW {name}") for name in ("fsync", "synchronous_commit", "full_page_writes")]
    finally:
        await admin.close()

    assert kept == ["on", "on", "on"]


async def test_committed_rows_survive_a_kill(place: Place, mine: Database) -> None:
    await run(mine.owner_url, "CREATE TABLE IF NOT EXISTS gardees (id int); INSERT INTO gardees VALUES (7)")
    before = place.postgres.pid

    await place.postgres.kill()
    await place.postgres.start()

    assert place.postgres.pid != before
    assert await run(mine.url, "DELETE FROM gardees WHERE id = 7") == "DELETE 1"


async def test_a_killed_server_starts_again_beside_a_session_that_still_computes(place: Place, mine: Database) -> None:
    busy = await asyncpg.connect(mine.url)
    endless = asyncio.create_task(busy.fetchval("SELECT count(*) FROM generate_series(1, 100000000) AS n"))
    try:
        await until_computing(place)

        await place.postgres.kill()
        await place.postgres.start()

        with pytest.raises((asyncpg.PostgresError, OSError)):
            await endless
        assert await run(mine.url, "SELECT 1") == "SELECT 1"
    finally:
        endless.cancel()
        busy.terminate()


COMPUTING = """SELECT count(*) FROM pg_stat_activity
    WHERE state = 'active' AND wait_event IS NULL AND query LIKE '%generate_series%' AND pid <> pg_backend_pid()"""


async def until_computing(place: Place) -> None:
    admin = await asyncpg.connect(place.admin_dsn)
    try:
        async with asyncio.timeout(10):
            while not await admin.fetchval(COMPUTING):  # noqa: ASYNC110  (PostgreSQL tells nobody)
                await asyncio.sleep(0.02)
    finally:
        await admin.close()
