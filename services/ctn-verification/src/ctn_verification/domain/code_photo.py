"""The photo-signature code: 22 characters, shown once, known afterwards by its hash only (domain.md §7.2)."""

import calendar
import hashlib
from collections.abc import Callable
from datetime import datetime

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Neither I and 1 nor O and 0: the code is copied by hand from a photographer's slip."""

LONGUEUR = 22
MOIS_DE_VALIDITE = 6  # domain.md §4.3


def tirer_code(tirage: Callable[[int], int]) -> str:
    """`tirage(n)` draws a number from 0 to n - 1 that nobody can foresee: 110 bits in all."""
    return "".join(ALPHABET[tirage(len(ALPHABET))] for _ in range(LONGUEUR))


def empreinte(code: str) -> str:
    """SHA-256, in hex, of the code as it is meant: without spaces, upper case."""
    return hashlib.sha256("".join(code.split()).upper().encode()).hexdigest()


def expiration(depose_le: datetime) -> datetime:
    """Six months later at the same hour; the last day of a shorter month."""
    annee, mois = divmod(depose_le.month - 1 + MOIS_DE_VALIDITE, 12)
    annee, mois = depose_le.year + annee, mois + 1
    jour = min(depose_le.day, calendar.monthrange(annee, mois)[1])
    return depose_le.replace(year=annee, month=mois, day=jour)
