"""A deployment that nobody notices: two versions side by side behind the gateway, expand and contract, no failure.

The gateway, the kit's server and its graceful end are the real ones; `Balance` does what a Service of the cluster does:
new connections go to whoever says that it is ready, and to nobody who has been told to end.
"""

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from contracts.delivery import Database
from contracts.delivery.migration import upgrade
from deploy.local.databases import Database as Named
from deploy.local.gateway import TEMPLATE, configured, write_pages
from deploy.local.nginx import Nginx
from deploy.local.place import Place
from deploy.local.ports import free_port
from deploy.local.process import Process
from deploy.local.service import is_ready
from tests.chaos.scene import until

MIGRATIONS = Path(__file__).parent / "versions" / "migrations"
CLIENTS = 4
PATH = "/api/demandes/personnes"
DRAIN = 0.5  # seconds between the end of new connections and the signal; five in the cluster


@dataclass
class Balance:
    """A port before several processes."""

    port: int
    backends: list[int] = field(default_factory=list)
    turn: int = 0

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        async with await asyncio.start_server(self._carry, "127.0.0.1", self.port):
            yield

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.turn += 1
        port = self.backends[self.turn % len(self.backends)]
        there, back = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(_pour(reader, back), _pour(there, writer))


async def _pour(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while chunk := await source.read(65536):
            target.write(chunk)
            await target.drain()
    target.close()


@dataclass
class Flow:
    """Clients who never stop, and what became of their requests."""

    url: str
    kept: dict[str, str] = field(default_factory=dict)
    seen: Counter[int] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    async def client(self) -> None:
        async with httpx.AsyncClient(base_url=self.url, timeout=10) as http:
            while True:
                nom = f"Zoé {uuid4().hex}"
                posted = await self._ask(http, "POST", PATH, json={"nom_complet": nom})
                if posted is not None:
                    self.kept[posted["id"]] = nom
                    read = await self._ask(http, "GET", f"{PATH}/{posted['id']}")
                    if read is not None and read["nom_complet"] != nom:
                        self.failures.append(f"{nom} is read as {read['nom_complet']}")

    async def _ask(self, http: httpx.AsyncClient, method: str, path: str, **body: object) -> dict[str, str] | None:
        try:
            answer = await http.request(method, path, headers={"Idempotency-Key": uuid4().hex}, **body)  # type: ignore[arg-type]
        except httpx.TransportError as fault:
            self.failures.append(repr(fault))
            return None
        if answer.is_error:
            self.failures.append(f"{method} {path}: {answer.status_code} {answer.text}")
            return None
        found: dict[str, str] = answer.json()
        self.seen[int(found["version"])] += 1
        return found


@dataclass
class Scene:
    """The gateway, whatever versions run behind it, the database."""

    folder: Path
    database: Named
    balance: Balance
    flow: Flow
    running: dict[int, Process] = field(default_factory=dict)
    clients: list["asyncio.Task[None]"] = field(default_factory=list)

    async def migrate(self, revision: str) -> None:
        await asyncio.to_thread(upgrade, MIGRATIONS, self.database.owner_url, revision)

    async def start(self, version: int) -> None:
        """Beside what runs; new connections come once it is ready."""
        port = free_port(set(self.balance.backends))
        process = Process(
            f"version-{version}",
            self.folder,
            lambda: [sys.executable, "-m", "tests.chaos.versions", str(version), str(port)],
            environment=lambda: {"VERSIONS_DATABASE_URL": self.database.url, "DRAIN_SECONDS": "2"},
            ready=lambda: is_ready(port),
        )
        self.running[version] = process
        await process.start()
        self.balance.backends.append(port)
        self.arrive()

    def arrive(self) -> None:
        """More clients: for them the gateway opens connections beside those that it keeps to the version before."""
        self.clients += [asyncio.create_task(self.flow.client()) for _ in range(CLIENTS)]

    async def end(self, version: int) -> None:
        """As the cluster does it: no new connections, a moment, the signal."""
        self.balance.backends.pop(0)
        await asyncio.sleep(DRAIN)
        await self.running.pop(version).stop()

    async def more(self, version: int, requests: int = 60) -> None:
        """Until this version has answered so many more."""
        wanted = self.flow.seen[version] + requests

        async def answered() -> bool:
            return self.flow.seen[version] >= wanted or bool(self.flow.failures)

        await until(answered, within=30, every=0.05)


@pytest.fixture
async def scene(place: Place, tmp_path: Path) -> AsyncIterator[Scene]:
    """Version 1 serves, clients ask."""
    name = f"versions_{uuid4().hex[:8]}"
    database = await place.scratch_database(name)
    doors: set[int] = set()
    balance, door = Balance(free_port(doors)), free_port(doors)
    write_pages(tmp_path / "pages", inbox_url="")
    upstreams = dict.fromkeys(("accounts", "ctn", "instruction", "notifications", "documents", "portal"), "127.0.0.1:9")
    values = configured(
        upstreams | {"demandes": f"127.0.0.1:{balance.port}"},
        listen=f"127.0.0.1:{door}",
        pages=tmp_path / "pages",
        limits=False,
    )
    url = f"http://127.0.0.1:{door}"
    gateway = Nginx("gateway", tmp_path, TEMPLATE, values, ready=lambda: _answers(url))
    scene = Scene(tmp_path, database, balance, Flow(url))
    await scene.migrate("0001")
    async with balance.open():
        await gateway.start()
        await scene.start(1)
        try:
            yield scene
        finally:
            for client in scene.clients:
                client.cancel()
            await asyncio.gather(*scene.clients, return_exceptions=True)
            await gateway.stop()
            for process in scene.running.values():
                await process.stop()


async def _answers(url: str) -> bool:
    try:
        async with httpx.AsyncClient(timeout=2) as http:
            return (await http.get(f"{url}/api/")).status_code == 200
    except httpx.TransportError:
        return False


async def test_three_versions_follow_each_other_and_no_request_fails(scene: Scene) -> None:
    await scene.more(1)
    await scene.migrate("0002")
    await scene.more(1)  # the version before works on the wider table
    await scene.start(2)
    await asyncio.gather(scene.more(1), scene.more(2))  # side by side
    await scene.end(1)
    await scene.more(2)
    await scene.migrate("0003")
    await scene.start(3)
    await asyncio.gather(scene.more(2), scene.more(3))
    await scene.end(2)
    await scene.migrate("0004")
    await scene.more(3)

    assert scene.flow.failures == []
    assert set(scene.flow.seen) == {1, 2, 3}
    kept = dict(scene.flow.kept)
    names, events = await found(scene.database.url)
    assert kept.items() <= names.items()  # what was answered is there, whichever version took it
    assert set(kept) <= events


async def test_a_contraction_that_comes_too_early_is_noticed(scene: Scene) -> None:
    """What the order above protects from, and the proof that this test would see it."""
    await scene.more(1)

    await scene.migrate("0004")
    await scene.more(1, requests=10_000)

    assert any(": 500 " in failure for failure in scene.flow.failures)


async def found(url: str) -> tuple[dict[str, str], set[str]]:
    """Names by id, and of whom an event tells."""
    database = Database(url, pool_size=1)
    try:
        async with database.begin() as tx:
            rows = await tx.execute(text("SELECT id::text AS id, prenom || ' ' || nom AS nom FROM personnes"))
            subjects = await tx.execute(text("SELECT subject FROM outbox"))
            return {row.id: row.nom for row in rows}, {row.subject for row in subjects}
    finally:
        await database.close()
