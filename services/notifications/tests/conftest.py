"""The service on real parts, empty before each test, with a clock that tests turn."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import asyncpg
import httpx
import pytest

from contracts.identity import Verifier, signing_key
from deploy.local.place import Place
from notifications.app import App
from notifications.main import http, wire
from notifications.settings import Settings

KEY = signing_key()
PREFIX = "NOTIFICATIONS_"


@dataclass
class Horloge:
    """Time, as the test says."""

    instant: datetime = datetime(2026, 4, 13, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.instant

    def avance(self, **duree: float) -> None:
        self.instant += timedelta(**duree)


@pytest.fixture(scope="session")
def settings(environment_of: Callable[[str], dict[str, str]]) -> Settings:
    environment = environment_of("notifications").items()
    return Settings.model_validate({name.removeprefix(PREFIX).lower(): value for name, value in environment})


@pytest.fixture(scope="session")
async def wired(settings: Settings) -> AsyncIterator[App]:
    app = wire(settings)
    yield app
    await app.close()


@pytest.fixture
def horloge() -> Horloge:
    return Horloge()


@pytest.fixture
async def app(wired: App, settings: Settings, horloge: Horloge) -> App:
    assert settings.owner_database_url is not None
    owner = await asyncpg.connect(settings.owner_database_url.get_secret_value())
    await owner.execute(
        "TRUNCATE messages, tentatives, accuses, appels, adresses_mortes, preferences, contacts, "
        "abonnements, evenements_publics, livraisons, outbox, sequences, inbox, parked, dead_letters, answers"
    )
    await owner.close()
    return replace(wired, now=horloge)


@pytest.fixture
async def api(app: App) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(http(app, Verifier.of_keys(KEY)))
    async with httpx.AsyncClient(transport=transport, base_url="http://notifications") as client:
        yield client


@dataclass
class Boite:
    """The simulator of mail server and SMS operator, and what arrived there."""

    client: httpx.AsyncClient

    async def recus(self, destinataire: str) -> list[dict[str, str]]:
        answer = await self.client.get("/api/messages", params={"destinataire": destinataire})
        messages: list[dict[str, str]] = answer.json()["messages"]
        return messages

    async def retours(self, destinataire: str) -> list[str]:
        """What was reported afterwards, as it was sent."""
        answer = await self.client.get("/api/retours", params={"destinataire": destinataire})
        return [retour["corps"] for retour in answer.json()]

    async def panne(self, smtp: str | None = None, sms: str | None = None) -> None:
        (await self.client.post("/api/pannes", json={"smtp": smtp, "sms": sms})).raise_for_status()


@pytest.fixture
async def boite(place: Place) -> AsyncIterator[Boite]:
    async with httpx.AsyncClient(base_url=place.inbox_url) as client:
        boite = Boite(client)
        await boite.panne()
        yield boite
        await boite.panne()
