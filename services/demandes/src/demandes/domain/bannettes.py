"""The trays in which a school finds its demandes (seed 000: « Bannettes de traitement »)."""

from collections.abc import Mapping
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
    ATTENTE_VALIDATION = "attente_validation", "A valider par l'usager", Statut.ATTENTE_VALIDATION_USAGER
    ATTENTE_PHOTO = "attente_photo", "En attente du formulaire photo-signature", Statut.ATTENTE_FORMULAIRE_PHOTO
    A_COMPLETER = "a_completer", "A compléter", Statut.A_COMPLETER
    EN_VERIFICATION = "en_verification", "Vérification des images", Statut.VERIFICATION_IMAGES
    EN_INSTRUCTION = "en_instruction", "En cours d'instruction", Statut.EN_INSTRUCTION
    ACCEPTEES = "acceptees", "Acceptées", Statut.ACCEPTEE
    TITRES = (
        "titres",
        "Titres en fabrication ou en livraison",
        Statut.EN_PRODUCTION,
        Statut.PRODUITE,
        Statut.EXPEDIEE,
        Statut.EN_INSTANCE,
        Statut.RETOURNEE,
    )
    TITRES_REMIS = "titres_remis", "Titres remis", Statut.REMISE
    REJETEES = "rejetees", "Refusées ou rejetées", Statut.REJETEE, Statut.REFUSEE_USAGER
    EXPIREES = "expirees", "Expirées", Statut.EXPIREE, Statut.DETRUITE


BANNETTE_DE: Mapping[Statut, Bannette] = {statut: bannette for bannette in Bannette for statut in bannette.statuts}
"""Each demande lies in one tray."""
