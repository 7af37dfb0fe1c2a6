"""A queue as it stands on the screen of an office, looked at again and again; who waits for a dossier hears of it."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Mapping

from deploy.local.acteur import PATIENCE, Acteur

REGARD = 0.2  # seconds between two looks: half of it, on average, is in the figures


class Guichet:
    """When each dossier was first seen there."""

    def __init__(self, agent: Acteur, chemin: str, params: Mapping[str, str]) -> None:
        self.agent = agent
        self._chemin, self._params = chemin, {**params, "limite": "100"}
        self._vus: dict[str, asyncio.Future[float]] = defaultdict(asyncio.get_running_loop().create_future)

    async def veiller(self) -> None:
        """For ever."""
        while True:
            liste = await self.agent.obtenir("GET", self._chemin, params=self._params)
            for dossier in liste["elements"]:
                vu = self._vus[str(dossier["demande"])]
                if not vu.done():
                    vu.set_result(time.time())
            await asyncio.sleep(REGARD)

    def arrivee(self, demande: str) -> "asyncio.Future[float]":
        return self._vus[demande]


async def premier(demande: str, guichets: Mapping[str, Guichet]) -> tuple[str, float]:
    """Where the dossier came up, and when."""
    arrivees = {guichet.arrivee(demande): nom for nom, guichet in guichets.items()}
    venues, _ = await asyncio.wait(arrivees, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
    if not venues:
        raise TimeoutError(f"attendu en vain : dossier au guichet {' ou '.join(guichets)}")
    venue = venues.pop()
    return arrivees[venue], venue.result()
