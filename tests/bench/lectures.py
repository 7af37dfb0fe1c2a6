"""How long reads take with few and with very many demandes, through the routes of the service, in one run.

Server time: from the request at the service's door to its whole answer, without network and gateway. The two sizes are
asked in turn, so that whatever else the machine does falls on both.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import md5
from uuid import UUID

import httpx

from contracts.delivery import Database
from contracts.delivery.migration import upgrade
from contracts.identity import Verifier, signing_key, token_for
from contracts.vocabulary.roles import Role
from demandes.main import MIGRATIONS, http, wire
from demandes.settings import Settings
from deploy.local.place import Place
from tests.bench.population import NOMS, numbered, populate

GRANDE_ECOLE = UUID(md5(b"ecole0", usedforsecurity=False).hexdigest())
SUIVIS = 100
ECHAUFFEMENT = 20


@dataclass
class Horloge:
    """Goes on by ten minutes before each tracking: who asks now and then is not told to wait."""

    instant: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.instant


@dataclass(frozen=True)
class Base:
    """One size of the service: its door, for the school with the most demandes."""

    nombre: int
    door: httpx.AsyncClient
    horloge: Horloge
    suivis: Sequence[tuple[str, str]]
    generation: float

    async def bannette(self, n: int) -> httpx.Response:
        tray = ("en_instruction", "acceptees", "a_completer", "rejetees")[n % 4]
        return await self.door.get("/api/demandes", params={"bannette": tray})

    async def nom(self, n: int) -> httpx.Response:
        texte = f"{NOMS[n % len(NOMS)]} {'acehjlmn'[n % 8]}"
        return await self.door.post("/api/demandes/recherche", json={"texte": texte})

    async def numero(self, n: int) -> httpx.Response:
        texte = str(1001 + n * 37 % int(self.nombre * 0.04))
        return await self.door.post("/api/demandes/recherche", json={"texte": texte})

    async def suivi(self, n: int) -> httpx.Response:
        self.horloge.instant += timedelta(minutes=10)
        numero, ne_le = self.suivis[n % len(self.suivis)]
        return await self.door.post("/api/demandes/suivi", json={"numero": numero, "date_naissance": ne_le})


QUESTIONS: dict[str, Callable[[Base, int], Awaitable[httpx.Response]]] = {
    "page of a tray": Base.bannette,
    "search by name": Base.nom,
    "search by number": Base.numero,
    "public tracking": Base.suivi,
}


@dataclass(frozen=True)
class Lecture:
    """The 95th percentile of one question, in milliseconds, with few demandes and with many."""

    question: str
    few: float
    many: float

    @property
    def ratio(self) -> float:
        return self.many / self.few

    def __str__(self) -> str:
        return f"{self.question:<18} {self.few:8.1f} ms {self.many:8.1f} ms   ratio {self.ratio:5.2f}"


async def mesurer(place: Place, few: int, many: int, fois: int) -> AsyncIterator[Lecture]:
    """Each question to both sizes."""
    async with base(place, few) as petite, base(place, many) as grande:
        for b in (petite, grande):
            print(f"{b.nombre} demandes made in {b.generation:.0f} s", flush=True)
        for question, ask in QUESTIONS.items():
            times: tuple[list[float], list[float]] = ([], [])
            for n in range(-ECHAUFFEMENT, fois):
                for b, found in zip((petite, grande), times, strict=True):
                    taken = await _timed(ask, b, n + ECHAUFFEMENT)
                    if n >= 0:
                        found.append(taken)
            yield Lecture(question, _p95(times[0]), _p95(times[1]))


@asynccontextmanager
async def base(place: Place, nombre: int) -> AsyncIterator[Base]:
    """A database of its own with this many demandes, and the service over it."""
    scratch = await place.scratch_database(f"lectures_{nombre}")
    await asyncio.to_thread(upgrade, MIGRATIONS, scratch.owner_url)
    start = time.perf_counter()
    await populate(scratch.owner_url, nombre)
    suivis = await numbered(scratch.owner_url, SUIVIS)
    generation, horloge, cle = time.perf_counter() - start, Horloge(), signing_key()
    wired = wire(_settings(place), clock=horloge)
    await wired.db.close()
    app = replace(wired, db=Database(scratch.url))
    verifier = Verifier.of_keys(cle)
    token = token_for(cle, Role.AUTO_ECOLE, id=GRANDE_ECOLE, now=datetime.now(UTC))
    door = httpx.AsyncClient(
        transport=httpx.ASGITransport(http(app, verifier)),
        base_url="http://demandes",
        headers={"Authorization": f"Bearer {token}"},
    )
    try:
        async with door:
            yield Base(nombre, door, horloge, suivis, generation)
    finally:
        await app.close()


async def _timed(ask: Callable[[Base, int], Awaitable[httpx.Response]], base: Base, n: int) -> float:
    start = time.perf_counter()
    answer = await ask(base, n)
    taken = (time.perf_counter() - start) * 1000
    answer.raise_for_status()
    return taken


def _settings(place: Place) -> Settings:
    found = {
        name.removeprefix("DEMANDES_").lower(): value
        for name, value in place.environment("demandes").items()
        if name.startswith("DEMANDES_")
    }
    return Settings.model_validate({name: value for name, value in found.items() if name in Settings.model_fields})


def _p95(times: Sequence[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]
