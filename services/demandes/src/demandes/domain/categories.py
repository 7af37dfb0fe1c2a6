"""The categories of the licence as rules: groups, ages, what one must hold before (domain.md §3.1, §3.2)."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from contracts.vocabulary.categories import Categorie
from demandes.domain.ages import age

C = Categorie

LOURDES = frozenset({C.C1, C.C1E, C.C, C.CE, C.D1, C.D1E, C.D, C.DE})
"""An avis médical for these, always (domain.md §3.3)."""

SANS_EXAMEN = frozenset({C.AM, C.A})
"""Obtained by a training, not by an examination: their titre is asked for at once (domain.md §3.1)."""


class RegleAge(NamedTuple):
    """From when a person may be entered (`inscription`) and may hold the title (`titre`), as of a day."""

    categorie: Categorie
    depuis: date
    inscription: int
    titre: int
    source: str


DEPUIS_2013 = date(2013, 1, 19)

AGES = (
    RegleAge(C.AM, DEPUIS_2013, 14, 14, "R221-5; [inferred] in domain.md §3.1"),
    RegleAge(C.A1, DEPUIS_2013, 16, 16, "R221-5"),
    RegleAge(C.A2, DEPUIS_2013, 18, 18, "R221-5"),
    RegleAge(C.A, DEPUIS_2013, 20, 20, "A2 held for two years, and seven hours of training; [inferred]"),
    RegleAge(C.B1, DEPUIS_2013, 16, 16, "R221-5"),
    RegleAge(C.B, DEPUIS_2013, 15, 18, "AAC from 15, test at 18 (OP-33)"),
    RegleAge(C.B, date(2024, 1, 1), 15, 17, "décret 2023-1214: test at 17 (OP-33)"),
    RegleAge(C.BE, DEPUIS_2013, 18, 18, "R221-5"),
    RegleAge(C.C1, DEPUIS_2013, 18, 18, "R221-5"),
    RegleAge(C.C1E, DEPUIS_2013, 18, 18, "R221-5"),
    RegleAge(C.C, DEPUIS_2013, 21, 21, "R221-5"),
    RegleAge(C.CE, DEPUIS_2013, 21, 21, "R221-5"),
    RegleAge(C.D1, DEPUIS_2013, 21, 21, "R221-5"),
    RegleAge(C.D1E, DEPUIS_2013, 21, 21, "R221-5"),
    RegleAge(C.D, DEPUIS_2013, 24, 24, "R221-5"),
    RegleAge(C.DE, DEPUIS_2013, 24, 24, "R221-5"),
)

ABAISSES: Mapping[Categorie, int] = {C.C: 18, C.CE: 18, C.D1: 18, C.D1E: 18, C.D: 21, C.DE: 21}
"""With a FIMO or a professional diploma (code des transports R3314-4 and -6; the numbers [inferred] in §3.2)."""

PREALABLES: Mapping[Categorie, frozenset[Categorie]] = {
    C.A: frozenset({C.A2}),
    C.BE: frozenset({C.B}),
    C.C1: frozenset({C.B}),
    C.C1E: frozenset({C.C1}),
    C.C: frozenset({C.B}),
    C.CE: frozenset({C.C}),
    C.D1: frozenset({C.B}),
    C.D1E: frozenset({C.D1}),
    C.D: frozenset({C.B}),
    C.DE: frozenset({C.D}),
}
"""What must be held already: one of these."""


CATEGORIES_DU_DIPLOME: Mapping[str, frozenset[Categorie]] = {
    "demenageur": frozenset({C.B, C.BE}),
    "livreur": frozenset({C.B, C.C}),
    "routier": frozenset({C.B, C.C, C.CE}),
    "ool": frozenset({C.B}),
}
"""What a diploma opens, by the answer to `diplome_nature` (domain.md §3.2); of the others the instructor judges."""


class Demandees(NamedTuple):
    """What is asked for, and with which training: the ages follow."""

    categories: Collection[Categorie]
    titre: bool
    formation: str


def age_minimum(categorie: Categorie, le: date, *, titre: bool, formation: str = "aucune") -> int:
    """In whole years, by the rule in force that day; a training lowers some heavy ones."""
    regle = max((r for r in AGES if r.categorie is categorie and r.depuis <= le), key=lambda r: r.depuis)
    ordinaire = regle.titre if titre else regle.inscription
    return ordinaire if formation == "aucune" else min(ordinaire, ABAISSES.get(categorie, ordinaire))


def trop_jeune(demandees: Demandees, naissance: date, le: date) -> Iterator[str]:
    """Each category that the person is too young for, in words, with what to do."""
    ans = age(naissance, le)
    for categorie in demandees.categories:
        minimum = age_minimum(categorie, le, titre=demandees.titre, formation=demandees.formation)
        if ans < minimum:
            acte = "Le titre" if demandees.titre else "L'inscription"
            abaisse = ABAISSES.get(categorie)
            aide = f" ({abaisse} ans avec une FIMO ou un diplôme professionnel)" if abaisse else ""
            yield (
                f"{acte} de la catégorie {categorie.value} est possible à partir de {minimum} ans{aide} ; "
                f"cette date de naissance donne {ans} ans. Vérifiez la date, ou la catégorie demandée à l'étape 1."
            )


def sans_prealable(demandees: Collection[Categorie], detenues: Collection[Categorie]) -> Iterator[str]:
    """Each category whose prerequisite is neither held nor asked for at the same time."""
    for categorie in demandees:
        prealables = PREALABLES.get(categorie)
        if prealables and not prealables & {*detenues, *demandees} - {categorie}:
            attendues = " ou ".join(sorted(p.value for p in prealables))
            yield (
                f"La catégorie {categorie.value} demande d'être déjà titulaire de la catégorie {attendues}. "
                "Indiquez les catégories que vous détenez, ou demandez d'abord celle-ci."
            )
