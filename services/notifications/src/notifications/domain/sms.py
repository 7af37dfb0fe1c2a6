"""How long an SMS is: GSM-7 counts 160 characters, one letter outside it makes all of it UCS-2 (3GPP 23.038)."""

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

GSM7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM7_DOUBLE = frozenset("^{}\\[~]|€\f")
SEGMENTS_MAX = 4
TYPOGRAPHIE = str.maketrans({"’": "'", "‘": "'", "«": '"', "»": '"', "“": '"', "”": '"', "–": "-", "—": "-"})
TYPOGRAPHIE |= str.maketrans({"…": "...", "œ": "oe", "Œ": "OE", "\u00a0": " ", "\u202f": " "})


class Mesure(NamedTuple):
    """In which alphabet it goes, and how many SMS the operator sends for it."""

    alphabet: str
    segments: int


def mesurer(texte: str) -> Mesure:
    """What stands for two is never cut in two by the end of an SMS; a long one loses some room to its numbering."""
    if all(c in GSM7 or c in GSM7_DOUBLE for c in texte):
        return Mesure("GSM-7", _paquets([2 if c in GSM7_DOUBLE else 1 for c in texte], 160, 153))
    return Mesure("UCS-2", _paquets([len(c.encode("utf-16-be")) // 2 for c in texte], 70, 67))


def segments(texte: str) -> int:
    return mesurer(texte).segments


def tenir(texte: str) -> str:
    """As it is when it fits; otherwise in the small alphabet, and at last cut: a long name keeps nobody silent."""
    if segments(texte) <= SEGMENTS_MAX:
        return texte
    court = _en_gsm7(texte)
    while segments(court) > SEGMENTS_MAX:
        court = court[: min(len(court) - 1, SEGMENTS_MAX * 153)]
    return court


def _paquets(poids: Iterable[int], seul: int, enchaine: int) -> int:
    poids = list(poids)
    if sum(poids) <= seul:
        return 1
    nombre, reste = 1, enchaine
    for p in poids:
        if p > reste:
            nombre, reste = nombre + 1, enchaine
        reste -= p
    return nombre


def _en_gsm7(texte: str) -> str:
    plain = unicodedata.normalize("NFC", texte.translate(TYPOGRAPHIE))
    return "".join(_lettre(c) for c in plain)


def _lettre(c: str) -> str:
    if c in GSM7 or c in GSM7_DOUBLE:
        return c
    base = unicodedata.normalize("NFKD", c)[0]
    return base if base in GSM7 else "?"
