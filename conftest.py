"""What a test may ask for: one place with real servers, and in it a service's settings, migrated."""

import os
import shutil
from collections.abc import AsyncIterator, Callable

import psutil
import pytest

from deploy.local.catalogue import ROOT, services
from deploy.local.migrations import migrate
from deploy.local.place import Place, open_place
from deploy.local.process import end_leftovers
from deploy.local.s3 import socket_folder

LOCAL = ROOT / ".local"

QUICK_DELAYS = {"1s": 50, "10s": 100, "1min": 200, "10min": 400}
"""The retry ladder of the tests, in milliseconds: the same steps, two seconds in all instead of twelve minutes."""

EnvironmentOf = Callable[[str], dict[str, str]]


@pytest.fixture(scope="session")
async def place() -> AsyncIterator[Place]:
    """A fresh place on free ports, gone at the end."""
    _clear_abandoned_places()
    async with open_place(LOCAL / f"test-{os.getpid()}", delays=QUICK_DELAYS, pas=0.1, discard=True) as opened:
        yield opened


@pytest.fixture(scope="session")
def environment_of(place: Place) -> EnvironmentOf:
    """The settings of a service by its short name; its migrations have run once."""
    migrated: dict[str, dict[str, str]] = {}

    def prepared(name: str) -> dict[str, str]:
        if name in place.unreadable:
            raise RuntimeError(place.unreadable[name])
        if name not in migrated:
            settings = place.environment(name)
            migrate({services()[name]: settings})
            migrated[name] = settings
        return dict(migrated[name])

    return prepared


def _clear_abandoned_places() -> None:
    """Places of test runs that were killed: end what still runs in them, remove their folders."""
    for folder in LOCAL.glob("test-*"):
        owner = folder.name.removeprefix("test-")
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            end_leftovers(folder)
            shutil.rmtree(socket_folder(folder), ignore_errors=True)
            shutil.rmtree(folder, ignore_errors=True)
