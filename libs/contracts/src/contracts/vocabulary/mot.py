"""How a word of the vocabulary is made: a code for machines with the label that people read."""

from enum import StrEnum
from typing import Self


class Mot(StrEnum):
    """A word: compares and serialises as its code, and knows its official French label."""

    libelle: str

    def __new__(cls, code: str, libelle: str) -> Self:
        mot = str.__new__(cls, code)
        mot._value_ = code
        mot.libelle = libelle
        return mot


def libelle(liste: type[Mot], code: str) -> str:
    """The label of a code that came over the wire; a code that this deployment does not know yet is its own label."""
    return next((mot.libelle for mot in liste if mot == code), code)
