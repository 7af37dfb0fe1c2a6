"""What routes and handlers may use."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from contracts.apercu import Apercus
from contracts.delivery import Database
from contracts.objects import Objects
from instruction.adapters.imprimerie import Imprimerie
from instruction.adapters.poste import Poste
from instruction.domain.neph import TIRAGES


def _wall_clock() -> datetime:
    return datetime.now(UTC)


def _dice() -> int:
    return secrets.randbelow(TIRAGES)


@dataclass(frozen=True)
class Rythme:
    """How long the loops of the card's road rest between two looks."""

    commandes: timedelta
    comptes_rendus: timedelta
    suivi: timedelta


@dataclass(frozen=True)
class App:
    """The service's parts; clock and dice are handed in."""

    db: Database
    objects: Objects
    imprimerie: Imprimerie
    poste: Poste
    rythme: Rythme
    apercus: Apercus
    now: Callable[[], datetime] = _wall_clock
    tirage: Callable[[], int] = _dice

    async def close(self) -> None:
        self.objects.close()
        await self.apercus.close()
        await self.imprimerie.close()
        await self.poste.close()
        await self.db.close()
