"""A job that repeats outlives its faults and rests only when there was nothing to do."""

import asyncio

from contracts.running import repeat

NEVER = 3600.0


async def test_turns_follow_each_other_as_long_as_there_is_work() -> None:
    left, empty = [3, 2, 1], asyncio.Event()

    async def turn() -> int:
        if not left:
            empty.set()
            return 0
        return left.pop()

    job = asyncio.create_task(repeat("essai", NEVER, turn))
    async with asyncio.timeout(5):
        await empty.wait()
    job.cancel()


async def test_a_turn_that_fails_is_taken_again() -> None:
    faults, done = [OSError("unreachable"), ZeroDivisionError()], asyncio.Event()

    async def turn() -> None:
        if faults:
            raise faults.pop()
        done.set()

    job = asyncio.create_task(repeat("essai", 0, turn))
    async with asyncio.timeout(5):
        await done.wait()
    job.cancel()
