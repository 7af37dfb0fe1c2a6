"""What routes, handlers and the sender may use."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid4

from contracts.delivery import Database
from notifications.domain.message import CANAUX, Canal
from notifications.voies import Voies


def _wall_clock() -> datetime:
    return datetime.now(UTC)


def _reveils() -> dict[Canal, asyncio.Event]:
    return {canal: asyncio.Event() for canal in CANAUX}


@dataclass(frozen=True)
class App:
    """The service's parts; clock and random ids are handed in. `reveils` wake the senders of this process."""

    db: Database
    voies: Voies
    now: Callable[[], datetime] = _wall_clock
    new_id: Callable[[], UUID] = uuid4
    reveils: Mapping[Canal, asyncio.Event] = field(default_factory=_reveils)

    def reveiller(self) -> None:
        for reveil in self.reveils.values():
            reveil.set()

    async def close(self) -> None:
        for voie in self.voies.values():
            await voie.close()
        await self.db.close()
