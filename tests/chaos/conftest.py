"""The scene, once for all tests of this folder."""

from collections.abc import AsyncIterator

import pytest

from deploy.local.place import Place
from tests.chaos.scene import Scene, opened


@pytest.fixture(scope="session")
async def stage(place: Place) -> AsyncIterator[Scene]:
    async with opened(place) as scene:
        yield scene


@pytest.fixture
async def scene(stage: Scene) -> AsyncIterator[Scene]:
    """The scene, empty, its processes ended afterwards."""
    await stage.clear()
    yield stage
    for acteur in (stage.relais, stage.consommateur, stage.balayeur, stage.usager):
        await acteur.kill()
