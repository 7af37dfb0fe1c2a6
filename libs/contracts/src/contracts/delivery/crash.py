"""The places where a process may die, by name, so that a test can make it die at each of them."""

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

POINTS = (
    "request.before_commit",
    "request.after_commit",
    "relay.before_publish",
    "relay.after_publish",
    "relay.after_confirm",
    "relay.before_mark",
    "relay.after_mark",
    "handler.before_commit",
    "handler.after_commit",
    "consumer.before_ack",
    "consumer.after_ack",
    "retry.before_park",
    "retry.after_park",
    "retry.after_publish",
    "dead.after_record",
    "deadline.before_commit",
    "deadline.after_commit",
)

_NAME, _, _NTH = os.environ.get("CRASH_AT", "").partition(":")
_passed: Counter[str] = Counter()


def crash_point(name: str) -> None:
    """Die as by SIGKILL when `CRASH_AT` is this name, or `name:3` at the third passage. Otherwise nothing."""
    if name == _NAME:
        _passed[name] += 1
        if _passed[name] == int(_NTH or 1):
            os._exit(137)


@asynccontextmanager
async def crash_in_flight(name: str) -> AsyncIterator[None]:
    """Die while the block waits for its answer: a millisecond in, when what it sent is on its way."""
    timer = asyncio.get_running_loop().call_later(0.001, crash_point, name) if name == _NAME else None
    try:
        yield
    finally:
        if timer is not None:
            timer.cancel()
