"""An OpenID provider as it describes itself: its addresses and its keys, kept for a while, asked for again in time."""

import asyncio
import time
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

import httpx
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet
from pydantic import BaseModel, ValidationError

from accounts.domain.franceconnect import FranceConnectIndisponible

CONNECT, TOTAL = 2.0, 5.0  # seconds, for each request
LARGEST = 256 * 1024  # bytes of an answer
DECOUVERTE, CLES = 3600.0, 600.0  # seconds that what it says of itself is believed
PAUSE = 5.0  # seconds between two looks for an unknown key, and after a look in vain, however many people wait
LOOPBACK = ("127.0.0.1", "localhost", "::1")  # and every name below localhost (RFC 6761)

log = structlog.get_logger()
Lu = TypeVar("Lu")


class Reponse(NamedTuple):
    status: int
    type: str
    contenu: bytes


class Adresses(BaseModel):
    """What we use of the discovery document."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    userinfo_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None = None


class Fournisseur:
    """Raises FranceConnectIndisponible for no answer, a slow one, one too large, and one that cannot be read."""

    def __init__(
        self,
        issuer: str,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        if not _est_sure(issuer):
            raise ValueError(f"{issuer} is neither https nor on this machine")
        self.issuer, self._monotonic = issuer, monotonic
        self._http = httpx.AsyncClient(transport=transport, timeout=httpx.Timeout(TOTAL, connect=CONNECT))
        self._adresses: Adresses | None = None
        self._cles: dict[str, Key] = {}
        self._adresses_lues = self._cles_lues = self._en_vain = -float("inf")
        self._lecture = asyncio.Lock()

    async def adresses(self) -> Adresses:
        async with self._lecture:
            if self._adresses is None or self._age(self._adresses_lues) >= DECOUVERTE:
                lues = await self._lire(f"{self.issuer}/.well-known/openid-configuration", self._adresses_de)
                self._adresses, self._adresses_lues = lues, self._monotonic()
            return self._adresses

    async def cle(self, kid: str) -> Key | None:
        """A key that is not known is looked for once more: the provider may have changed it."""
        jwks = (await self.adresses()).jwks_uri
        async with self._lecture:
            age = self._age(self._cles_lues)
            if age >= CLES or (kid not in self._cles and age >= PAUSE):
                self._cles, self._cles_lues = await self._lire(jwks, _cles), self._monotonic()
            return self._cles.get(kid)

    async def demander(self, request: httpx.Request) -> Reponse:
        """One request, never redirected, within its time and size."""
        try:
            async with asyncio.timeout(TOTAL):
                answer = await self._http.send(request, stream=True)
                try:
                    return Reponse(answer.status_code, answer.headers.get("content-type", ""), await _contenu(answer))
                finally:
                    await answer.aclose()
        except (httpx.HTTPError, TimeoutError) as fault:
            log.warning("franceconnect.unreachable", fault=type(fault).__name__)
            raise FranceConnectIndisponible from None

    def requete(self, method: str, url: str, **more: Any) -> httpx.Request:
        return self._http.build_request(method, url, **more)

    async def close(self) -> None:
        await self._http.aclose()

    def _age(self, lu: float) -> float:
        return self._monotonic() - lu

    async def _lire(self, url: str, lecture: Callable[[bytes], Lu]) -> Lu:
        if self._age(self._en_vain) < PAUSE:
            raise FranceConnectIndisponible
        self._en_vain = self._monotonic()
        lu = await self._lu(url, lecture)
        self._en_vain = -float("inf")
        return lu

    async def _lu(self, url: str, lecture: Callable[[bytes], Lu]) -> Lu:
        reponse = await self.demander(self.requete("GET", url))
        try:
            if reponse.status != 200:
                raise ValueError(f"HTTP {reponse.status}")
            return lecture(reponse.contenu)
        except (ValidationError, JoseError, ValueError, TypeError, LookupError) as fault:
            log.error("franceconnect.unreadable", fault=type(fault).__name__)
            raise FranceConnectIndisponible from None

    def _adresses_de(self, contenu: bytes) -> Adresses:
        adresses = Adresses.model_validate_json(contenu)
        if adresses.issuer != self.issuer:
            raise ValueError("another issuer")
        if not all(_est_sure(adresse) for adresse in adresses.model_dump(exclude_none=True).values()):
            raise ValueError("an address that is not safe")
        return adresses


async def _contenu(answer: httpx.Response) -> bytes:
    contenu = bytearray()
    async for part in answer.aiter_bytes():
        contenu += part
        if len(contenu) > LARGEST:
            raise httpx.DecodingError("too large")
    return bytes(contenu)


class _Jwks(BaseModel):
    keys: list[dict[str, Any]]


def _cles(contenu: bytes) -> dict[str, Key]:
    """Those that sign; others may stand beside them."""
    signantes = [jwk for jwk in _Jwks.model_validate_json(contenu).keys if "kid" in jwk and jwk.get("use") != "enc"]
    return {str(key.kid): key for key in KeySet.import_key_set({"keys": signantes})}


def _est_sure(adresse: str) -> bool:
    """https; in the clear only what never leaves this machine."""
    parts = urlsplit(adresse)
    return parts.scheme == "https" or (parts.scheme == "http" and _est_ici(parts.hostname or ""))


def _est_ici(hote: str) -> bool:
    return hote in LOOPBACK or hote.endswith(".localhost")
