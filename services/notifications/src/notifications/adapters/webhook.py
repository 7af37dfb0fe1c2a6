"""One delivery by webhook: the name resolved once, the address checked, and nothing else than that one called.

A subscription's address is chosen by a stranger: it must not lead to what only this machine can reach
(reliability.md §3.2 item 28).
"""

import asyncio
import ipaddress
import socket
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

import httpx
from standardwebhooks import Webhook

EN_TOUT = 5.0  # seconds for one delivery, its name resolved and its answer read
REPONSE_MAX = 64 * 1024  # bytes that are read of an answer; nothing is kept of them
TYPE = "application/cloudevents+json"

Adresse = ipaddress.IPv4Address | ipaddress.IPv6Address

UNICAST = ipaddress.ip_network("2000::/3")  # all IPv6 that is given out today
TRADUITES = ipaddress.ip_network("2002::/16")  # and what of it a router turns into IPv4, of any range


class Injoignable(Exception):
    """No answer: the cause, as the owner of the subscription is told."""


class Remise(NamedTuple):
    """What is sent: the event's id, which repeats, and its bytes."""

    id: str
    corps: str
    secrets: Sequence[str]


class Facteur:
    """Carries deliveries. `locale_permise` lets them go to this machine, for tests and the demonstration."""

    def __init__(self, *, locale_permise: bool = False, autorite: str | None = None) -> None:
        self.locale_permise = locale_permise
        verify: bool | str = autorite or True
        limits = httpx.Limits(max_connections=64, max_keepalive_connections=0)
        self._http = httpx.AsyncClient(follow_redirects=False, trust_env=False, verify=verify, limits=limits)

    async def porter(self, adresse: str, remise: Remise, now: datetime) -> int:
        """The status of the answer. Raises Injoignable."""
        try:
            async with asyncio.timeout(EN_TOUT):
                return await self._poster(adresse, remise, now)
        except TimeoutError:
            raise Injoignable(f"pas de réponse en {EN_TOUT:.0f} secondes") from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as fault:
            raise Injoignable(_en_clair(fault)) from None

    async def _poster(self, adresse: str, remise: Remise, now: datetime) -> int:
        morceaux = urlsplit(adresse)
        hote = morceaux.hostname or ""
        cible = await self._resoudre(hote, morceaux.port or {"http": 80}.get(morceaux.scheme, 443))
        litteral = f"[{cible}]" if cible.version == 6 else str(cible)
        port = f":{morceaux.port}" if morceaux.port else ""
        request = self._http.build_request(
            "POST",
            urlunsplit((morceaux.scheme, f"{litteral}{port}", morceaux.path or "/", morceaux.query, "")),
            content=remise.corps.encode(),
            headers={"Host": morceaux.netloc, **entetes(remise, now)},
            extensions={"sni_hostname": hote},
        )
        answer = await self._http.send(request, stream=True)
        try:
            read = 0
            async for piece in answer.aiter_raw():
                read += len(piece)
                if read > REPONSE_MAX:
                    break
        finally:
            await answer.aclose()
        return answer.status_code

    async def _resoudre(self, hote: str, port: int) -> Adresse:
        """Every address that the name has must be a public one: which is called is not left to chance."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(hote, port, type=socket.SOCK_STREAM)
        adresses = [ipaddress.ip_address(str(info[4][0]).split("%")[0]) for info in found]
        if not adresses:
            raise Injoignable("le nom n'a pas d'adresse")
        if not self.locale_permise and not all(map(publique, adresses)):
            raise Injoignable("le nom mène à une adresse qui n'est pas publique")
        return adresses[0]

    async def close(self) -> None:
        await self._http.aclose()


def publique(adresse: Adresse) -> bool:
    """No private, local, shared, reserved or multicast range, in whatever notation it comes."""
    if isinstance(adresse, ipaddress.IPv6Address):
        if adresse.ipv4_mapped is not None:
            return publique(adresse.ipv4_mapped)
        if adresse not in UNICAST or adresse in TRADUITES:
            return False
    return adresse.is_global and not adresse.is_multicast and not adresse.is_reserved


def entetes(remise: Remise, now: datetime) -> Mapping[str, str]:
    """As Standard Webhooks asks: while two secrets are good, both sign."""
    signatures = [Webhook(secret).sign(remise.id, now, remise.corps) for secret in remise.secrets]
    return {
        "Content-Type": TYPE,
        "User-Agent": "permis-webhooks/1",
        "webhook-id": remise.id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def _en_clair(fault: Exception) -> str:
    if isinstance(fault, httpx.ConnectError) and "CERTIFICATE" in str(fault).upper():
        return "le certificat du destinataire n'est pas reconnu"
    if isinstance(fault, socket.gaierror):
        return "le nom n'a pas d'adresse"
    return "la connexion n'aboutit pas" if isinstance(fault, httpx.ConnectError | OSError) else type(fault).__name__
