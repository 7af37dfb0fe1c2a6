"""Alembic for the services: they bring their tables and versions, the kit brings its own tables and the plumbing."""

import asyncio
from pathlib import Path

from alembic import command, context, op
from alembic.config import Config
from sqlalchemy import Connection, MetaData, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from contracts.delivery.tables import kit

LOCK_TIMEOUT = "2s"  # a migration gives up rather than making every request wait behind its lock


def upgrade(migrations: Path, owner_url: str, revision: str = "head") -> None:
    """Bring the database to a revision with the owner's rights. `migrations` is the service's folder of versions."""
    command.upgrade(_config(migrations, owner_url), revision)


def downgrade(migrations: Path, owner_url: str, revision: str) -> None:
    """Back to an older revision."""
    command.downgrade(_config(migrations, owner_url), revision)


def check(migrations: Path, owner_url: str) -> None:
    """Raises alembic.util.CommandError when the tables of the code are not those that the versions make."""
    command.check(_config(migrations, owner_url))


def _config(migrations: Path, owner_url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations))
    config.attributes["url"] = make_url(owner_url).set(drivername="postgresql+asyncpg")
    return config


def run_env(service_tables: MetaData) -> None:
    """The whole of a service's `migrations/env.py`."""
    asyncio.run(_run(service_tables))


async def _run(service_tables: MetaData) -> None:
    engine = create_async_engine(context.config.attributes["url"])
    async with engine.connect() as connection:
        await connection.run_sync(_migrate, service_tables)
    await engine.dispose()


def _migrate(connection: Connection, service_tables: MetaData) -> None:
    connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
    connection.commit()
    context.configure(connection=connection, target_metadata=[kit, service_tables])
    with context.begin_transaction():
        context.run_migrations()


def create_kit_v1() -> None:
    """For a service's first version: the kit's tables as they were first published. A change is a new function."""
    for statement in KIT_V1.split(";\n"):
        op.execute(statement)


def drop_kit_v1() -> None:
    for table in ("outbox", "sequences", "inbox", "parked", "dead_letters", "answers", "deadlines"):
        op.execute(f"DROP TABLE {table}")


KIT_V1 = """
CREATE TABLE sequences (
    exchange text NOT NULL, subject text NOT NULL, last bigint NOT NULL,
    CONSTRAINT sequences_pkey PRIMARY KEY (exchange, subject));
CREATE TABLE outbox (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    exchange text NOT NULL, subject text NOT NULL, sequence bigint NOT NULL,
    type text NOT NULL, data jsonb NOT NULL, traceparent text,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(), sent_at timestamptz,
    CONSTRAINT outbox_sequence_key UNIQUE (exchange, subject, sequence));
CREATE INDEX outbox_unsent ON outbox (position) WHERE sent_at IS NULL;
CREATE INDEX outbox_sent ON outbox USING brin (sent_at);
CREATE TABLE inbox (
    event_id uuid PRIMARY KEY, handled_at timestamptz NOT NULL DEFAULT clock_timestamp());
COMMENT ON TABLE inbox IS 'One row for each event whose effect is in this database; the service is the one consumer.';
CREATE INDEX inbox_handled_at ON inbox USING brin (handled_at);
CREATE TABLE parked (
    event_id uuid PRIMARY KEY, source text NOT NULL, subject text NOT NULL, sequence bigint NOT NULL,
    since timestamptz NOT NULL DEFAULT clock_timestamp());
COMMENT ON TABLE parked IS 'Events on the retry ladder: later events of their subject wait behind them.';
CREATE INDEX parked_subject ON parked (source, subject, sequence);
CREATE TABLE dead_letters (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id uuid, type text, subject text, sequence bigint, body bytea NOT NULL,
    cause text NOT NULL, handler text, traceback text, attempts integer NOT NULL,
    died_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    state text NOT NULL DEFAULT 'dead', decided_at timestamptz, decided_by text, reason text);
CREATE UNIQUE INDEX dead_letters_once ON dead_letters (event_id) WHERE state = 'dead' AND event_id IS NOT NULL;
CREATE TABLE answers (
    caller text NOT NULL, key text NOT NULL, fingerprint text NOT NULL, status integer, body bytea,
    answered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT answers_pkey PRIMARY KEY (caller, key));
COMMENT ON TABLE answers IS 'Idempotency-Key: an inbox for requests, with the answer beside the key.';
CREATE INDEX answers_answered_at ON answers USING brin (answered_at);
CREATE TABLE deadlines (
    id uuid PRIMARY KEY, kind text NOT NULL, subject text NOT NULL, due_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0, next_try_at timestamptz NOT NULL,
    CONSTRAINT deadlines_kind_subject_key UNIQUE (kind, subject));
CREATE INDEX deadlines_next_try_at ON deadlines (next_try_at)
"""
