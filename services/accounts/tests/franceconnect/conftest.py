"""Accounts connected with oidc-provider as a process, and browsers that go from one to the other."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from accounts.adapters.franceconnect import FranceConnect
from accounts.adapters.oidc import Fournisseur
from accounts.app import App
from accounts.main import http
from accounts.settings import Settings
from deploy.local.visiteur import ROUTE, Visiteur
from services.accounts.tests.conftest import Horloge

Ouvrir = Callable[..., Awaitable[Visiteur]]
Raccorder = Callable[[], FranceConnect]


class Fil(httpx.AsyncBaseTransport):
    """The wire between accounts and the provider, with somebody on it who may alter what comes back."""

    def __init__(self) -> None:
        self._vrai = httpx.AsyncHTTPTransport()
        self.change: dict[str, Any] = {}
        self.demandes: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.demandes.append(request.url.path)
        answer = await self._vrai.handle_async_request(request)
        change = next((change for fin, change in self.change.items() if request.url.path.endswith(fin)), None)
        return answer if change is None else change(answer.status_code, answer.headers, await answer.aread())

    async def aclose(self) -> None:
        await self._vrai.aclose()


@pytest.fixture
def horloge() -> Horloge:
    """The provider's clock cannot be turned: ours begins with it."""
    return Horloge(datetime.now(UTC))


@pytest.fixture
async def fil() -> AsyncIterator[Fil]:
    fil = Fil()
    yield fil
    await fil.aclose()


@pytest.fixture
def raccorder(settings: Settings, horloge: Horloge, fil: Fil) -> Raccorder:
    """`raccorder()` knows nothing of the provider yet."""
    assert settings.franceconnect_issuer is not None
    assert settings.franceconnect_client_secret_file is not None
    issuer, secret = settings.franceconnect_issuer, settings.franceconnect_client_secret_file.read_text()
    return lambda: FranceConnect(
        Fournisseur(issuer, transport=fil, monotonic=lambda: horloge().timestamp()),
        client_id=settings.franceconnect_client_id,
        secret=secret,
        public_url=settings.public_url,
        horloge=horloge,
    )


@pytest.fixture
async def site(app: App, raccorder: Raccorder) -> AsyncIterator[App]:
    """Accounts, connected with the provider."""
    franceconnect = raccorder()
    yield replace(app, franceconnect=franceconnect)
    await franceconnect.close()


@pytest.fixture
async def ouvrir(site: App) -> AsyncIterator[Ouvrir]:
    """`ouvrir()` is another browser, before this site or the one that is given."""
    async with AsyncExitStack() as stack:

        async def nouveau(devant: App | None = None) -> Visiteur:
            transport = httpx.ASGITransport(http(devant or site))
            notre = await stack.enter_async_context(httpx.AsyncClient(transport=transport, base_url=site.public_url))
            dehors = await stack.enter_async_context(httpx.AsyncClient())
            return Visiteur(notre, dehors, f"{site.public_url}{ROUTE}/retour")

        yield nouveau


@pytest.fixture
async def visiteur(ouvrir: Ouvrir) -> Visiteur:
    return await ouvrir()
