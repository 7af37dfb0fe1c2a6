"""Gives each service its own: database and roles, broker user and queues. Safe to run again on kept data."""

import asyncio
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import asyncpg
import httpx

from deploy.local import databases, topology
from deploy.local.catalogue import Service
from deploy.local.keys import Keys


def database_of(name: str, port: int, keys: Keys) -> databases.Database:
    return databases.database(name, port, keys[f"{name}.database"], keys[f"{name}.database_owner"])


class Cluster(Protocol):
    """PostgreSQL, as its administrator reaches it."""

    port: int

    def dsn(self, database: str = "postgres") -> str: ...


class Broker(Protocol):
    """RabbitMQ, as its administrator reaches it."""

    def management(self) -> httpx.AsyncClient: ...


async def provision_databases(postgres: Cluster, names: Iterable[str], keys: Keys) -> None:
    """One database and two roles for each name."""
    admin = await asyncpg.connect(postgres.dsn())
    try:
        await databases.close_to_public(admin)
    finally:
        await admin.close()
    for name in names:
        await databases.create(postgres.dsn(), database_of(name, postgres.port, keys))


async def provision_broker(
    rabbitmq: Broker,
    services: Sequence[Service],
    types: Mapping[str, Sequence[str]],
    keys: Keys,
    delays: Mapping[str, int] = topology.DELAYS,
) -> None:
    """Every service's topology, bound to the `types` it consumes, and the demonstration partner's queue."""
    consumers = [
        consumer(service.name, keys, types[service.name], exchanges=service.exchanges, delays=delays)
        for service in services
    ]
    wanted = topology.definitions(consumers, partner_password_hash=_hash(keys, topology.PARTNER))
    async with rabbitmq.management() as http:
        await http.delete("/api/users/guest")
    await import_definitions(rabbitmq, wanted)


def consumer(
    name: str,
    keys: Keys,
    types: Sequence[str],
    *,
    exchanges: Sequence[str] = (),
    delays: Mapping[str, int] = topology.DELAYS,
) -> topology.Consumer:
    return topology.Consumer(name, _hash(keys, name), types=types, exchanges=exchanges, delays=delays)


async def import_definitions(rabbitmq: Broker, wanted: topology.Definitions) -> None:
    """Import, then take away the bindings of these queues that are no longer wanted: an import only adds."""
    async with rabbitmq.management() as http:
        (await http.post("/api/definitions", json=wanted)).raise_for_status()
        await asyncio.gather(*(_drop_stale_bindings(http, queue["name"], wanted) for queue in wanted["queues"]))


async def _drop_stale_bindings(http: httpx.AsyncClient, queue: str, wanted: topology.Definitions) -> None:
    kept = {(line["source"], line["routing_key"]) for line in wanted["bindings"] if line["destination"] == queue}
    present = (await http.get(f"/api/queues/{topology.VHOST}/{queue}/bindings")).raise_for_status().json()
    for line in present:
        source = line["source"]
        if source and (source, line["routing_key"]) not in kept:
            path = f"/api/bindings/{topology.VHOST}/e/{source}/q/{queue}/{line['properties_key']}"
            (await http.delete(path)).raise_for_status()


def _hash(keys: Keys, name: str) -> str:
    return topology.password_hash(keys[f"{name}.broker"], os.urandom(4))
