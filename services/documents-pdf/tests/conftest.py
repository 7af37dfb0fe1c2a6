"""The service on real servers: its database, its buckets, its printing processes."""

import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from joserfc.jwk import OKPKey
from sqlalchemy import delete

from contracts.delivery.tables import kit
from contracts.events.parts import Dossier
from contracts.identity import Verifier, signing_key, token_for
from contracts.vocabulary.roles import Role
from documents_pdf.app import App
from documents_pdf.main import http, wire
from documents_pdf.rendering.press import Press
from documents_pdf.settings import Settings
from documents_pdf.storage.tables import metadata

sys.path.insert(0, str(Path(__file__).parent))

from document_samples import PHOTO, SIGNATURE, Ordinary, dossier, order


@dataclass
class Clock:
    """Time, as the test says."""

    instant: datetime = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.instant

    def advance(self, by: timedelta) -> None:
        self.instant += by


@pytest.fixture(scope="session")
def settings(environment_of: Callable[[str], dict[str, str]]) -> Settings:
    found = {name.removeprefix("DOCUMENTS_").lower(): value for name, value in environment_of("documents").items()}
    return Settings.model_validate({name: value for name, value in found.items() if name in Settings.model_fields})


@pytest.fixture(scope="session")
async def wired(settings: Settings) -> AsyncIterator[App]:
    app = wire(settings)
    yield app
    await app.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def app(wired: App, clock: Clock) -> App:
    async with wired.db.begin() as tx:
        for table in (*metadata.sorted_tables, *kit.sorted_tables):
            await tx.execute(delete(table))
    return replace(wired, now=clock)


@pytest.fixture
async def inscription(app: App) -> Dossier:
    """A dossier whose photo and signature lie in the store, as the CTN put them there."""
    inscription = dossier()
    for fichier, octets in ((inscription.ephoto.photo, PHOTO), (inscription.ephoto.signature, SIGNATURE)):
        await app.objects.put(fichier.bucket, fichier.cle, octets, fichier.format)
    return inscription


@pytest.fixture(scope="session")
def key() -> OKPKey:
    return signing_key()


Bearer = Callable[..., dict[str, str]]


@pytest.fixture
def bearer(key: OKPKey) -> Bearer:
    """The header of somebody with this role."""

    def header(role: Role, id: UUID | None = None, prefecture: str | None = None) -> dict[str, str]:
        return {"Authorization": f"Bearer {token_for(key, role, id=id, prefecture=prefecture)}"}

    return header


@pytest.fixture
async def client(app: App, key: OKPKey) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(http(app, Verifier.of_keys(key)))
    async with httpx.AsyncClient(transport=transport, base_url="http://documents") as client:
        yield client


@pytest.fixture(scope="session")
def press() -> Press:
    """One for all tests: to cast the documents takes longer than to print them."""
    return Press()


@pytest.fixture(scope="session")
def ordinary(press: Press) -> Ordinary:
    """Each document about the same demande, printed once."""
    return cache(lambda type: press.print(order(type, dossier())).octets)
