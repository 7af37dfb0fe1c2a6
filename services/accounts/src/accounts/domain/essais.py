"""Too many tries: the answer says how long to wait, and at the login longer each time."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from contracts.errors import RuleBroken


class TropDEssais(RuleBroken):
    slug = "trop-d-essais"
    title = "Trop d'essais"
    kind = "trop_frequent"

    def __init__(self, secondes: int) -> None:
        self.retry_after = max(1, secondes)
        minutes = -(-self.retry_after // 60)
        super().__init__(f"Attendez {minutes} minute{'s' if minutes > 1 else ''}, puis réessayez.")


class Palier(NamedTuple):
    """From so many failures on, so long until the next try."""

    echecs: int
    attente: timedelta


PALIERS: Sequence[Palier] = (
    Palier(5, timedelta(minutes=1)),
    Palier(6, timedelta(minutes=5)),
    Palier(7, timedelta(minutes=15)),
    Palier(8, timedelta(minutes=60)),
)
"""For each identifiant, known or not; four failures are a person who looks for his password."""

MEMOIRE = timedelta(hours=24)
"""So long after the last wait the failures are forgotten; a good password forgets them at once."""


def attente(echecs: int) -> timedelta:
    return max((palier.attente for palier in PALIERS if palier.echecs <= echecs), default=timedelta())


@dataclass(frozen=True)
class Essais:
    """Failures in a row, the one that is being tried included."""

    nombre: int
    ferme_jusqu_au: datetime
    oublie_le: datetime


def essai_suivant(avant: Essais, now: datetime) -> Essais:
    """One more, counted as a failure until it succeeds. Raises TropDEssais while the door is closed."""
    if now < avant.ferme_jusqu_au:
        raise TropDEssais(math.ceil((avant.ferme_jusqu_au - now).total_seconds()))
    nombre = 1 if now >= avant.oublie_le else avant.nombre + 1
    ouvre_le = now + attente(nombre)
    return Essais(nombre, ouvre_le, ouvre_le + MEMOIRE)
