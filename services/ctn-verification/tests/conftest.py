"""The CTN on real servers, with a clock that tests turn; the engine's children are shared by all tests."""

import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import delete

from contracts.delivery.tables import kit
from contracts.events.ctn import EphotoDeposeeV1
from contracts.events.parts import Ephoto
from contracts.identity import Verifier, token_for
from contracts.testing import published
from contracts.vocabulary.roles import Role
from ctn_verification.app import App
from ctn_verification.main import close, http, wire
from ctn_verification.settings import Settings
from ctn_verification.storage.tables import ctn

# The folder's name has a hyphen: what tests share is not reachable as a module of a package.
sys.path.insert(0, str(Path(__file__).parent))

import images
from ctn_builders import CLE, Horloge, Porteur


@pytest.fixture(scope="session")
def settings(environment_of: Callable[[str], dict[str, str]]) -> Settings:
    found = {name.removeprefix("CTN_").lower(): value for name, value in environment_of("ctn").items()}
    return Settings.model_validate({name: value for name, value in found.items() if name in Settings.model_fields})


@pytest.fixture
def horloge() -> Horloge:
    return Horloge()


@pytest.fixture(scope="session")
async def wired(settings: Settings) -> AsyncIterator[App]:
    app = wire(settings)
    yield app
    await close(app)


@pytest.fixture
async def app(wired: App, horloge: Horloge) -> App:
    async with wired.db.begin() as tx:
        for table in (*ctn.sorted_tables, *kit.sorted_tables):
            await tx.execute(delete(table))
    return replace(wired, horloge=horloge, verifier=Verifier.of_keys(CLE, now=horloge))


@pytest.fixture
async def porteur(app: App, horloge: Horloge) -> AsyncIterator[Porteur]:
    """`porteur(role)` is a client that carries a token of this role."""
    opened: list[httpx.AsyncClient] = []

    def client(role: Role | None, id: UUID | None = None) -> httpx.AsyncClient:
        headers = {}
        if role is not None:
            headers["Authorization"] = f"Bearer {token_for(CLE, role, id=id or uuid4(), now=horloge())}"
        transport = httpx.ASGITransport(http(app))
        opened.append(httpx.AsyncClient(transport=transport, base_url="http://ctn", headers=headers))
        return opened[-1]

    yield client
    for one in opened:
        await one.aclose()


@pytest.fixture
async def ephoto(app: App, porteur: Porteur) -> Ephoto:
    """One that a photographer deposited."""
    files = {
        "photo": ("p.jpg", images.jpeg(images.portrait(), 95), "image/jpeg"),
        "signature": ("s.png", images.png(images.signature()), "image/png"),
    }
    answer = await porteur(Role.PHOTOGRAPHE).post("/api/ctn/ephotos", files=files)
    (event,) = await published(app.db, UUID(answer.json()["id"]))
    assert isinstance(event, EphotoDeposeeV1)
    return event.ephoto
