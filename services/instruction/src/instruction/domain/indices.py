"""What the rules say about a dossier, shown to the instructor: hints, never a block (domain.md §1.1 INSTR)."""

from collections.abc import Mapping
from datetime import date

from contracts.events.parts import Dossier
from contracts.vocabulary.categories import Categorie
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.pieces import Piece

AGES: Mapping[str, int] = {
    Categorie.AM: 14,
    Categorie.A1: 16,
    Categorie.B1: 16,
    Categorie.A2: 18,
    Categorie.A: 20,
    Categorie.B: 17,
    Categorie.BE: 18,
    Categorie.C1: 18,
    Categorie.C1E: 18,
    Categorie.C: 21,
    Categorie.CE: 21,
    Categorie.D1: 21,
    Categorie.D1E: 21,
    Categorie.D: 24,
    Categorie.DE: 24,
}
"""Youngest age of a title of each category (domain.md §3.1; B: 17 from 2024, OP-33)."""
MEDICALES = frozenset({Categorie.C1, Categorie.C1E, Categorie.C, Categorie.CE}) | frozenset(
    {Categorie.D1, Categorie.D1E, Categorie.D, Categorie.DE}
)
"""Those of the heavy group always need an opinion of a doctor (domain.md §3.3)."""
EXAMEN_ANCIEN = 5  # years after which the success is looked up with care
SANS_AGE = frozenset({Motif.INSCRIPTION, Motif.INVALIDATION})
"""Their person learns first: the age counts at the title."""


def indices(dossier: Dossier, aujourd_hui: date) -> list[str]:
    """In the words of an office, the weightiest first."""
    codes = dossier.categories or (dossier.categorie,)
    return [*_examen(dossier, aujourd_hui), *_age(dossier, codes, aujourd_hui), *_medical(dossier, codes)]


def age(naissance: date, le: date) -> int:
    return le.year - naissance.year - ((le.month, le.day) < (naissance.month, naissance.day))


def _age(dossier: Dossier, codes: tuple[str, ...], le: date) -> list[str]:
    ans = age(dossier.etat_civil.date_naissance, le)
    quand = "au titre" if dossier.motif in SANS_AGE else "à ce jour"
    return [
        f"Catégorie {code} : {AGES[code]} ans au moins {quand} ; la personne a {ans} ans."
        for code in codes
        if code in AGES and ans < AGES[code]
    ]


def _medical(dossier: Dossier, codes: tuple[str, ...]) -> list[str]:
    if MEDICALES.isdisjoint(codes) or any(piece.type == Piece.AVIS_MEDICAL for piece in dossier.pieces):
        return []
    return ["Catégorie du groupe lourd sans avis médical au dossier."]


def _examen(dossier: Dossier, le: date) -> list[str]:
    if dossier.motif != Motif.TITRE_EXAMEN:
        return []
    if dossier.examen_le is None:
        return ["La date de l'examen n'est pas déclarée."]
    if dossier.examen_le > le:
        return ["La date d'examen déclarée n'est pas passée."]
    ancien = le.year - dossier.examen_le.year > EXAMEN_ANCIEN
    return [f"L'examen déclaré a plus de {EXAMEN_ANCIEN} ans."] if ancien else []
