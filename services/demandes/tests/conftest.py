"""Demandes on real servers, with a clock that tests turn, dice that they load, and callers whom they choose."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx
import pytest
from sqlalchemy import delete, text
from sqlalchemy.ext.asyncio import create_async_engine

from contracts.delivery.tables import kit
from contracts.identity import Verifier, signing_key, token_for
from contracts.vocabulary.roles import Role
from demandes.app import App
from demandes.main import http, wire
from demandes.settings import Settings
from demandes.storage.tables import metadata

EnvironmentOf = Callable[[str], dict[str, str]]
CLE = signing_key()
MIDI = datetime(2026, 4, 13, 10, 24, 48, tzinfo=UTC)


@dataclass
class Horloge:
    """Time, as the test says."""

    instant: datetime = MIDI

    def __call__(self) -> datetime:
        return self.instant

    def avance(self, duree: timedelta) -> None:
        self.instant += duree


@dataclass
class Des:
    """Dice, as the test says: the given throws first, then 77691 and what follows it."""

    tirages: list[int] = field(default_factory=list)
    suivant: int = 77691

    def __call__(self) -> int:
        if self.tirages:
            return self.tirages.pop(0)
        self.suivant += 1
        return self.suivant - 1


@pytest.fixture(scope="session")
def settings(environment_of: EnvironmentOf) -> Settings:
    found = {name.removeprefix("DEMANDES_").lower(): value for name, value in environment_of("demandes").items()}
    return Settings.model_validate({name: value for name, value in found.items() if name in Settings.model_fields})


@pytest.fixture(scope="session")
async def wired(settings: Settings) -> AsyncIterator[App]:
    app = wire(settings)
    yield app
    await app.close()


@pytest.fixture
def horloge() -> Horloge:
    return Horloge()


@pytest.fixture
def des() -> Des:
    return Des()


@pytest.fixture
async def app(wired: App, settings: Settings, horloge: Horloge, des: Des) -> App:
    """The service, empty. The history is emptied by the owner: the service itself may not."""
    assert settings.owner_database_url is not None
    owner = create_async_engine(
        settings.owner_database_url.get_secret_value().replace("postgresql:", "postgresql+asyncpg:")
    )
    async with owner.begin() as connection:
        for table in (*reversed(metadata.sorted_tables), *kit.sorted_tables):
            await connection.execute(delete(table))
        await connection.execute(text("ALTER SEQUENCE pre_numeros RESTART"))
    await owner.dispose()
    return replace(wired, clock=horloge, dice=des)


@dataclass(frozen=True)
class Portes:
    """The HTTP door, for whoever the test wants to be."""

    app: App
    horloge: Horloge

    def client(self, role: Role, id: UUID) -> httpx.AsyncClient:
        verifier = Verifier.of_keys(CLE, now=self.horloge)
        token = token_for(CLE, role, id=id, now=self.horloge())
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(http(self.app, verifier)),
            base_url="http://demandes",
            headers={"Authorization": f"Bearer {token}"},
        )

    def ecole(self, id: UUID) -> httpx.AsyncClient:
        return self.client(Role.AUTO_ECOLE, id)

    def candidat(self, id: UUID) -> httpx.AsyncClient:
        return self.client(Role.USAGER, id)


@pytest.fixture
def portes(app: App, horloge: Horloge) -> Portes:
    return Portes(app, horloge)
