"""Accounts on real servers, with a clock that tests turn and hashing that costs them nothing."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import delete

from accounts.adapters.hacheur import Hacheur
from accounts.app import App
from accounts.main import http, wire
from accounts.settings import Settings
from accounts.storage.tables import accounts, journal
from contracts.delivery.tables import kit


@dataclass
class Horloge:
    """Time, as the test says."""

    instant: datetime = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.instant

    def avance(self, duree: timedelta) -> None:
        self.instant += duree


@pytest.fixture(scope="session")
def settings(environment_of: Callable[[str], dict[str, str]]) -> Settings:
    found = {name.removeprefix("ACCOUNTS_").lower(): value for name, value in environment_of("accounts").items()}
    return Settings.model_validate({name: value for name, value in found.items() if name in Settings.model_fields})


@pytest.fixture
def horloge() -> Horloge:
    return Horloge()


@pytest.fixture(scope="session")
async def wired(settings: Settings) -> AsyncIterator[App]:
    app = wire(settings)
    yield app
    await app.close()


@pytest.fixture
async def app(wired: App, settings: Settings, horloge: Horloge) -> AsyncIterator[App]:
    async with wired.db.begin() as tx:
        for table in (*reversed(accounts.sorted_tables), *kit.sorted_tables):
            if table is not journal:  # nobody may
                await tx.execute(delete(table))
    turned = wire(settings, horloge=horloge)
    await turned.close()
    hacheur = Hacheur(fils=2, attente=64, memoire=8)
    yield replace(turned, db=wired.db, hacheur=hacheur)
    hacheur.close()


@pytest.fixture
async def client(app: App) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(http(app)), base_url="http://accounts") as client:
        yield client
