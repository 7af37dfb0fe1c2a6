"""What routes, handlers and deadlines may use: database, files, engine, clock and dice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from contracts.delivery import Database
from contracts.identity import Verifier
from contracts.objects import Objects
from ctn_verification.controle import Moteur
from ctn_verification.sceaux import Sceaux


@dataclass(frozen=True)
class App:
    db: Database
    objets: Objects
    moteur: Moteur
    verifier: Verifier
    bucket_photos: str
    sceaux: Sceaux
    horloge: Callable[[], datetime]
    de: Callable[[int], int]

    def now(self) -> datetime:
        """Aware, UTC."""
        return self.horloge()

    def tirage(self, bound: int) -> int:
        """From 0 to bound - 1, by chance that nobody can foresee."""
        return self.de(bound)

    def id(self) -> UUID:
        return uuid4()
