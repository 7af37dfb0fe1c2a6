"""The service on real parts, empty before each test."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import asyncpg
import httpx
import pytest

from contracts.identity import Verifier, signing_key, token_for
from contracts.vocabulary.roles import Role
from instruction.app import App
from instruction.main import http, wire
from instruction.settings import Settings

KEY = signing_key()
DU_SERVICE = (Role.INSTRUCTEUR, Role.SUPERVISEUR)
MIDI = datetime(2026, 4, 13, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def settings(environment_of: Callable[[str], dict[str, str]]) -> Settings:
    prefix = "INSTRUCTION_"
    return Settings.model_validate(
        {name.removeprefix(prefix).lower(): value for name, value in environment_of("instruction").items()}
    )


@pytest.fixture(scope="session")
async def wired(settings: Settings) -> AsyncIterator[App]:
    app = wire(settings)
    yield replace(app, now=lambda: MIDI, tirage=lambda: 123456)
    await app.close()


@pytest.fixture
async def app(wired: App, settings: Settings) -> App:
    assert settings.owner_database_url is not None
    owner = await asyncpg.connect(settings.owner_database_url.get_secret_value())
    own, kit = (
        "dossiers, audit, fil, fil_lectures, titres, titre_faits, compteurs, decisions, instructeurs, pieces_lues",
        "outbox, sequences, inbox, parked",
    )
    await owner.execute(f"TRUNCATE {own}, {kit}, dead_letters, answers, deadlines; UPDATE lectures SET position = 0")
    await owner.close()
    return wired


@pytest.fixture
async def client(app: App) -> AsyncIterator[Callable[..., httpx.AsyncClient]]:
    """A caller of any role; an instructeur of 921 unless said otherwise."""
    opened = []
    api = http(app, Verifier.of_keys(KEY))

    def of(
        role: Role = Role.INSTRUCTEUR, prefecture: str | None = "921", *, id: UUID | None = None
    ) -> httpx.AsyncClient:
        token = token_for(KEY, role, id=id, prefecture=prefecture if role in DU_SERVICE else None)
        opened.append(
            httpx.AsyncClient(
                transport=httpx.ASGITransport(api),
                base_url="http://instruction",
                headers={"Authorization": f"Bearer {token}"},
            )
        )
        return opened[-1]

    yield of
    for one in opened:
        await one.aclose()
