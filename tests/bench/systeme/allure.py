"""Arrivals at an even pace, whatever the answers take; a rate is held when no backlog grows and nothing fails."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

from tests.bench.systeme.bureau import Bureau
from tests.bench.systeme.demande import jouer, suivre_la_carte

EN_COURS_MAX = 150  # demandes at once: beyond, no more are begun and the rate is not held
EPUISER = 120.0  # seconds for what was begun to come to its end
SUIVIE = 0.9  # of those that were begun in the second half, so many must have been finished in it


@dataclass
class Palier:
    """One rate, for so many seconds."""

    rythme: float
    secondes: float
    commencees: int = 0
    finies: int = 0  # until the last arrival
    suivies: float = 0.0  # finished in the second half, as a part of those begun in it
    en_cours: int = 0  # at the last arrival
    echecs: Sequence[str] = ()
    epuise_en: float = 0.0  # seconds after the last arrival until the last decision was seen
    coupe: bool = False

    @property
    def tenu(self) -> bool:
        return not self.coupe and not self.echecs and self.suivies >= SUIVIE

    def __str__(self) -> str:
        dit = "held" if self.tenu else "NOT HELD"
        return (
            f"{self.rythme:5.2f} demandes/s for {self.secondes:.0f} s: {self.commencees} begun, {self.finies} finished "
            f"meanwhile, {self.en_cours} on their way at the end, then {self.epuise_en:.1f} s; "
            f"{len(self.echecs)} failed · {dit}"
        )


@dataclass
class Allure:
    """`jouer_palier` one after the other: each waits until the one before it has come to rest."""

    bureau: Bureau
    rangs: "count[int]" = field(default_factory=count)

    @asynccontextmanager
    async def jouer_palier(self, rythme: float, secondes: float) -> AsyncIterator[Palier]:
        """The block runs when the decisions of all demandes are seen, afterwards cards are followed to the door."""
        palier, taches = Palier(rythme, secondes), list[asyncio.Task[None]]()
        releve, echecs = self.bureau.releve, len(self.bureau.releve.echecs)
        debut, finies = time.time(), len(releve.finies)
        await self._arriver(palier, taches, debut)
        palier.finies, palier.en_cours = len(releve.finies) - finies, releve.en_cours
        fin = time.time()
        await _jusqu_a(lambda: releve.en_cours == 0, EPUISER)
        palier.epuise_en = max([*releve.finies[finies:], fin]) - fin
        palier.suivies = suivies(releve.commencees, releve.finies, (debut + fin) / 2, fin)
        yield palier
        _, restent = await asyncio.wait(taches, timeout=EPUISER) if taches else (set(), set())
        for tache in restent:
            tache.cancel()
            releve.echecs.append("abandonnée : jamais arrivée à sa fin")
        await asyncio.gather(*taches, return_exceptions=True)
        palier.echecs = releve.echecs[echecs:]

    async def _arriver(self, palier: Palier, taches: "list[asyncio.Task[None]]", debut: float) -> None:
        for n in range(max(1, round(palier.rythme * palier.secondes))):
            await asyncio.sleep(debut + n / palier.rythme - time.time())
            if self.bureau.releve.en_cours >= EN_COURS_MAX:
                palier.coupe = True
                return
            taches.append(asyncio.create_task(self._une()))
            palier.commencees += 1
        await asyncio.sleep(debut + palier.secondes - time.time())

    async def _une(self) -> None:
        releve = self.bureau.releve
        releve.commencer()
        try:
            jouee = await jouer(self.bureau, next(self.rangs))
        except Exception as fault:  # noqa: BLE001 - what fails here is what is looked for
            releve.echouer(fault)
            return
        finally:
            releve.en_cours -= 1
        releve.finies.append(time.time())
        try:
            await suivre_la_carte(self.bureau, jouee)
        except Exception as fault:  # noqa: BLE001 - the same
            releve.echouer(fault)


def suivies(commencees: Sequence[float], finies: Sequence[float], milieu: float, fin: float) -> float:
    parties = sum(milieu <= moment <= fin for moment in commencees)
    return sum(milieu <= moment <= fin for moment in finies) / max(1, parties)


async def _jusqu_a(what: Callable[[], bool], within: float) -> None:
    """As long as it takes, at most so many seconds: whoever asks looks at what is left."""
    deadline = time.monotonic() + within
    while not what() and time.monotonic() < deadline:  # noqa: ASYNC110 - counters, of many tasks
        await asyncio.sleep(0.05)


async def monter(allure: Allure, rythmes: Sequence[float], secondes: float, dire: Callable[[Palier], None]) -> float:
    """The highest rate that was held, going up until one is not; 0 when not even the first was."""
    tenu = 0.0
    for rythme in rythmes:
        async with allure.jouer_palier(rythme, secondes) as palier:
            pass
        dire(palier)
        if not palier.tenu:
            break
        tenu = rythme
    return tenu
