"""The trays in which a school finds its demandes (seed 000: « Bannettes de traitement »)."""

from enum import StrEnum
from typing import Self

from contracts.vocabulary.statuts import Statut


class Bannette(StrEnum):
    libelle: str
    statuts: frozenset[Statut]

    def __new__(cls, code: str, libelle: str, *statuts: Statut) -> Self:
        bannette = str.__new__(cls, code)
        bannette._value_ = code
        bannette.libelle = libelle
        bannette.statuts = frozenset(statuts)
        return bannette

    EN_SAISIE = "en_saisie", "En cours de saisie", Statut.BROUILLON
    ATTENTE_VALIDATION = "attente_validation", "En attente de validation", Statut.ATTENTE_VALIDATION_USAGER
    A_COMPLETER = "a_completer", "A compléter", Statut.A_COMPLETER
    EN_COURS = "en_cours", "En cours de traitement", Statut.VERIFICATION_IMAGES, Statut.EN_INSTRUCTION
    TERMINEES = (
        "terminees",
        "Terminées",
        Statut.ACCEPTEE,
        Statut.REJETEE,
        Statut.REFUSEE_USAGER,
        Statut.EXPIREE,
    )
