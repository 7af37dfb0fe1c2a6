"""Keeps processes alive: what dies is started again, sooner when it had lived long; logs are cut before they grow."""

import asyncio
import shutil
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from deploy.local.process import NotStarted, Process

LOOK = 0.1
SHORT_LIFE = 30.0
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
LOG_SIZE, LOGS_KEPT, LOG_LOOK = 10 * 1024 * 1024, 3, 5.0


class Supervisor:
    """`await run()` until cancelled. A process that was stopped or killed through its own methods is left alone."""

    def __init__(self, processes: Sequence[Process], say: Callable[[str], None]) -> None:
        self._processes = processes
        self._say = say
        self.restarts: Counter[str] = Counter()

    async def run(self) -> None:
        """One task for each process: a slow start of one does not delay another."""
        async with asyncio.TaskGroup() as tasks:
            for process in self._processes:
                tasks.create_task(self._keep_alive(process))
            tasks.create_task(self._cut_logs())

    async def _keep_alive(self, process: Process) -> None:
        pause, started = 0.0, time.monotonic()
        while True:
            await asyncio.sleep(LOOK)
            code = process.returncode()
            if code is None:
                continue
            lived = time.monotonic() - started
            pause = 0.0 if lived > SHORT_LIFE else min(max(pause * 2, FIRST_PAUSE), LONGEST_PAUSE)
            self._say(
                f"{process.name} s'est arrêté ({code}), redémarrage dans {pause:.1f} s ; journal : {process.log_file}"
            )
            await asyncio.sleep(pause)
            started = time.monotonic()
            await self._start_again(process)

    async def _start_again(self, process: Process) -> None:
        try:
            await process.start()
        except NotStarted as fault:
            self._say(str(fault).splitlines()[0])
            if process.returncode() is None:  # alive but never ready
                process.crash()
            return
        self.restarts[process.name] += 1
        self._say(f"{process.name} est de nouveau prêt")

    async def _cut_logs(self) -> None:
        while True:
            for process in self._processes:
                await asyncio.to_thread(cut_log, process.log_file)
            await asyncio.sleep(LOG_LOOK)


def cut_log(file: Path, size: int = LOG_SIZE) -> None:
    """Beyond `size`, move the content aside. The process goes on writing to the same open file, at its new end."""
    if not file.exists() or file.stat().st_size <= size:
        return
    for number in range(LOGS_KEPT - 1, 0, -1):
        older = file.with_name(f"{file.name}.{number}")
        if older.exists():
            older.rename(file.with_name(f"{file.name}.{number + 1}"))
    shutil.copyfile(file, file.with_name(f"{file.name}.1"))
    with file.open("r+b") as stream:
        stream.truncate()
