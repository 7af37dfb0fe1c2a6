"""A process dies at each named point, comes back, and every effect is there once and in order."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from contracts.delivery import plan
from contracts.delivery.crash import POINTS
from tests.chaos.essai import faire_un_pas
from tests.chaos.scene import Acteur, Scene, until

DIED = 137
PAS = 5


async def steps(scene: Scene, demandes: int = 4) -> dict[UUID, list[int]]:
    """Some demandes take their steps; returns what must be seen of them."""
    expected = {uuid4(): list(range(1, PAS + 1)) for _ in range(demandes)}
    for pas in range(1, PAS + 1):
        for demande in expected:
            await faire_un_pas(scene.emetteur, demande, pas)
    return expected


async def dies_and_comes_back(acteur: Acteur, point: str, **settings: str) -> None:
    await acteur.start(CRASH_AT=point, **settings)
    assert await acteur.died() == DIED
    await acteur.start()


async def all_seen(scene: Scene, expected: dict[UUID, list[int]]) -> None:
    async def seen() -> bool:
        return sum(map(len, (await scene.seen()).values())) >= sum(map(len, expected.values()))

    await until(seen)
    await until(lambda: _zero(scene.unsent))
    assert await scene.seen() == expected
    assert await scene.dead() == 0
    assert await scene.parked() == 0


async def _zero(count: Callable[[], Awaitable[int]]) -> bool:
    return await count() == 0


def point_names(prefix: str) -> list[str]:
    return [point for point in POINTS if point.startswith(prefix)]


# One batch holds all events of the scene: its mark is passed once, the rest once for each event.
RELAY_PASSAGES = [
    f"{point}:{nth}" for point in point_names("relay.") for nth in ((1,) if point.endswith("_mark") else (1, 3))
]


@pytest.mark.parametrize("passage", RELAY_PASSAGES)
async def test_the_relay_dies(scene: Scene, passage: str) -> None:
    expected = await steps(scene)
    await scene.consommateur.start()

    await dies_and_comes_back(scene.relais, passage)

    await all_seen(scene, expected)


@pytest.mark.parametrize("point", [*point_names("handler."), *point_names("consumer.")])
async def test_the_consumer_dies(scene: Scene, point: str) -> None:
    expected = await steps(scene)
    await scene.relais.start()

    await dies_and_comes_back(scene.consommateur, f"{point}:3")

    await all_seen(scene, expected)


@pytest.mark.parametrize("point", point_names("retry."))
async def test_the_consumer_dies_on_the_ladder(scene: Scene, point: str) -> None:
    expected = await steps(scene)
    await scene.relais.start()

    await dies_and_comes_back(scene.consommateur, point, TEMOIN_FAUX_PAS="60")

    await all_seen(scene, expected)


async def test_the_consumer_dies_while_it_buries(scene: Scene) -> None:
    demande = uuid4()
    await faire_un_pas(scene.emetteur, demande, 1)
    await scene.relais.start()

    await scene.consommateur.start(CRASH_AT="dead.after_record", TEMOIN_FAUX_PAS="100")
    assert await scene.consommateur.died() == DIED
    await scene.consommateur.start(TEMOIN_FAUX_PAS="100")
    await faire_un_pas(scene.emetteur, uuid4(), 1)

    async def two_dead() -> bool:
        return await scene.dead() == 2

    await until(two_dead)
    assert await scene.seen() == {}


@pytest.mark.parametrize("point", point_names("request."))
async def test_a_request_dies_and_the_person_insists(scene: Scene, point: str) -> None:
    demande = uuid4()
    await scene.relais.start()
    await scene.consommateur.start()

    await scene.usager.start(str(demande), "1", CRASH_AT=point)
    assert await scene.usager.died() == DIED
    await scene.usager.start(str(demande), "1")
    assert await scene.usager.died() == 0

    await all_seen(scene, {demande: [1]})


@pytest.mark.parametrize("point", point_names("deadline."))
async def test_the_sweeper_dies(scene: Scene, point: str) -> None:
    demande = uuid4()
    async with scene.emetteur.begin() as tx:
        await plan(tx, "pas", demande, datetime(2026, 1, 1, tzinfo=UTC))
    await scene.relais.start()
    await scene.consommateur.start()

    await dies_and_comes_back(scene.balayeur, point)

    await all_seen(scene, {demande: [1]})


def test_every_point_is_played() -> None:
    played = ("relay.", "handler.", "consumer.", "retry.", "dead.", "request.", "deadline.")

    assert [point for point in POINTS if not point.startswith(played)] == []
