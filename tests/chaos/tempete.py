"""A storm: processes die at random, broker and database restart, and nothing is lost, doubled or out of order."""

import asyncio
import random
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from contracts.http.outages import is_outage
from tests.chaos.essai import faire_un_pas
from tests.chaos.scene import Scene, until

AT_ONCE = 8  # demandes that take a step at the same time


@dataclass
class Rapport:
    """The seven numbers of a storm, for effects, and what was done to bring it about."""

    seed: int
    attempts: int = 0
    acknowledged: int = 0
    ok: int = 0
    lost: int = 0
    unexpected: int = 0
    duplicated: int = 0
    recovered: int = 0  # steps whose answer was lost and that are there all the same
    out_of_order: int = 0
    dead: int = 0
    kills: dict[str, int] = field(default_factory=dict)
    restarts: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def faultless(self) -> bool:
        return not (self.lost or self.unexpected or self.duplicated or self.out_of_order or self.dead)


async def storm(scene: Scene, *, demandes: int, pas: int, seed: int, calm: float = 1.0, within: float = 300) -> Rapport:
    """Every demande takes its steps while the storm blows; then the storm ends and everything must arrive.

    `calm` is the mean time in seconds between two kills.
    """
    dice = random.Random(seed)
    rapport = Rapport(seed)
    expected = {uuid4(): list(range(1, pas + 1)) for _ in range(demandes)}
    loop = asyncio.get_running_loop()
    began = loop.time()
    await scene.relais.start()
    await scene.consommateur.start()
    over = asyncio.Event()
    async with asyncio.timeout(within), asyncio.TaskGroup() as tasks:
        tasks.create_task(_kills(scene, dice, calm, over, rapport))
        tasks.create_task(_restarts(scene, rapport))
        await _take_steps(scene, expected, rapport)
        await until(lambda: _all_there(scene, expected), within=within)
        over.set()
    await until(lambda: _sent(scene), within=30)
    _count(rapport, expected, await scene.seen())
    rapport.dead = await scene.dead()
    rapport.seconds = loop.time() - began
    return rapport


async def _take_steps(scene: Scene, expected: dict[UUID, list[int]], rapport: Rapport) -> None:
    gate = asyncio.Semaphore(AT_ONCE)

    async def walk(demande: UUID, steps: list[int]) -> None:
        for pas in steps:
            async with gate:
                await _insist(scene, demande, pas, rapport)

    await asyncio.gather(*(walk(demande, steps) for demande, steps in expected.items()))


async def _insist(scene: Scene, demande: UUID, pas: int, rapport: Rapport) -> None:
    """As a person does when the page says «réessayez»: the same request, until it is answered."""
    tries = 0
    while True:
        rapport.attempts += 1
        try:
            await faire_un_pas(scene.emetteur, demande, pas)
            rapport.acknowledged += 1
            rapport.recovered += tries > 0
            return
        except Exception as outage:
            if not is_outage(outage):
                raise
            tries += 1
            await asyncio.sleep(0.2)


async def _kills(scene: Scene, dice: random.Random, calm: float, over: asyncio.Event, rapport: Rapport) -> None:
    while not over.is_set():
        try:
            async with asyncio.timeout(dice.expovariate(1 / calm)):
                await over.wait()
        except TimeoutError:
            victim = dice.choice((scene.relais, scene.consommateur))
            rapport.kills[victim.role] = rapport.kills.get(victim.role, 0) + 1
            await victim.kill()
            await victim.start()


async def _restarts(scene: Scene, rapport: Rapport) -> None:
    for name, server in (("rabbitmq", scene.place.rabbitmq), ("postgres", scene.place.postgres)):
        await until(lambda: _some_seen(scene), within=60)
        await server.stop()
        await server.start()
        rapport.restarts.append(name)


async def _some_seen(scene: Scene) -> bool:
    return len(await scene.seen()) > 0


async def _sent(scene: Scene) -> bool:
    return await scene.unsent() == 0


async def _all_there(scene: Scene, expected: dict[UUID, list[int]]) -> bool:
    seen = await scene.seen()
    return all(set(steps) <= set(seen.get(demande, [])) for demande, steps in expected.items())


def _count(rapport: Rapport, expected: dict[UUID, list[int]], seen: dict[UUID, list[int]]) -> None:
    for demande, steps in expected.items():
        saw = seen.get(demande, [])
        rapport.ok += len(set(steps) & set(saw))
        rapport.lost += len(set(steps) - set(saw))
        rapport.duplicated += len(saw) - len(set(saw))
        rapport.out_of_order += saw != sorted(saw)
    rapport.unexpected = sum(len(saw) for demande, saw in seen.items() if demande not in expected)
