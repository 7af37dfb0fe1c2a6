"""What routes, handlers and deadlines may use: the database, the files, the registers, the clock and the dice."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from contracts.apercu import Apercus
from contracts.delivery import Database
from contracts.objects import Objects
from demandes.controle import Gate
from demandes.eveil import Eveil
from demandes.referentiel import Referentiel


@dataclass(frozen=True)
class App:
    """One service, wired."""

    db: Database
    objets: Objects
    referentiel: Referentiel
    gate: Gate
    apercus: Apercus
    clock: Callable[[], datetime]
    dice: Callable[[], int]
    eveil: Eveil = field(default_factory=Eveil)

    async def close(self) -> None:
        await self.gate.close()
        await self.apercus.close()
        self.objets.close()
        await self.db.close()

    def now(self) -> datetime:
        """Aware, UTC."""
        return self.clock()

    def tirage(self) -> int:
        """Five digits by chance, 0 to 99999."""
        return self.dice()
