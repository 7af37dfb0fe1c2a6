"""Names as the machine zone writes them (ICAO 9303-3 §4.6 and §6): A to Z, nothing else, and cut when too long."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

TRANSCRIPTIONS: Mapping[str, tuple[str, ...]] = {
    "Ä": ("A", "AE"),
    "Å": ("A", "AA"),
    "Æ": ("AE",),
    "Ö": ("O", "OE"),
    "Ø": ("O", "OE"),
    "Œ": ("OE",),
    "Ü": ("U", "UE", "UXX"),
    "Ñ": ("N", "NXX"),
    "ß": ("SS",),
    "ẞ": ("SS",),
    "Þ": ("TH",),
    "Ð": ("D",),
    "Đ": ("D",),
    "Ł": ("L",),
    "Ħ": ("H",),
    "Ŋ": ("N",),
    "Ŧ": ("T",),
    "Ĳ": ("IJ",),
    "İ": ("I",),
    "ı": ("I",),
}
"""ICAO 9303-3 §6.A; where states differ, each of their ways. Every other accent is left out."""

FACONS_MAX = 64  # of one name: nobody's has so many umlauts


def plier(nom: str) -> tuple[str, ...]:
    """The ways in which a name may stand in a machine zone, letters only: hyphens, spaces, apostrophes are left out."""
    lettres = [_facons(lettre) for lettre in unicodedata.normalize("NFC", nom).upper()]
    facons = ["".join(lettres) for lettres in _bornes(product(*lettres))]
    return tuple(dict.fromkeys(facons))


def meme_nom(lu: str, saisi: str, *, coupe: bool) -> bool:
    """Whether the name that was read is this one; `coupe` when the zone had no room for all of it."""
    lettres = lu.replace("<", "")
    return bool(lettres) and any(lettres == entier or (coupe and entier.startswith(lettres)) for entier in plier(saisi))


def memes_prenoms(lus: Sequence[str], saisis: Sequence[str], *, coupes: bool) -> bool:
    """All given names in their order, «rigoureusement identiques» (seed 000); cut, as far as they go.

    A zone that is full may also have cut each of them (ICAO 9303-3 §4.6): then each is the beginning of its own.
    """
    if meme_nom("".join(lus), "".join(saisis), coupe=coupes):
        return True
    parties = [partie for saisi in saisis for partie in saisi.replace("-", " ").split()]
    return (
        coupes
        and 0 < len(lus) <= len(parties)
        and all(meme_nom(lu, partie, coupe=True) for lu, partie in zip(lus, parties, strict=False))
    )


def ecart(un: str, autre: str) -> int:
    """How many letters must be put in, left out or changed to make one of the other."""
    precedents = list(range(len(autre) + 1))
    for rang, lettre in enumerate(un, 1):
        courants = [rang]
        for colonne, voulue in enumerate(autre, 1):
            change = precedents[colonne - 1] + (lettre != voulue)
            courants.append(min(change, precedents[colonne] + 1, courants[-1] + 1))
        precedents = courants
    return precedents[-1]


def ecart_de_nom(lu: str, saisi: str, *, coupe: bool) -> int:
    """Letters between what was read and the nearest way to write what was entered."""
    lettres = lu.replace("<", "")
    return min(
        ecart(lettres, entier[: len(lettres)] if coupe and len(entier) > len(lettres) else entier)
        for entier in plier(saisi)
    )


def _facons(lettre: str) -> tuple[str, ...]:
    if lettre in TRANSCRIPTIONS:
        return TRANSCRIPTIONS[lettre]
    nue = "".join(signe for signe in unicodedata.normalize("NFKD", lettre) if "A" <= signe.upper() <= "Z")
    return (nue.upper(),)


def _bornes(facons: Iterator[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    for _, facon in zip(range(FACONS_MAX), facons, strict=False):
        yield facon
