"""The second job: `python -m deploy.compose.provision` gives each service its database, its queues and its buckets.

It waits for the servers itself, and may run again on kept data: what changed in the catalogue or in the code is brought
up to date, nothing is lost.
"""

import asyncio
import json
import os
import time
from collections.abc import Awaitable, Callable

import asyncpg
import httpx
from minio import Minio
from minio.error import MinioException
from urllib3.exceptions import HTTPError

from deploy.compose.parts import SERVERS
from deploy.compose.preparation import S3_ADMIN, VOLUMES
from deploy.local.catalogue import buckets, services
from deploy.local.consumed import read_all
from deploy.local.keys import Keys
from deploy.local.postgres import ADMIN
from deploy.local.provision import provision_broker, provision_databases
from deploy.local.rabbitmq import ADMIN as BROKER_ADMIN
from deploy.local.topology import DELAYS

WITHIN = 120  # seconds until all servers answer


class Cluster:
    """PostgreSQL as its administrator sees it."""

    def __init__(self, password: str) -> None:
        self._host, self.port = SERVERS["postgres"]
        self._password = password

    def dsn(self, database: str = "postgres") -> str:
        return f"postgresql://{ADMIN}:{self._password}@{self._host}:{self.port}/{database}"


class Broker:
    """RabbitMQ as its administrator sees it."""

    def __init__(self, password: str) -> None:
        host, port = SERVERS["management"]
        self._url, self._password = f"http://{host}:{port}", password

    def management(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self._url, auth=(BROKER_ADMIN, self._password), timeout=60)


async def main() -> None:
    keys, begun = Keys(VOLUMES / "keys"), time.monotonic()
    await asyncio.gather(_databases(keys), _broker(keys), _buckets(keys))
    print(f"Bases, files et compartiments prêts en {time.monotonic() - begun:.1f} s.", flush=True)


async def _databases(keys: Keys) -> None:
    cluster = Cluster(keys["postgres"])

    async def answers() -> bool:
        connection = await asyncpg.connect(cluster.dsn(), timeout=2)
        await connection.close()
        return True

    await _until(answers, "PostgreSQL")
    await provision_databases(cluster, services(), keys)


async def _broker(keys: Keys) -> None:
    broker = Broker(keys["rabbitmq"])

    async def serves() -> bool:
        async with broker.management() as http:
            answer = await http.get("/api/health/checks/virtual-hosts")
        _, writer = await asyncio.open_connection(*SERVERS["amqp"])
        writer.close()
        return answer.is_success

    types, _ = await asyncio.gather(asyncio.to_thread(read_all), _until(serves, "RabbitMQ"))
    for name, line in types.items():
        if line.fault:
            raise RuntimeError(f"{name}: {line.fault}")
    wanted = {name: line.types for name, line in types.items()}
    await provision_broker(broker, list(services().values()), wanted, keys, delays())


def delays() -> dict[str, int]:
    """The retry ladder in milliseconds; RETRY_DELAYS changes it, as tests do."""
    return {**DELAYS, **json.loads(os.environ.get("RETRY_DELAYS") or "{}")}


async def _buckets(keys: Keys) -> None:
    host, port = SERVERS["s3"]
    client = Minio(f"{host}:{port}", S3_ADMIN, keys["s3"], secure=False, region="us-east-1")

    def make() -> bool:
        for bucket in buckets():
            if not client.bucket_exists(bucket):
                client.make_bucket(bucket)
        return True

    await _until(lambda: asyncio.to_thread(make), "S3")


async def _until(ready: Callable[[], Awaitable[bool]], who: str) -> None:
    """Raises TimeoutError that names who does not answer, and says what was heard last."""
    deadline, heard = time.monotonic() + WITHIN, "no"
    while time.monotonic() < deadline:
        try:
            if await ready():
                return
        except (OSError, asyncpg.PostgresError, httpx.HTTPError, HTTPError, MinioException, TimeoutError) as fault:
            heard = f"{type(fault).__name__}: {fault}"
        await asyncio.sleep(0.3)
    raise TimeoutError(f"{who} does not answer after {WITHIN} s: {heard}")


if __name__ == "__main__":
    asyncio.run(main())
