"""Where a verifier finds public keys: given from the start, or fetched from the JWKS that accounts publishes."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import httpx
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from contracts.errors import RuleBroken

ALGORITHM = "Ed25519"  # what RFC 9864 calls EdDSA over Ed25519; joserfc warns of the older, ambiguous name

log = structlog.get_logger()


class ClesIndisponibles(RuleBroken):
    slug = "cles-indisponibles"
    title = "La vérification des sessions est momentanément impossible"
    kind = "indisponible"


def signing_key() -> OKPKey:
    """A fresh Ed25519 key pair."""
    return OKPKey.generate_key("Ed25519")


def public_jwks(*keys: OKPKey) -> dict[str, Any]:
    """What accounts publishes: the current key, and the former one until its last token has expired."""
    return {"keys": [{**_public(key), "use": "sig", "alg": ALGORITHM, "kid": key.thumbprint()} for key in keys]}


def _public(key: OKPKey) -> dict[str, Any]:
    return {name: value for name, value in key.as_dict(private=False).items() if name in ("kty", "crv", "x")}


class Keys(Protocol):
    """Where a verifier finds the public key of a key id: None when there is no such key."""

    async def find(self, kid: str) -> OKPKey | None: ...


class FixedKeys:
    """Keys known from the start; for tests, and for accounts, which needs not ask itself."""

    def __init__(self, *keys: OKPKey) -> None:
        self._keys = {key.thumbprint(): OKPKey.import_key(_public(key)) for key in keys}

    async def find(self, kid: str) -> OKPKey | None:
        return self._keys.get(kid)


class Jwks:
    """The keys that accounts publishes, fetched when first needed, every ten minutes, and for an unknown key id.

    While accounts is away the keys stay what they were. An unknown key id costs at most one request in five seconds
    however many tokens name one, and callers that come during a request share it.
    """

    FRESH = 600.0  # seconds
    PAUSE = 5.0

    def __init__(
        self,
        url: str,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url, self._monotonic = url, monotonic
        # No connection is kept: there is nothing to close, and one request in ten minutes needs none.
        limits = httpx.Limits(max_keepalive_connections=0)
        self._http = httpx.AsyncClient(transport=transport, timeout=2.0, limits=limits)
        self._keys: Mapping[str, OKPKey] = {}
        self._fetched = self._tried = -float("inf")
        self._lock = asyncio.Lock()

    async def find(self, kid: str) -> OKPKey | None:
        known = self._keys.get(kid)
        if known is None or self._monotonic() - self._fetched >= self.FRESH:
            await self._refresh(unless_known=kid if known is None else None)
        if not self._keys:
            raise ClesIndisponibles("Réessayez dans quelques secondes.")
        return self._keys.get(kid)

    async def _refresh(self, *, unless_known: str | None) -> None:
        async with self._lock:
            if unless_known in self._keys or self._monotonic() - self._tried < self.PAUSE:
                return
            self._tried = self._monotonic()
            try:
                answer = await self._http.get(self._url)
                answer.raise_for_status()
                self._keys = _usable(answer.json())
                self._fetched = self._monotonic()
            except (httpx.HTTPError, JoseError, ValueError, TypeError, LookupError) as fault:
                log.warning("jwks.unreachable", fault=type(fault).__name__, keys=len(self._keys))


def _usable(published: Any) -> dict[str, OKPKey]:
    """Keys of another kind may stand beside ours, of another use too: they are nothing to us."""
    ours = {
        jwk["kid"]: OKPKey.import_key({name: jwk[name] for name in ("kty", "crv", "x")})
        for jwk in published["keys"]
        if (jwk["kty"], jwk.get("crv"), jwk.get("use", "sig")) == ("OKP", "Ed25519", "sig")
    }
    if not ours:
        raise LookupError("no key")
    return ours
