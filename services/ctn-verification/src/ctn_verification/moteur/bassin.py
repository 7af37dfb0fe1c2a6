"""The pool of children: a stuck or dying child is replaced, and the image that did it is given up after a few tries."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog
from prometheus_client import Counter, Histogram

from contracts.errors import RuleBroken
from ctn_verification.moteur.trames import HEAD, tailles, trame

log = structlog.get_logger()

EXAMINES = Counter("permis_ctn_images", "Images looked at.", ["tache", "issue"])
SECONDES = Histogram("permis_ctn_image_seconds", "Time to look at one image.", ["tache"])
REMPLACES = Counter("permis_ctn_children_replaced", "Children of the engine that died or were killed.", ["cause"])

START_WITHIN = 30.0  # seconds
IMAGES_PAR_ENFANT = 500  # then a fresh one: what a library leaks goes with the old
# Nothing of ours is in a child's environment: an image that takes it over finds no password.
ENVIRONNEMENT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TZ")


class MoteurIndisponible(RuleBroken, ConnectionError):
    """No child can be had now: a request is told to come again, an event stays in the consumer's hands."""

    slug = "moteur-indisponible"
    title = "Le contrôle des images est momentanément indisponible"
    kind = "indisponible"


class ImageRetive(Exception):
    """The engine died or fell silent over this image each time."""


@dataclass
class Reponse:
    """What a child said, and the clean copy that it made of an e-photo."""

    message: dict[str, Any]
    octets: bytes


@dataclass(eq=False)
class _Enfant:
    process: asyncio.subprocess.Process
    images: int = field(default=0)

    async def demander(self, message: dict[str, Any], octets: bytes) -> Reponse:
        """Raises OSError or EOFError when the child dies, ValueError when it talks nonsense."""
        assert self.process.stdin is not None
        self.images += 1
        self.process.stdin.write(trame(message, octets))
        await self.process.stdin.drain()
        return await self.entendre()

    async def entendre(self) -> Reponse:
        assert self.process.stdout is not None
        text, octets = tailles(await self.process.stdout.readexactly(HEAD.size))
        message = json.loads(await self.process.stdout.readexactly(text))
        if not isinstance(message, dict):
            raise ValueError("no answer of ours")
        return Reponse(message, await self.process.stdout.readexactly(octets))

    async def finir(self) -> None:
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()


class Bassin:
    """At most `taille` images at once, each in its own process; children start when they are first needed."""

    def __init__(self, taille: int, *, memoire: int, delai: float, essais: int = 2, attente: int = 64) -> None:
        self._libres: list[_Enfant] = []
        self._places = asyncio.Semaphore(taille)
        self._memoire, self._delai, self._essais = memoire, delai, essais
        self._attente, self._en_main = taille + attente, 0
        self._occupes: set[_Enfant] = set()

    @property
    def pids(self) -> list[int]:
        return [enfant.process.pid for enfant in (*self._libres, *self._occupes)]

    async def examiner(self, tache: str, octets: bytes) -> Reponse:
        """Raises ImageRetive when no child comes back from this image, MoteurIndisponible when none can be had."""
        if self._en_main >= self._attente:
            raise MoteurIndisponible("Réessayez dans quelques secondes : trop d'images attendent leur contrôle.")
        self._en_main += 1
        try:
            with SECONDES.labels(tache).time():
                reponse = await self._insister(tache, octets)
        finally:
            self._en_main -= 1
        issue = "abandon" if reponse is None else "refus" if "refus" in reponse.message else "mesuree"
        EXAMINES.labels(tache, issue).inc()
        if reponse is None:
            raise ImageRetive
        return reponse

    async def close(self) -> None:
        for enfant in (*self._libres, *self._occupes):
            await enfant.finir()
        self._libres.clear()

    async def _insister(self, tache: str, octets: bytes) -> Reponse | None:
        for _ in range(self._essais):
            async with self._places:
                reponse = await self._essayer(tache, octets)
            if reponse is not None:
                return reponse
        return None

    async def _essayer(self, tache: str, octets: bytes) -> Reponse | None:
        """None when the child did not survive the image: it is replaced."""
        async with self._enfant() as enfant:
            try:
                async with asyncio.timeout(self._delai):
                    reponse = await enfant.demander({"tache": tache}, octets)
            except TimeoutError:
                cause = "silence"
            except (OSError, EOFError, ValueError):
                cause = "mort"
            else:
                if "faute" not in reponse.message:
                    return reponse
                cause = str(reponse.message["faute"])[:40]
            REMPLACES.labels(cause).inc()
            log.warning("moteur.enfant_remplace", tache=tache, cause=cause)
            await enfant.finir()
        return None

    @asynccontextmanager
    async def _enfant(self) -> AsyncIterator[_Enfant]:
        """One child for one image; whatever interrupts the image ends the child, which would answer too late."""
        enfant = self._vivant() or await self._engendrer()
        self._occupes.add(enfant)
        try:
            yield enfant
        except BaseException:
            await enfant.finir()
            raise
        finally:
            self._occupes.discard(enfant)
        if enfant.process.returncode is None and enfant.images < IMAGES_PAR_ENFANT:
            self._libres.append(enfant)
        else:
            await enfant.finir()

    def _vivant(self) -> _Enfant | None:
        while self._libres:
            enfant = self._libres.pop()
            if enfant.process.returncode is None:
                return enfant
        return None

    async def _engendrer(self) -> _Enfant:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-m", "ctn_verification.moteur.enfant"),
            *(str(self._memoire), str(int(self._delai) + 1)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={name: os.environ[name] for name in ENVIRONNEMENT if name in os.environ}
            | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            cwd="/",
        )
        enfant = _Enfant(process)
        try:
            async with asyncio.timeout(START_WITHIN):
                await enfant.entendre()
        except (EOFError, ValueError, TimeoutError):
            await enfant.finir()
            log.error("moteur.no_child", code=enfant.process.returncode)
            raise MoteurIndisponible("Réessayez dans quelques secondes ; rien n'a été enregistré.") from None
        except BaseException:
            await enfant.finir()
            raise
        return enfant
