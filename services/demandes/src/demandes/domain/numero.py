"""The demande's number: arrondissement, time in Paris, five digits by chance, Luhn digit (domain.md §7.1, OP-01).

92120170412142448776919 = 921 · 2017-04-12 · 14:24:48 · 77691 · 9
"""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
TIRAGES = 100_000
CORSE = {"2A": "20", "2B": "20"}
"""A number holds digits only: Corsica's départements lose their letter, and their arrondissements never collide."""

FORME_ARRONDISSEMENT = re.compile(r"(?:[0-9]{3,4}|2[AB][0-9])")


class NumeroIncorrect(ValueError):
    """Not a number that this system could have given."""


@dataclass(frozen=True)
class Numero:
    """A number taken apart; `arrondissement` in digits, as it is written in the number."""

    arrondissement: str
    moment: datetime
    tirage: int


def numero_de_demande(arrondissement: str, moment: datetime, tirage: int) -> str:
    """The number of a demande validated at this moment (aware) and instructed by this arrondissement."""
    if not FORME_ARRONDISSEMENT.fullmatch(arrondissement) or not 0 <= tirage < TIRAGES:
        raise NumeroIncorrect
    local = moment.astimezone(PARIS)
    sans_cle = f"{en_chiffres(arrondissement)}{local:%Y%m%d%H%M%S}{tirage:05d}"
    return sans_cle + cle_de_luhn(sans_cle)


def lire_numero(numero: str) -> Numero:
    """The parts of a number; raises NumeroIncorrect. Three digits of arrondissement, or four overseas."""
    if not re.fullmatch(r"[0-9]{23,24}", numero) or cle_de_luhn(numero[:-1]) != numero[-1]:
        raise NumeroIncorrect
    prefixe = len(numero) - 20
    try:
        moment = datetime.strptime(numero[prefixe : prefixe + 14], "%Y%m%d%H%M%S").replace(tzinfo=PARIS)
    except ValueError:
        raise NumeroIncorrect from None
    return Numero(numero[:prefixe], moment, int(numero[prefixe + 14 : -1]))


def en_chiffres(arrondissement: str) -> str:
    """2A1 → 201, 2B2 → 202; all others are digits already."""
    return CORSE.get(arrondissement[:2], arrondissement[:2]) + arrondissement[2:]


def cle_de_luhn(chiffres: str) -> str:
    """The digit that makes the whole pass the Luhn check."""
    somme = sum(_luhn(int(chiffre), rang) for rang, chiffre in enumerate(reversed(chiffres)))
    return str(-somme % 10)


def _luhn(chiffre: int, rang: int) -> int:
    if rang % 2:
        return chiffre
    return chiffre * 2 - 9 * (chiffre > 4)
