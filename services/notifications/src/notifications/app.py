"""What routes, handlers and the sender may use."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid4

from contracts.delivery import Database
from notifications.adapters.webhook import Facteur
from notifications.domain.message import CANAUX, Canal
from notifications.domain.silence import Silence
from notifications.voies import Voies


def _wall_clock() -> datetime:
    return datetime.now(UTC)


def _reveils() -> dict[Canal, asyncio.Event]:
    return {canal: asyncio.Event() for canal in CANAUX}


@dataclass(frozen=True)
class Cles:
    """What proves that a bounce or a receipt is one, and what hides addresses."""

    sceau: bytes = field(repr=False)
    rebonds: tuple[str, str] = field(repr=False)  # user and password of who hands in bounces
    accuses: bytes = field(repr=False)


@dataclass(frozen=True)
class App:
    """The service's parts; clock and random ids are handed in. `reveils` wake the senders of this process."""

    db: Database
    voies: Voies
    cles: Cles
    now: Callable[[], datetime] = _wall_clock
    new_id: Callable[[], UUID] = uuid4
    silence: Silence = field(default_factory=Silence)
    reveils: Mapping[Canal, asyncio.Event] = field(default_factory=_reveils)
    facteur: Facteur = field(default_factory=Facteur)
    reveil_webhooks: asyncio.Event = field(default_factory=asyncio.Event)

    def reveiller(self) -> None:
        for reveil in self.reveils.values():
            reveil.set()

    def reveiller_webhooks(self) -> None:
        self.reveil_webhooks.set()

    async def close(self) -> None:
        for voie in self.voies.values():
            await voie.close()
        await self.facteur.close()
        await self.db.close()
