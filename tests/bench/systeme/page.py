"""A page of a demande that stays open: it hears what happens and looks again, as its script does."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from deploy.local.acteur import PATIENCE, Acteur, Json

MOMENT = 0.1  # seconds that the page waits after an event, in case more come (portal's suivi.js)
T = TypeVar("T")


class Page:
    """When its reader first saw each verdict, status and document."""

    def __init__(self, lecteur: Acteur, demande: str, *, regarder: bool) -> None:
        self._lecteur, self._demande, self._regarder = lecteur, demande, regarder
        self._change, self._bruit = asyncio.Event(), asyncio.Event()
        self._faute: BaseException | None = None
        self.verdicts: dict[str, tuple[str, float]] = {}
        self.statuts: dict[str, float] = {}
        self.documents: dict[str, tuple[str, float]] = {}

    async def attendre(self, what: Callable[[], T | None], said: str) -> T:
        """Raises TimeoutError that names what was waited for, or what ended the page."""
        try:
            async with asyncio.timeout(PATIENCE):
                while (found := what()) is None:
                    if self._faute is not None:
                        raise self._faute
                    self._bruit.clear()
                    await self._bruit.wait()
                return found
        except TimeoutError:
            raise TimeoutError(f"attendu en vain sur la page : {said}") from None

    async def statut(self, statut: str) -> float:
        """When its reader saw this status."""
        return await self.attendre(lambda: self.statuts.get(statut), f"statut {statut}")

    async def document(self, type: str) -> tuple[str, float]:
        """Its id, and when it was there."""
        return await self.attendre(lambda: self.documents.get(type), f"document {type}")

    async def ecouter(self) -> None:
        headers = {"Authorization": f"Bearer {self._lecteur.jetons['access_token']}"}
        chemin = f"/api/demandes/{self._demande}/flux"
        async with self._lecteur.http.stream("GET", chemin, headers=headers) as answer:
            answer.raise_for_status()
            nom = ""
            async for ligne in answer.aiter_lines():
                if ligne.startswith("event: "):
                    nom = ligne.removeprefix("event: ")
                elif ligne.startswith("data: "):
                    self._entendre(nom, ligne.removeprefix("data: "))

    async def rafraichir(self) -> None:
        """One look after the other, however many events come."""
        while True:
            await self._change.wait()
            await asyncio.sleep(MOMENT)
            self._change.clear()
            self._lire(await self._lecteur.obtenir("GET", f"/api/demandes/{self._demande}"))
            self._bruit.set()

    def finir(self, tache: "asyncio.Task[None]") -> None:
        if not tache.cancelled() and (faute := tache.exception()) is not None:
            self._faute = faute
            self._bruit.set()

    def _entendre(self, nom: str, data: str) -> None:
        if nom == "piece":
            piece = json.loads(data)
            if piece["controle"] != "en_cours":
                self.verdicts.setdefault(str(piece["id"]), (str(piece["controle"]), time.time()))
                self._bruit.set()
        elif nom == "version" and self._regarder:
            self._change.set()

    def _lire(self, vue: Json) -> None:
        now = time.time()
        self.statuts.setdefault(str(vue["statut"]), now)
        for document in vue["documents"]:
            self.documents.setdefault(str(document["type"]), (str(document["id"]), now))


@asynccontextmanager
async def ouverte(lecteur: Acteur, demande: str, *, regarder: bool = True) -> AsyncIterator[Page]:
    """`regarder`: the whole page is asked for again at each change; the page of uploads only hears its verdicts."""
    page = Page(lecteur, demande, regarder=regarder)
    taches = [asyncio.create_task(page.ecouter()), *([asyncio.create_task(page.rafraichir())] if regarder else [])]
    for tache in taches:
        tache.add_done_callback(page.finir)
    try:
        yield page
    finally:
        for tache in taches:
            tache.cancel()
        await asyncio.gather(*taches, return_exceptions=True)
