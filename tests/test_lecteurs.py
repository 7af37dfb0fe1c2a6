"""Every event has a reader: what nobody takes can never leave its writer's outbox, and holds back what comes after."""

from contracts.events import ALL
from contracts.events.base import STATUTS
from deploy.local.consumed import consumed


async def test_every_event_has_a_reader() -> None:
    readers = await consumed()

    assert {name: line.fault for name, line in readers.items() if line.fault} == {}
    taken = {type for line in readers.values() for type in line.types}
    assert {type for type, kind in ALL.items() if kind.exchange != STATUTS} - taken == set()
