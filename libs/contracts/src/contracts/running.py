"""Running a service: its jobs side by side until it is told to stop, or until one of them breaks."""

import asyncio
import signal
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

Job = Coroutine[Any, Any, None]


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
