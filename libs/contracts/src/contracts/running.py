"""Running a service: its jobs side by side until it is told to stop, or until one of them breaks."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

import structlog

from contracts.http.outages import is_outage

Job = Coroutine[Any, Any, None]

log = structlog.get_logger()


async def until_stopped(serve: Callable[[asyncio.Event], Job], background: Sequence[Job] = ()) -> None:
    """Serve until SIGTERM or SIGINT, then answer what is in hand, then end the background jobs.

    `serve` is given the event that tells it to finish. Raises what a job raises: the supervisor starts it again.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    async with asyncio.TaskGroup() as tasks:
        jobs = [tasks.create_task(job) for job in background]
        await tasks.create_task(serve(stop))
        for job in jobs:
            job.cancel()


async def repeat(name: str, pause: float, turn: Callable[[], Awaitable[int | None]]) -> None:
    """Take `turn` after `turn`, for ever: at once again when one says how much it did, else `pause` seconds later.

    One that fails is told in the log as `name`.failed (an outage without its trace) and taken again.
    """
    while True:
        done: int | None = 0
        try:
            done = await turn()
        except Exception as fault:
            log.warning(f"{name}.failed", cause=type(fault).__name__, exc_info=None if is_outage(fault) else fault)
        if not done:
            await asyncio.sleep(pause)
