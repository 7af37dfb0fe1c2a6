"""The printing processes: away from the loop, replaceable, gone with the service."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from document_samples import dossier, order

from contracts.vocabulary.documents import Document
from documents_pdf.rendering.order import ImpressionInterrompue, MiseEnPageImpossible
from documents_pdf.rendering.pool import PrintingPool

ORDER = order(Document.ATTESTATION_INSCRIPTION, dossier())
SOON = 20.0


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(SOON):
        while not true():  # noqa: ASYNC110 - processes of the operating system set no event of ours
            await asyncio.sleep(0.02)


def printers() -> list[psutil.Process]:
    """The children of the fork server: the processes that print."""
    found = []
    for process in psutil.Process().children(recursive=True):
        try:
            if process.ppid() != os.getpid() and "forkserver" in " ".join(process.cmdline()):
                found.append(process)
        except psutil.NoSuchProcess:
            continue
    return found


class WatchedPool(PrintingPool):
    """A pool that knows which printing processes are its own: the other tests' service has some too."""

    def __init__(self) -> None:
        super().__init__(1)
        self._others = printers()

    def own(self) -> list[psutil.Process]:
        return [process for process in printers() if process not in self._others]


@pytest.fixture
def pool() -> Iterator[WatchedPool]:
    pool = WatchedPool()
    yield pool
    pool.close()


async def test_an_idle_service_has_no_printing_process(pool: WatchedPool) -> None:
    assert pool.own() == []

    pdf = await pool.print(ORDER)

    assert pdf.octets.startswith(b"%PDF-1.7")
    assert len(pool.own()) == 1
    pool.close()
    assert pool.own() == []


async def test_the_loop_goes_on_while_a_document_is_printed(pool: WatchedPool) -> None:
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.005)
            ticks += 1

    ticking = asyncio.create_task(tick())
    await pool.print(ORDER)
    ticking.cancel()

    assert ticks > 5


async def test_what_cannot_be_printed_says_why_and_the_process_lives_on(pool: WatchedPool) -> None:
    with pytest.raises(MiseEnPageImpossible, match="pages instead of 1"):
        await pool.print(replace(ORDER, pages=1))
    [printer] = pool.own()

    await pool.print(ORDER)

    assert pool.own() == [printer]


async def test_a_killed_process_is_told_and_replaced(pool: WatchedPool) -> None:
    await pool.print(ORDER)
    [printer] = pool.own()
    printer.suspend()
    printing = asyncio.create_task(pool.print(ORDER))
    await asyncio.sleep(0)
    printer.send_signal(signal.SIGKILL)

    with pytest.raises(ImpressionInterrompue):
        await printing

    assert (await pool.print(ORDER)).pages == 2
    assert printer not in pool.own()


async def test_the_printing_processes_end_with_a_service_that_is_killed() -> None:
    program = """
import asyncio, sys
from document_samples import dossier, order
from contracts.vocabulary.documents import Document
from documents_pdf.rendering.pool import PrintingPool

async def main():
    pool = PrintingPool(1)
    await pool.print(order(Document.RECEPISSE_DEPOT, dossier()))
    print("printed", flush=True)
    await asyncio.sleep(600)

if __name__ == "__main__":
    asyncio.run(main())
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    with subprocess.Popen(  # noqa: ASYNC220 - started at once, and waited for in a thread
        [sys.executable, "-c", program], stdout=subprocess.PIPE, env=environment
    ) as service:
        assert service.stdout is not None
        assert await asyncio.to_thread(service.stdout.readline) == b"printed\n"
        children = psutil.Process(service.pid).children(recursive=True)
        service.kill()

        assert len(children) >= 2
        await until(lambda: not any(child.is_running() and child.status() != "zombie" for child in children))
