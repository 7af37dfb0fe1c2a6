"""Where the crash tests play: the two small services in a place, their processes, and what must hold afterwards."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

import asyncpg
import structlog
from sqlalchemy import text

from contracts.delivery import Database
from contracts.delivery.migration import upgrade
from contracts.http.outages import is_outage
from deploy.local.catalogue import ROOT
from deploy.local.place import Place
from tests.chaos.essai import MIGRATIONS, PasFaitV1, effets_de

log = structlog.get_logger()

FAST = {"1s": 50, "10s": 100, "1min": 200, "10min": 400}  # milliseconds: the ladder at the pace of a test


@dataclass
class Acteur:
    """A process of the scene that may be killed and comes back."""

    role: str
    env: dict[str, str]
    process: asyncio.subprocess.Process | None = field(default=None, init=False)

    async def start(self, *arguments: str, **more: str) -> None:
        """`more` are settings of this life alone, as CRASH_AT."""
        self.process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.chaos.essai", self.role, *arguments),
            cwd=ROOT,
            env={**os.environ, **self.env, **more},
        )

    async def kill(self) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)
            await self.process.wait()

    async def died(self, within: float = 30) -> int:
        """The exit code, once the process is gone by itself."""
        assert self.process is not None
        async with asyncio.timeout(within):
            return await self.process.wait()


@dataclass
class Scene:
    place: Place
    emetteur: Database
    temoin: Database
    relais: Acteur
    consommateur: Acteur
    balayeur: Acteur
    usager: Acteur

    async def clear(self) -> None:
        """Nothing happened yet."""
        for name, tables in (
            ("emetteur", "effets, outbox, sequences, answers, deadlines"),
            ("temoin", "effets, inbox, parked, dead_letters"),
        ):
            owner = await asyncpg.connect(self.place.database(name).owner_url)
            await owner.execute(f"TRUNCATE {tables}")
            await owner.close()
        async with self.place.rabbitmq.management() as http:
            for queue in ("temoin", "temoin.morts", *(f"temoin.attente.{delay}" for delay in FAST)):
                (await http.delete(f"/api/queues/permis/{queue}/contents")).raise_for_status()

    async def seen(self) -> dict[UUID, list[int]]:
        return await effets_de(self.temoin)

    async def unsent(self) -> int:
        return await _count(self.emetteur, "SELECT count(*) FROM outbox WHERE sent_at IS NULL")

    async def dead(self) -> int:
        return await _count(self.temoin, "SELECT count(*) FROM dead_letters")

    async def parked(self) -> int:
        return await _count(self.temoin, "SELECT count(*) FROM parked")


async def _count(db: Database, query: str) -> int:
    async with db.begin() as tx:
        return int((await tx.execute(text(query))).scalar_one())


async def until(what: Callable[[], Awaitable[bool]], within: float = 60, every: float = 0.1) -> None:
    """Wait for a condition; an outage on the way only delays it. Raises TimeoutError when it never holds."""
    async with asyncio.timeout(within):
        while True:
            try:
                if await what():
                    return
            except Exception as outage:
                if not is_outage(outage):
                    raise
                log.info("scene.outage", cause=type(outage).__name__)
            await asyncio.sleep(every)


@asynccontextmanager
async def opened(place: Place, *, faux_pas: int = 0) -> AsyncIterator[Scene]:
    """Databases, roles, queues; the processes are started by whoever plays."""
    env = {"TEMOIN_FAUX_PAS": str(faux_pas)}
    for name, types in (("emetteur", []), ("temoin", [PasFaitV1.type])):
        database = await place.scratch_database(name)
        await asyncio.to_thread(upgrade, MIGRATIONS, database.owner_url)
        subscriber = await place.declare_consumer(name, types, FAST)
        env |= {f"{name.upper()}_DATABASE_URL": database.url, f"{name.upper()}_BROKER_URL": subscriber.broker_url}
    scene = Scene(
        place,
        Database(env["EMETTEUR_DATABASE_URL"]),
        Database(env["TEMOIN_DATABASE_URL"]),
        Acteur("relay", env),
        Acteur("consume", env),
        Acteur("sweep", env),
        Acteur("pas", env),
    )
    try:
        yield scene
    finally:
        for acteur in (scene.relais, scene.consommateur, scene.balayeur, scene.usager):
            await acteur.kill()
        await scene.emetteur.close()
        await scene.temoin.close()
