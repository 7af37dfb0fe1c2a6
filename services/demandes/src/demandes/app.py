"""What routes, handlers and deadlines may use: the database, the files, the registers, the clock and the dice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from contracts.delivery import Database

if TYPE_CHECKING:  # who declares what he needs of the outside stands above this module
    from demandes.api.pieces import Objets
    from demandes.controle import Gate
    from demandes.referentiel import Referentiel


@dataclass(frozen=True)
class App:
    """One service, wired."""

    db: Database
    objets: "Objets"
    referentiel: "Referentiel"
    gate: "Gate"
    clock: Callable[[], datetime]
    dice: Callable[[], int]

    def now(self) -> datetime:
        """Aware, UTC."""
        return self.clock()

    def tirage(self) -> int:
        """Five digits by chance, 0 to 99999."""
        return self.dice()
