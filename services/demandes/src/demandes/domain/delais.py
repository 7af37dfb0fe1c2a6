"""How long things may take before a demande moves on by itself (domain.md §4.3, §10)."""

from collections.abc import Mapping
from datetime import timedelta

from contracts.vocabulary.statuts import Statut

VALIDATION_USAGER = timedelta(days=30)  # OP-06
COMPLEMENT = timedelta(days=30)  # OP-07
EFFACEMENT_FICHIERS = timedelta(hours=1)  # a file that was taken away may still be under the engine's eyes

ECHEANCES: Mapping[Statut, timedelta] = {
    Statut.ATTENTE_VALIDATION_USAGER: VALIDATION_USAGER,
    Statut.A_COMPLETER: COMPLEMENT,
}
"""Status → time after which a demande that still stands there expires."""

RAISONS: Mapping[Statut, str] = {
    Statut.ATTENTE_VALIDATION_USAGER: "validation_usager",
    Statut.A_COMPLETER: "complement",
}
"""Status in which a demande expired → `raison` of DemandeExpireeV1."""
