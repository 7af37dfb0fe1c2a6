"""Where the invariants look: a system on this machine, a stack whose ports are published, or a stack from within."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import httpx
from minio import Minio

from deploy.compose.parts import SERVERS
from deploy.compose.preparation import VOLUMES
from deploy.local.catalogue import services
from deploy.local.consumed import Consumed, read_all
from deploy.local.keys import Keys
from deploy.local.postgres import ADMIN
from deploy.local.rabbitmq import ADMIN as BROKER_ADMIN
from deploy.local.s3 import access_key

Row = Mapping[str, Any]


@dataclass
class Constat:
    """What was found of one invariant: how much was looked at, and what does not hold."""

    invariant: str
    says: str
    looked_at: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.faults


@dataclass(frozen=True)
class Lieu:
    """Ports of the loopback address and the keys that belong to them; `consumed` is what each service takes."""

    ports: Mapping[str, int]
    keys: Keys
    consumed: Mapping[str, Consumed]
    logs: Mapping[str, str] = field(default_factory=dict)
    told: Sequence[Mapping[str, str]] = ()
    hosts: Mapping[str, str] = field(default_factory=dict)

    def at(self, name: str) -> str:
        """Host and port of a server."""
        return f"{self.hosts.get(name, '127.0.0.1')}:{self.ports[name]}"

    @asynccontextmanager
    async def database(self, name: str) -> AsyncIterator[asyncpg.Connection]:
        """As the administrator: some tables can be written by their service and read by nobody. Reads only."""
        dsn = f"postgresql://{ADMIN}:{self.keys['postgres']}@{self.at('postgres')}/permis_{name}"
        connection = await asyncpg.connect(dsn, server_settings={"default_transaction_read_only": "on"})
        try:
            await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")
            yield connection
        finally:
            await connection.close()

    async def rows(self, name: str, query: str, *values: object) -> list[Row]:
        async with self.database(name) as connection:
            return [dict(row) for row in await connection.fetch(query, *values)]

    def objects(self, bucket: str) -> Minio:
        """With the key of a service that opens it."""
        name = next(name for name, service in services().items() if bucket in service.buckets)
        return Minio(self.at("s3"), access_key(name), self.keys[f"{name}.s3"], secure=False, region="us-east-1")

    def broker(self) -> httpx.AsyncClient:
        url = f"http://{self.at('management')}"
        return httpx.AsyncClient(base_url=url, auth=(BROKER_ADMIN, self.keys["rabbitmq"]), timeout=30)

    async def messages(self) -> list[Row]:
        """Everything that the inbox has received."""
        found: list[Row] = []
        async with httpx.AsyncClient(base_url=f"http://{self.at('inbox')}", timeout=30) as http:
            before: dict[str, int] = {}
            while True:
                page = (await http.get("/api/messages", params={"limite": 1000, **before})).raise_for_status().json()
                found += page["messages"]
                if page["suivant"] is None:
                    return found
                before = {"avant": page["suivant"]}


def within_a_stack() -> Lieu:
    """From a container that has the keys and the servers' networks; its logs are the engine's, and not looked at."""
    hosts = {name: host for name, (host, _) in SERVERS.items()}
    ports = {name: port for name, (_, port) in SERVERS.items()}
    return Lieu(ports, Keys(VOLUMES / "keys"), read_all(), hosts=hosts)


def of_folder(folder: Path, consumed: Mapping[str, Consumed], told: Sequence[Mapping[str, str]] = ()) -> Lieu:
    """A data folder as `make run` and the tests keep it; logs are those of its processes."""
    logs = {file.stem: file.read_text(errors="replace") for file in sorted((folder / "logs").glob("*.log"))}
    return Lieu(json.loads((folder / "ports.json").read_text()), Keys(folder), consumed, logs, told)
