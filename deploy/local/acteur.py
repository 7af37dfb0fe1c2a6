"""Somebody with a session at the gateway, and the inbox where all messages arrive."""

import asyncio
import os
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import uuid4

import httpx
import pyotp

MOT_DE_PASSE = "Volant-2026 @Antony"
PATIENCE = float(os.environ.get("PATIENCE", "30"))  # seconds; more on a machine that has much else to do
PAS = 30  # seconds that a code of a second factor is shown
EXPIRE = "/problemes/jeton-expire"

Json = dict[str, Any]
T = TypeVar("T")


class Refus(Exception):
    """An answer that this act did not expect: status and problem."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__(f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text}")
        self.answer = answer


@dataclass
class Acteur:
    """Somebody with a session at the gateway, or a program with its secret: when a token expires they take another."""

    http: httpx.AsyncClient
    jetons: Json = field(default_factory=dict)
    identifiant: str = ""
    mot_de_passe: str = MOT_DE_PASSE
    graine: str = field(default="", repr=False)  # of the second factor, for whoever has one
    secret: str = field(default="", repr=False)  # of a program
    _pas: int = 0
    _renouvellement: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    async def demander(self, method: str, path: str, *, cle: str | None = None, **body: Any) -> httpx.Response:
        """Any request; a mutating one carries an Idempotency-Key, `cle` or a new one."""
        headers = {"Idempotency-Key": cle or uuid4().hex} if method != "GET" else {}
        headers |= body.pop("headers", {})
        jeton = self.jetons.get("access_token")
        answer = await self._envoyer(method, path, headers, **body)
        if jeton and self.identifiant and answer.status_code == 401 and EXPIRE in answer.text:
            async with self._renouvellement:
                if self.jetons.get("access_token") == jeton:  # nobody took another meanwhile
                    await self.se_connecter()
            answer = await self._envoyer(method, path, headers, **body)
        return answer

    async def _envoyer(self, method: str, path: str, headers: dict[str, str], **body: Any) -> httpx.Response:
        if "access_token" in self.jetons:
            headers = {"Authorization": f"Bearer {self.jetons['access_token']}"} | headers
        return await self.http.request(method, path, headers=headers, **body)

    async def obtenir(self, method: str, path: str, **body: Any) -> Json:
        """As `demander`, for an answer that must be good. Raises Refus."""
        answer = await self.demander(method, path, **body)
        if answer.is_error:
            raise Refus(answer)
        return answer.json() if answer.content else {}

    async def se_connecter(self) -> None:
        """Who has a second factor shows it once in a session, as an agent does in the morning."""
        if self.secret:
            programme = {"client_id": self.identifiant, "client_secret": self.secret}
            self.jetons = await self.obtenir("POST", "/api/accounts/jetons", json=programme)
            return
        if self.graine and "refresh_token" in self.jetons and await self._renouveler():
            return
        saisie = {"identifiant": self.identifiant, "mot_de_passe": self.mot_de_passe}
        totp = {"totp": await self.code()} if self.graine else {}
        self.jetons = await self.obtenir("POST", "/api/accounts/sessions", json=saisie | totp)

    @property
    def otpauth(self) -> str:
        """What an authenticator reads."""
        return pyotp.TOTP(self.graine).provisioning_uri(name=self.identifiant, issuer_name="Permis")

    async def code(self) -> str:
        """One that has not served: the next one is good already, the one after it has to be waited for."""
        totp = pyotp.TOTP(self.graine)
        pas = max(_pas_courant(), self._pas + 1)
        self._pas = pas
        await asyncio.sleep(max(0.0, (pas - 1) * PAS - time.time()))
        return totp.generate_otp(pas)

    async def _renouveler(self) -> bool:
        body = {"refresh_token": self.jetons["refresh_token"]}
        self.jetons = {}
        answer = await self.demander("POST", "/api/accounts/sessions/renouvellement", json=body)
        self.jetons = answer.json() if answer.is_success else {}
        return answer.is_success


def _pas_courant() -> int:
    return int(time.time()) // PAS


@dataclass
class Boite:
    """The inbox where every mail and SMS of the place arrives."""

    http: httpx.AsyncClient

    async def messages(self, destinataire: str) -> list[Json]:
        answer = await self.http.get("/api/messages", params={"destinataire": destinataire})
        answer.raise_for_status()
        found: list[Json] = answer.json()["messages"]
        return found

    async def attendre(self, destinataire: str, motif: "re.Pattern[str]") -> str:
        """The first group of the newest message that says it."""

        async def found() -> str | None:
            for message in await self.messages(destinataire):
                if match := motif.search(message["texte"]):
                    return str(match.group(1) if motif.groups else match.group(0))
            return None

        return await until(found, f"message à {destinataire} : {motif.pattern}")


async def until(what: Callable[[], Awaitable[T | None]], said: str, within: float = PATIENCE) -> T:
    """Ask until the answer is something. Raises TimeoutError that names what was waited for."""
    try:
        async with asyncio.timeout(within):
            while not (answer := await what()):  # noqa: ASYNC110 - other processes are asked, not our own state
                await asyncio.sleep(0.1)
            return answer
    except TimeoutError:
        raise TimeoutError(f"attendu en vain : {said}") from None
