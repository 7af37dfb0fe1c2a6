"""Argon2id beside the event loop: as many threads as cores and a bounded queue, or logins are the cheapest attack."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from contracts.errors import RuleBroken

T = TypeVar("T")


class ConnexionsSaturees(RuleBroken):
    slug = "connexions-saturees"
    title = "Trop de connexions en même temps"
    kind = "indisponible"
    retry_after = 2

    def __init__(self) -> None:
        super().__init__("Réessayez dans quelques secondes : rien n'est perdu.")


class Hacheur:
    """Hashes and verifies; raises ConnexionsSaturees when more than `attente` wait already."""

    def __init__(self, *, fils: int, attente: int, memoire: int = 46 * 1024, tours: int = 1) -> None:
        self._argon2 = PasswordHasher(time_cost=tours, memory_cost=memoire, parallelism=1)
        self._fils = ThreadPoolExecutor(fils, thread_name_prefix="argon2")
        self._places = BoundedSemaphore(fils + attente)
        # Verified for an account that does not exist: the answer takes as long as for one that does.
        self._leurre = self._argon2.hash("leurre")

    async def hacher(self, secret: str) -> str:
        return await self._hors_boucle(lambda: self._argon2.hash(secret))

    async def verifier(self, empreinte: str | None, secret: str) -> bool:
        """False as well when there is nothing to compare with."""
        return await self._hors_boucle(lambda: self._est_bon(empreinte or self._leurre, secret)) and bool(empreinte)

    def est_ancien(self, empreinte: str) -> bool:
        """Made with other parameters than today's: hash again, now that the password is in hand."""
        return self._argon2.check_needs_rehash(empreinte)

    def _est_bon(self, empreinte: str, secret: str) -> bool:
        try:
            return self._argon2.verify(empreinte, secret)
        except (VerificationError, InvalidHashError):
            return False

    async def _hors_boucle(self, calcul: Callable[[], T]) -> T:
        if not self._places.acquire(blocking=False):
            raise ConnexionsSaturees
        futur = self._fils.submit(calcul)
        # Whoever asked may be gone: the place is free only when the thread is.
        futur.add_done_callback(lambda _: self._places.release())
        return await asyncio.wrap_future(futur)

    def close(self) -> None:
        self._fils.shutdown(wait=False, cancel_futures=True)
