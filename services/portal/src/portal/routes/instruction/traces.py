"""Plots as the figures of a drawing, for a template that writes the SVG; a table stands beside each."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from contracts.vocabulary.mot import libelle
from contracts.vocabulary.motifs import Motif
from portal.rendu import nombre
from portal.routes.instruction.mots import AGES

LARGE, MARGE, LIGNE = 640, 8, 40  # units of the drawing; its width on the screen is the page's
COURT = 44  # letters of a motif that fit above its bars


class Barre(NamedTuple):
    """One bar, or a mark at its end. `genre` chooses how it is filled."""

    y: float
    longueur: float
    valeur: str
    genre: str


class Rangee(NamedTuple):
    """A line of the plot: its words above its bars, and a promise if there is one."""

    y: float
    titre: str
    barres: tuple[Barre, ...]
    promesse: float | None = None


class Trace(NamedTuple):
    """A plot of horizontal bars."""

    largeur: int
    hauteur: float
    rangees: tuple[Rangee, ...]


def delais(lignes: Sequence[Any]) -> Trace:
    """Of each motif the median and the day by which four of five were decided, against what is promised."""
    most = max((max(d["p80_jours"], d["promis_jours"] or 0) for d in lignes), default=0) or 1
    rangees = []
    for rang, delai in enumerate(lignes):
        y = MARGE + rang * (LIGNE + 26)
        barres = (
            Barre(y + 20, _longueur(delai["mediane_jours"], most), f"{nombre(delai['mediane_jours'])} j", "mediane"),
            Barre(y + 40, _longueur(delai["p80_jours"], most), f"{nombre(delai['p80_jours'])} j", "p80"),
        )
        promis = delai["promis_jours"]
        place = None if promis is None else _longueur(promis, most)
        rangees.append(Rangee(y, _court(libelle(Motif, delai["motif"])), barres, place))
    return Trace(LARGE, 2 * MARGE + len(rangees) * (LIGNE + 26), tuple(rangees))


def ages(comptes: dict[str, int]) -> Trace:
    """How many wait, by age."""
    return barres([(AGES.get(code, code), combien) for code, combien in comptes.items()])


def barres(lignes: Sequence[tuple[str, int]]) -> Trace:
    """Words and a number each."""
    most = max((combien for _, combien in lignes), default=0) or 1
    rangees = tuple(
        Rangee(y, titre, (Barre(y + 20, _longueur(combien, most), nombre(combien), "mediane"),))
        for y, (titre, combien) in ((MARGE + rang * 46, ligne) for rang, ligne in enumerate(lignes))
    )
    return Trace(LARGE, 2 * MARGE + len(rangees) * 46, rangees)


def _longueur(valeur: float, most: float) -> float:
    """At the right there is room for the figure."""
    return round((LARGE - 90) * valeur / most, 1)


def _court(mots: str) -> str:
    return mots if len(mots) <= COURT + 20 else f"{mots[: COURT + 18].rstrip()}…"
