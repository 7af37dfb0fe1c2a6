"""One HTTP client for each service; a request goes to the service that its path names."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any
from urllib.parse import quote

import httpx
import structlog

from portal.clients.reponse import Reponse
from portal.clients.visiteur import Visiteur

TIMEOUT = httpx.Timeout(15.0, connect=2.0)
UPLOAD_TIMEOUT = httpx.Timeout(60.0, connect=2.0)
STREAM_TIMEOUT = httpx.Timeout(30.0, connect=2.0, read=None)  # a flux is silent for as long as nothing happens
LIMITS = httpx.Limits(max_connections=200, max_keepalive_connections=50, keepalive_expiry=60)

log = structlog.get_logger()


class ServiceAbsent(Exception):
    """The service could not be reached, or did not answer in time: whether it acted is unknown."""

    def __init__(self, service: str) -> None:
        super().__init__(service)
        self.service = service


class Interlocuteurs:
    """The six services. `adresses`: short name → base URL, without the path."""

    def __init__(self, adresses: Mapping[str, str], *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._clients = {
            name: httpx.AsyncClient(
                base_url=adresse, timeout=TIMEOUT, limits=LIMITS, transport=transport, cookies=_no_cookies()
            )
            for name, adresse in adresses.items()
        }

    async def demander(
        self,
        methode: str,
        chemin: str,
        visiteur: Visiteur,
        **options: Any,
    ) -> Reponse:
        """The answer as pages need it; `options` as `brut` takes them. Raises ServiceAbsent."""
        return Reponse.de(await self.brut(methode, chemin, visiteur, **options))

    async def brut(
        self,
        methode: str,
        chemin: str,
        visiteur: Visiteur,
        *,
        jeton: str | None = None,
        entetes: Mapping[str, str] | None = None,
        **corps: Any,
    ) -> httpx.Response:
        """The answer as it came: for whoever needs its headers or its bytes. Raises ServiceAbsent.

        `corps` as httpx takes it: json, params, files, data.
        """
        service = service_de(chemin)
        if "files" in corps:
            corps.setdefault("timeout", UPLOAD_TIMEOUT)
        with _joint(service):
            return await self._clients[service].request(
                methode, chemin, headers=_entetes(visiteur, jeton, entetes), **corps
            )

    @asynccontextmanager
    async def flux(
        self,
        chemin: str,
        visiteur: Visiteur,
        *,
        jeton: str | None = None,
        entetes: Mapping[str, str] | None = None,
        params: Mapping[str, Any] | None = None,
    ) -> AsyncIterator[httpx.Response]:
        """An answer whose body is read as it comes: files, and events. Raises ServiceAbsent."""
        service = service_de(chemin)
        client = self._clients[service]
        request = client.build_request(
            "GET", chemin, params=params, headers=_entetes(visiteur, jeton, entetes), timeout=STREAM_TIMEOUT
        )
        with _joint(service):
            answer = await client.send(request, stream=True)
        try:
            yield answer
        finally:
            await answer.aclose()

    async def close(self) -> None:
        for client in self._clients.values():
            await client.aclose()


@contextmanager
def _joint(service: str) -> Iterator[None]:
    """What keeps the service from being reached, or from answering in time, is one and the same to a page."""
    try:
        yield
    except httpx.TransportError as fault:
        log.warning("portal.service_absent", service=service, fault=type(fault).__name__)
        raise ServiceAbsent(service) from None


def segment(valeur: str) -> str:
    """What a browser sent, as one part of a path: it cannot lead elsewhere."""
    return quote(valeur, safe="")


def service_de(chemin: str) -> str:
    """/api/demandes/… is the service demandes."""
    return chemin.split("/", 3)[2]


def _no_cookies() -> CookieJar:
    """One client serves every visitor: what a service tells one browser to keep must not go out for the next one."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))


def _entetes(visiteur: Visiteur, jeton: str | None, autres: Mapping[str, str] | None) -> dict[str, str]:
    entetes = {**visiteur.entetes, **(autres or {})}
    if jeton is not None:
        entetes["Authorization"] = f"Bearer {jeton}"
    return entetes
