"""A small storm in every test run; `make chaos` plays the whole one."""

from tests.chaos.scene import Scene
from tests.chaos.tempete import storm


async def test_nothing_is_lost_doubled_or_out_of_order(scene: Scene) -> None:
    rapport = await storm(scene, demandes=60, pas=5, seed=20170412)

    print(rapport)
    assert rapport.faultless, rapport
    assert rapport.ok == 300
    assert rapport.restarts == ["rabbitmq", "postgres"]
    assert rapport.kills
