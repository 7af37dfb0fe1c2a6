"""The parent's side: a bounded number of children, a bounded number of files that wait for one."""

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

from contracts.children.frames import HEAD, frame, sizes
from contracts.errors import RuleBroken

log = structlog.get_logger()

FILES = Counter("permis_child_files", "Files that children looked at.", ["module", "task", "outcome"])
SECONDS = Histogram("permis_child_seconds", "Time to look at one file.", ["module", "task"])
REPLACED = Counter("permis_child_replaced", "Children that died or were killed.", ["module", "cause"])

START_WITHIN = 30.0  # seconds
FILES_EACH = 500  # then a fresh child: what a library leaks goes with the old
# Nothing of ours is in a child's environment: a file that takes it over finds no password.
ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TZ")


class FileGivenUp(Exception):
    """Children died or fell silent over this file each time."""


class PoolUnavailable(RuleBroken, ConnectionError):
    """No child can be had now: a request is told to come again, an event stays in the consumer's hands."""

    slug = "controle-indisponible"
    title = "Le contrôle des fichiers est momentanément indisponible"
    kind = "indisponible"

    def __init__(self) -> None:
        super().__init__("Réessayez dans quelques secondes ; rien n'a été enregistré.")


class PoolFull(PoolUnavailable):
    """More files wait than will be looked at in reasonable time."""


@dataclass
class Answer:
    """What a child found, and the file that it made."""

    found: dict[str, Any]
    made: bytes


@dataclass(eq=False)
class _Child:
    process: asyncio.subprocess.Process
    files: int = field(default=0)

    async def ask(self, asked: dict[str, Any], file: bytes) -> Answer:
        """Raises OSError or EOFError when the child dies, ValueError when it talks nonsense."""
        assert self.process.stdin is not None
        self.files += 1
        self.process.stdin.write(frame(asked, file))
        await self.process.stdin.drain()
        return await self.hear()

    async def hear(self) -> Answer:
        assert self.process.stdout is not None
        text, octets = sizes(await self.process.stdout.readexactly(HEAD.size))
        found = json.loads(await self.process.stdout.readexactly(text))
        if not isinstance(found, dict):
            raise ValueError("no answer of ours")
        return Answer(found, await self.process.stdout.readexactly(octets))

    async def end(self) -> None:
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()


class Pool:
    """At most `size` files at once, each in its own process; children start when they are first needed.

    `memory` is a child's address space in bytes, `patience` seconds for one file, `waiting` how many files may queue.
    """

    def __init__(
        self, module: str, size: int, *, memory: int, patience: float, tries: int = 2, waiting: int = 64
    ) -> None:
        self._module, self._memory, self._patience, self._tries = module, memory, patience, tries
        self._free: list[_Child] = []
        self._busy: set[_Child] = set()
        self._places = asyncio.Semaphore(size)
        self._room = size + waiting

    @property
    def pids(self) -> list[int]:
        return [child.process.pid for child in (*self._free, *self._busy)]

    async def perform(self, task: str, file: bytes, **asked: Any) -> Answer:
        """Raises FileGivenUp when no child comes back from this file, PoolUnavailable when none can be had."""
        if self._room == 0:
            raise PoolFull
        self._room -= 1
        try:
            with SECONDS.labels(self._module, task).time():
                return await self._insist(task, file, asked)
        finally:
            self._room += 1

    async def close(self) -> None:
        for child in (*self._free, *self._busy):
            await child.end()
        self._free.clear()

    async def _insist(self, task: str, file: bytes, asked: dict[str, Any]) -> Answer:
        for _ in range(self._tries):
            async with self._places:
                answer = await self._try({"task": task, **asked}, file)
            if answer is not None:
                FILES.labels(self._module, task, "answered").inc()
                return answer
        FILES.labels(self._module, task, "given_up").inc()
        raise FileGivenUp

    async def _try(self, asked: dict[str, Any], file: bytes) -> Answer | None:
        """None when the child did not survive the file: it is replaced."""
        async with self._child() as child:
            try:
                async with asyncio.timeout(self._patience):
                    answer = await child.ask(asked, file)
            except TimeoutError:
                cause = "silence"
            except (OSError, EOFError, ValueError):
                cause = "death"
            else:
                if "fault" not in answer.found:
                    return answer
                cause = str(answer.found["fault"])[:40]
            REPLACED.labels(self._module, cause).inc()
            log.warning("child.replaced", module=self._module, task=asked["task"], cause=cause)
            await child.end()
        return None

    @asynccontextmanager
    async def _child(self) -> AsyncIterator[_Child]:
        """One child for one file; whatever interrupts ends the child, which would answer too late."""
        child = self._alive() or await self._born()
        self._busy.add(child)
        try:
            yield child
        except BaseException:
            await child.end()
            raise
        finally:
            self._busy.discard(child)
        if child.process.returncode is None and child.files < FILES_EACH:
            self._free.append(child)
        else:
            await child.end()

    def _alive(self) -> _Child | None:
        while self._free:
            child = self._free.pop()
            if child.process.returncode is None:
                return child
        return None

    async def _born(self) -> _Child:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-m", self._module, str(self._memory), str(int(self._patience) + 1)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
            | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            cwd="/",
        )
        child = _Child(process)
        try:
            async with asyncio.timeout(START_WITHIN):
                await child.hear()
        except (EOFError, ValueError, TimeoutError):
            await child.end()
            log.error("child.not_born", module=self._module, code=process.returncode)
            raise PoolUnavailable from None
        except BaseException:
            await child.end()
            raise
        return child
