"""What a service must know of the browser behind a page: its address for the limits, its device for the sessions."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import HTTPConnection

from contracts.telemetry import traceparent

DEVICE_MAX = 400  # characters of a User-Agent that are handed on


@dataclass(frozen=True, slots=True)
class Visiteur:
    """The browser, as the gateway says; `adresse` is its network address."""

    adresse: str
    appareil: str

    @classmethod
    def de(cls, connexion: HTTPConnection) -> "Visiteur":
        adresse = connexion.client.host if connexion.client else "127.0.0.1"
        return cls(adresse, connexion.headers.get("user-agent", "")[:DEVICE_MAX])

    @property
    def entetes(self) -> Mapping[str, str]:
        """Headers of each request to a service; the trace of the click goes on in it."""
        return {"X-Forwarded-For": self.adresse, "User-Agent": self.appareil or "-", "traceparent": traceparent()}
