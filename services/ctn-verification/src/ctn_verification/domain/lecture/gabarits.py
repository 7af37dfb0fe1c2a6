"""Zones for machines on French and foreign papers, as a table (ICAO 9303-4 to 9303-7; domain.md §8.3)."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple


class Format(StrEnum):
    PASSEPORT = "td3"
    CARTE = "td1"  # the French card since 2021, titres de séjour
    CARTE_TD2 = "td2"
    CNI_AVANT_2021 = "cni_avant_2021"
    PERMIS = "permis_ue"
    VISA_A = "mrv_a"
    VISA_B = "mrv_b"


class Alphabet(StrEnum):
    LETTRES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
    CHIFFRES = "0123456789"
    CHIFFRES_OU_VIDE = "0123456789<"
    MIXTE = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"
    SEXE = "MFX<"


class Champ(NamedTuple):
    """Where a field stands: line and positions, all counted from 1."""

    ligne: int
    debut: int
    fin: int
    alphabet: Alphabet


class Cle(NamedTuple):
    """A check digit: where it stands, and over what, in this order; `vide_admis` where nothing is to be checked."""

    ligne: int
    position: int
    sur: Sequence[tuple[int, int, int]]  # line, first position, last position
    vide_admis: bool = False


class Gabarit(NamedTuple):
    """`debut` are the ways in which its first line begins, `sauf` those that are another format's."""

    format: Format
    lignes: int
    longueur: int
    debut: Sequence[str]
    champs: Mapping[str, Champ]
    cles: Mapping[str, Cle]
    sauf: Sequence[str] = ()


L, C, V, M = Alphabet.LETTRES, Alphabet.CHIFFRES, Alphabet.CHIFFRES_OU_VIDE, Alphabet.MIXTE


def _lisible(format: Format, longueur: int, debut: Sequence[str], **cles: Cle) -> Gabarit:
    """The formats of two lines of ICAO 9303, which differ in length and in what the last digit checks."""
    reste = longueur - 1 if "ensemble" in cles else longueur
    champs = {
        "type": Champ(1, 1, 2, L),
        "etat": Champ(1, 3, 5, L),
        "noms": Champ(1, 6, longueur, L),
        "numero": Champ(2, 1, 9, M),
        "nationalite": Champ(2, 11, 13, L),
        "naissance": Champ(2, 14, 19, V),
        "sexe": Champ(2, 21, 21, Alphabet.SEXE),
        "expiration": Champ(2, 22, 27, V),
        "facultatif": Champ(2, 29, reste - ("facultatif" in cles), M),
    }
    communes = {
        "numero": Cle(2, 10, [(2, 1, 9)]),
        "naissance": Cle(2, 20, [(2, 14, 19)]),
        "expiration": Cle(2, 28, [(2, 22, 27)]),
    }
    return Gabarit(format, 2, longueur, debut, champs, communes | cles, sauf=("IDFRA",))


GABARITS: Sequence[Gabarit] = (
    _lisible(
        Format.PASSEPORT,
        44,
        "P",
        facultatif=Cle(2, 43, [(2, 29, 42)], vide_admis=True),
        ensemble=Cle(2, 44, [(2, 1, 10), (2, 14, 20), (2, 22, 43)]),
    ),
    _lisible(Format.VISA_A, 44, "V"),
    _lisible(Format.CARTE_TD2, 36, "ACI", ensemble=Cle(2, 36, [(2, 1, 10), (2, 14, 20), (2, 22, 35)])),
    _lisible(Format.VISA_B, 36, "V"),
    Gabarit(
        Format.CARTE,
        3,
        30,
        "ACI",
        {
            "type": Champ(1, 1, 2, L),
            "etat": Champ(1, 3, 5, L),
            "numero": Champ(1, 6, 14, M),
            "facultatif": Champ(1, 16, 30, M),
            "naissance": Champ(2, 1, 6, V),
            "sexe": Champ(2, 8, 8, Alphabet.SEXE),
            "expiration": Champ(2, 9, 14, V),
            "nationalite": Champ(2, 16, 18, L),
            "facultatif_2": Champ(2, 19, 29, M),
            "noms": Champ(3, 1, 30, L),
        },
        {
            "numero": Cle(1, 15, [(1, 6, 14)]),
            "naissance": Cle(2, 7, [(2, 1, 6)]),
            "expiration": Cle(2, 15, [(2, 9, 14)]),
            "ensemble": Cle(2, 30, [(1, 6, 30), (2, 1, 7), (2, 9, 15), (2, 19, 29)]),
        },
    ),
    Gabarit(
        Format.CNI_AVANT_2021,
        2,
        36,
        ["IDFRA"],
        {
            "type": Champ(1, 1, 2, L),
            "etat": Champ(1, 3, 5, L),
            "nom": Champ(1, 6, 30, L),
            "administratif": Champ(1, 31, 36, M),
            "delivrance": Champ(2, 1, 4, C),
            "departement": Champ(2, 5, 7, M),
            "serie": Champ(2, 8, 12, C),
            "prenoms": Champ(2, 14, 27, L),
            "naissance": Champ(2, 28, 33, V),
            "sexe": Champ(2, 35, 35, Alphabet.SEXE),
        },
        {
            "numero": Cle(2, 13, [(2, 1, 12)]),
            "naissance": Cle(2, 34, [(2, 28, 33)]),
            "ensemble": Cle(2, 36, [(1, 1, 36), (2, 1, 35)]),
        },
    ),
    Gabarit(
        Format.PERMIS,
        1,
        30,
        "D",
        {
            "type": Champ(1, 1, 2, M),
            "etat": Champ(1, 3, 5, L),
            "numero": Champ(1, 6, 14, M),
            "expiration": Champ(1, 16, 21, C),
            "nom": Champ(1, 22, 29, L),
        },
        {"numero": Cle(1, 15, [(1, 1, 14)]), "ensemble": Cle(1, 30, [(1, 1, 29)])},
    ),
)
