"""From which age a person may be entered for an examination, as dated rules (domain.md §3.1, §3.2, OP-33)."""

from datetime import date
from typing import NamedTuple

from contracts.vocabulary.categories import Categorie

AGE_PLAUSIBLE = 110
"""Nobody older asks for a licence: a birth date before is a slip."""


class RegleAge(NamedTuple):
    """`inscription`: from when lessons and the theory test are open, AAC included; `epreuve`: the practical test."""

    categorie: Categorie
    depuis: date
    inscription: int
    epreuve: int
    source: str


AGES = (
    RegleAge(Categorie.B, date(2014, 11, 1), 15, 18, "AAC from 15, test at 18"),
    RegleAge(Categorie.B, date(2024, 1, 1), 15, 17, "décret 2023-1214: test at 17"),
)


def regle_age(categorie: Categorie, le: date) -> RegleAge:
    """The rule in force that day."""
    return max((r for r in AGES if r.categorie is categorie and r.depuis <= le), key=lambda r: r.depuis)


def age(naissance: date, le: date) -> int:
    """In whole years; born on 29 February, one is a year older on 1 March of a common year."""
    return le.year - naissance.year - ((le.month, le.day) < (naissance.month, naissance.day))
