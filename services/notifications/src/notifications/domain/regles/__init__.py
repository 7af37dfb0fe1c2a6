"""Which event is told to whom, by which model: one function for each event, its table beside it (domain.md §5)."""

from collections.abc import Mapping

from contracts.events.base import Event
from notifications.domain.regle import Regle
from notifications.domain.regles.comptes import REGLES_COMPTES
from notifications.domain.regles.demandes import REGLES_DEMANDES
from notifications.domain.regles.suites import REGLES_SUITES

REGLES: Mapping[type[Event], Regle] = {**REGLES_COMPTES, **REGLES_DEMANDES, **REGLES_SUITES}
