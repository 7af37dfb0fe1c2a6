"""How long a service usually takes, from its own last decisions: promised to nobody, told to everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

DERNIERES = 200  # decisions looked at
FENETRE = timedelta(days=183)
AU_MOINS = 10
"""Fewer decisions say nothing about a service."""


@dataclass(frozen=True)
class DelaiUsuel:
    """In days: half of the last decisions took no longer than `median`, four of five no longer than `long`."""

    median: int
    long: int
    decisions: int


def delai_usuel(jours: Sequence[float]) -> DelaiUsuel | None:
    """Of the last decisions; None when there are too few to speak of."""
    if len(jours) < AU_MOINS:
        return None
    tries = sorted(jours)
    return DelaiUsuel(_part(tries, 0.5), _part(tries, 0.8), len(tries))


def _part(tries: Sequence[float], part: float) -> int:
    """The smallest whole number of days within which this part of them was decided."""
    return ceil(tries[ceil(part * len(tries)) - 1])
