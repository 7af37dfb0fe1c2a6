"""Renewal of sessions: a refresh token serves once, and several requests of one browser come at once.

accounts ends a session whose refresh token comes twice. Requests that bring the same one therefore share one renewal
and its result, for as long as late ones may still come.
"""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from portal.clients import Interlocuteurs, ServiceAbsent, Visiteur

KEPT = 60.0  # seconds
MOST = 10_000


@dataclass(frozen=True, slots=True)
class Paire:
    """Access and refresh token."""

    acces: str
    renouvellement: str


@dataclass(slots=True)
class _Renouvellement:
    since: float
    task: "asyncio.Task[Paire | None]"


class Renouveleur:
    """`await renouveler(refresh)` gives the next pair, or None when the session has ended. Raises ServiceAbsent."""

    def __init__(self, interlocuteurs: Interlocuteurs, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._interlocuteurs, self._monotonic = interlocuteurs, monotonic
        self._known: OrderedDict[bytes, _Renouvellement] = OrderedDict()

    async def renouveler(self, renouvellement: str, visiteur: Visiteur) -> Paire | None:
        """Not cancelled with the request that began it: the answer would be lost, and the session with it."""
        self._forget()
        digest = hashlib.sha256(renouvellement.encode("utf-8", "surrogatepass")).digest()
        known = self._known.get(digest)
        if known is None:
            task = asyncio.create_task(self._demander(renouvellement, visiteur))
            known = self._known[digest] = _Renouvellement(self._monotonic(), task)
        try:
            return await asyncio.shield(known.task)
        except Exception:
            self._known.pop(digest, None)  # accounts was away: the token may still be good
            raise

    async def _demander(self, renouvellement: str, visiteur: Visiteur) -> Paire | None:
        reponse = await self._interlocuteurs.demander(
            "POST", "/api/accounts/sessions/renouvellement", visiteur, json={"refresh_token": renouvellement}
        )
        if reponse.statut >= 500 or reponse.statut == 429:
            raise ServiceAbsent("accounts")
        if reponse.probleme is not None:
            return None
        return Paire(reponse.donnees["access_token"], reponse.donnees["refresh_token"])

    def _forget(self) -> None:
        limit = self._monotonic() - KEPT
        while self._known:
            digest, oldest = next(iter(self._known.items()))
            if len(self._known) < MOST and (oldest.since > limit or not oldest.task.done()):
                return
            del self._known[digest]
