"""A database for each service with two roles: an owner, who migrates, and the service itself, who may only use it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

import asyncpg

STATEMENT_TIMEOUT = "15s"
IDLE_IN_TRANSACTION_TIMEOUT = "30s"


@dataclass(frozen=True, repr=False)
class Database:
    """Where a service finds its own; `url` as it runs, `owner_url` as it migrates."""

    name: str
    url: str
    owner_url: str


def database(name: str, port: int, password: str, owner_password: str) -> Database:
    """`permis_<name>`, with roles `permis_<name>` and `permis_<name>_owner`."""
    full = f"permis_{name}"
    return Database(
        name=full,
        url=f"postgresql://{full}:{password}@127.0.0.1:{port}/{full}",
        owner_url=f"postgresql://{full}_owner:{owner_password}@127.0.0.1:{port}/{full}",
    )


async def close_to_public(admin: asyncpg.Connection) -> None:
    """Nobody enters the databases that every cluster has."""
    await admin.execute("REVOKE ALL ON DATABASE postgres FROM PUBLIC; REVOKE ALL ON DATABASE template1 FROM PUBLIC")


async def create(admin_dsn: str, wanted: Database) -> None:
    """Roles, database and rights; what is there already stays.

    Rights on tables come by default privileges alone: what a migration takes away (the audit table) stays so.
    """
    name, owner = wanted.name, f"{wanted.name}_owner"
    admin = await asyncpg.connect(admin_dsn)
    try:
        for role, url in ((name, wanted.url), (owner, wanted.owner_url)):
            if not await admin.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", role):
                await admin.execute(f"CREATE ROLE {role} LOGIN NOCREATEDB NOCREATEROLE NOSUPERUSER")
            await admin.execute(f"ALTER ROLE {role} PASSWORD '{urlsplit(url).password}'")
        await admin.execute(
            f"ALTER ROLE {name} SET statement_timeout = '{STATEMENT_TIMEOUT}';"
            f"ALTER ROLE {name} SET idle_in_transaction_session_timeout = '{IDLE_IN_TRANSACTION_TIMEOUT}'"
        )
        if not await admin.fetchval("SELECT true FROM pg_database WHERE datname = $1", name):
            await admin.execute(f"CREATE DATABASE {name} OWNER {owner}")
        await admin.execute(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC; GRANT CONNECT ON DATABASE {name} TO {name}")
    finally:
        await admin.close()
    inside = await asyncpg.connect(admin_dsn.rsplit("/", 1)[0] + f"/{name}")
    try:
        await inside.execute(
            f"""
            ALTER SCHEMA public OWNER TO {owner};
            REVOKE ALL ON SCHEMA public FROM PUBLIC;
            GRANT USAGE ON SCHEMA public TO {name};
            ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public
                GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {name};
            ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {name};
            """
        )
    finally:
        await inside.close()
