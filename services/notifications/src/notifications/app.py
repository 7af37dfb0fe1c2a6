"""What routes, handlers and the sender may use."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid4

from contracts.delivery import Database
from notifications.voies import Voies


def _wall_clock() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class App:
    """The service's parts; clock and random ids are handed in. `reveil` wakes the sender of this process."""

    db: Database
    voies: Voies
    now: Callable[[], datetime] = _wall_clock
    new_id: Callable[[], UUID] = uuid4
    reveil: asyncio.Event = field(default_factory=asyncio.Event)

    async def close(self) -> None:
        for voie in self.voies.values():
            await voie.close()
        await self.db.close()
