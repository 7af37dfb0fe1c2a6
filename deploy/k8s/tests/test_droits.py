"""On a real PostgreSQL: after droits.sql the running service reads and writes rows, and nobody else may enter."""

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import asyncpg
import pytest

from deploy.local.catalogue import ROOT
from deploy.local.place import Place

SQL = ROOT / "deploy" / "k8s" / "base" / "database" / "droits.sql"
NAME = "permis_droits"


def dsn(place: Place, role: str) -> str:
    port = urlsplit(place.postgres.dsn()).port
    return f"postgresql://{role}:essai@127.0.0.1:{port}/{NAME}"


@pytest.fixture(scope="module")
async def base(place: Place) -> AsyncIterator[Place]:
    """As the operator makes it: roles, and a database that one of them owns."""
    admin = await asyncpg.connect(place.postgres.dsn())
    for role in (NAME, f"{NAME}_owner", f"{NAME}_autre"):
        await admin.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'essai'")
    await admin.execute(f"CREATE DATABASE {NAME} OWNER {NAME}_owner")
    for _ in range(2):  # each deployment runs it again
        told = ["-v", "ON_ERROR_STOP=1", "-v", f"service={NAME}", "-f", str(SQL)]
        psql = await asyncio.create_subprocess_exec("psql", "-q", dsn(place, f"{NAME}_owner"), *told)
        assert await psql.wait() == 0
    owner = await asyncpg.connect(dsn(place, f"{NAME}_owner"))
    await owner.execute("CREATE TABLE essai (id bigint GENERATED ALWAYS AS IDENTITY, mot text)")
    await owner.close()
    yield place
    await admin.execute(f"DROP DATABASE {NAME}")
    for role in (NAME, f"{NAME}_owner", f"{NAME}_autre"):
        await admin.execute(f"DROP ROLE {role}")
    await admin.close()


async def test_the_service_reads_and_writes_rows_and_no_more(base: Place) -> None:
    service = await asyncpg.connect(dsn(base, NAME))
    try:
        await service.execute("INSERT INTO essai (mot) VALUES ('un')")
        assert await service.fetchval("SELECT mot FROM essai") == "un"
        for refused in ("CREATE TABLE autre (id int)", "DROP TABLE essai", "TRUNCATE essai"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await service.execute(refused)
        assert await service.fetchval("SHOW statement_timeout") == "15s"
        assert await service.fetchval("SHOW idle_in_transaction_session_timeout") == "30s"
    finally:
        await service.close()


async def test_the_owner_migrates_without_haste_and_waits_for_no_lock(base: Place) -> None:
    owner = await asyncpg.connect(dsn(base, f"{NAME}_owner"))
    assert await owner.fetchval("SHOW statement_timeout") == "0"
    assert await owner.fetchval("SHOW lock_timeout") == "2s"
    await owner.close()


async def test_nobody_else_enters(base: Place) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(dsn(base, f"{NAME}_autre"))
