"""The life of a demande as tables: which act leads where, who holds it in each status, what comes next."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple, Self

from contracts.errors import RuleBroken
from contracts.vocabulary.statuts import Detenteur, Statut
from demandes.domain.delais import COMPLEMENT, VALIDATION_USAGER


class Acte(StrEnum):
    """What can be done to a demande; `libelle` is how its history says it was done."""

    libelle: str

    def __new__(cls, code: str, libelle: str) -> Self:
        acte = str.__new__(cls, code)
        acte._value_ = code
        acte.libelle = libelle
        return acte

    OUVRIR = "ouvrir", "Demande commencée"
    SAISIR = "saisir", "Étape enregistrée"
    CHOISIR_PHOTO = "choisir_photo", "Code photo-signature enregistré"
    DEPOSER_PIECE = "deposer_piece", "Pièce jointe"
    RETIRER_PIECE = "retirer_piece", "Pièce supprimée"
    FINALISER = "finaliser", "Saisie terminée par l'auto-école"
    RATTACHER = "rattacher", "Demande rattachée au compte du candidat"
    ACTIVER = "activer", "Compte du candidat activé"
    VALIDER = "valider", "Demande validée par le candidat"
    REFUSER = "refuser", "Demande refusée par le candidat"
    CONSTATER_IMAGES_CONFORMES = "constater_images_conformes", "Images vérifiées, demande transmise pour instruction"
    CONSTATER_IMAGES_REFUSEES = "constater_images_refusees", "Images à corriger"
    ACCEPTER = "accepter", "Demande acceptée"
    DEMANDER_COMPLEMENT = "demander_complement", "Complément demandé"
    REJETER = "rejeter", "Demande rejetée"
    COMPLETER = "completer", "Complément fourni"
    EXPIRER = "expirer", "Délai dépassé"
    EFFACER = "effacer", "Compte du candidat non activé : demande supprimée"
    DOCUMENT = "document", "Document disponible"
    MESSAGE = "message", "Message envoyé"


TRANSITIONS: Mapping[tuple[Statut, Acte], Statut] = {
    (Statut.BROUILLON, Acte.SAISIR): Statut.BROUILLON,  # row 1 of domain.md §4.2
    (Statut.BROUILLON, Acte.CHOISIR_PHOTO): Statut.BROUILLON,  # 1
    (Statut.BROUILLON, Acte.DEPOSER_PIECE): Statut.BROUILLON,  # 1
    (Statut.BROUILLON, Acte.RETIRER_PIECE): Statut.BROUILLON,  # 1
    (Statut.BROUILLON, Acte.FINALISER): Statut.ATTENTE_VALIDATION_USAGER,  # 3
    (Statut.ATTENTE_VALIDATION_USAGER, Acte.RATTACHER): Statut.ATTENTE_VALIDATION_USAGER,  # 3
    (Statut.ATTENTE_VALIDATION_USAGER, Acte.ACTIVER): Statut.ATTENTE_VALIDATION_USAGER,  # 4
    (Statut.ATTENTE_VALIDATION_USAGER, Acte.EFFACER): Statut.EXPIREE,  # 5
    (Statut.ATTENTE_VALIDATION_USAGER, Acte.REFUSER): Statut.REFUSEE_USAGER,  # 6
    (Statut.ATTENTE_VALIDATION_USAGER, Acte.VALIDER): Statut.VERIFICATION_IMAGES,  # 7
    (Statut.ATTENTE_VALIDATION_USAGER, Acte.EXPIRER): Statut.EXPIREE,  # OP-06
    (Statut.VERIFICATION_IMAGES, Acte.CONSTATER_IMAGES_CONFORMES): Statut.EN_INSTRUCTION,  # 10
    (Statut.VERIFICATION_IMAGES, Acte.CONSTATER_IMAGES_REFUSEES): Statut.A_COMPLETER,  # 11
    (Statut.EN_INSTRUCTION, Acte.DEMANDER_COMPLEMENT): Statut.A_COMPLETER,  # 12
    (Statut.EN_INSTRUCTION, Acte.ACCEPTER): Statut.ACCEPTEE,  # 14
    (Statut.EN_INSTRUCTION, Acte.REJETER): Statut.REJETEE,  # 16
    (Statut.A_COMPLETER, Acte.CHOISIR_PHOTO): Statut.A_COMPLETER,  # 13, OP-08
    (Statut.A_COMPLETER, Acte.DEPOSER_PIECE): Statut.A_COMPLETER,  # 13
    (Statut.A_COMPLETER, Acte.RETIRER_PIECE): Statut.A_COMPLETER,  # 13
    (Statut.A_COMPLETER, Acte.COMPLETER): Statut.VERIFICATION_IMAGES,  # 13
    (Statut.A_COMPLETER, Acte.EXPIRER): Statut.EXPIREE,  # OP-07
}


class Position(NamedTuple):
    """Where a demande stands: whose turn it is and what comes next, in words for everybody."""

    detenteur: Detenteur
    suite: str


POSITIONS: Mapping[Statut, Position] = {
    Statut.BROUILLON: Position(
        Detenteur.DEPOSANT,
        "L'auto-école termine la saisie ; le candidat est ensuite invité à valider la demande.",
    ),
    Statut.ATTENTE_VALIDATION_USAGER: Position(
        Detenteur.CANDIDAT,
        "Le candidat relit la demande, puis la valide ou la refuse depuis son compte, "
        f"dans les {VALIDATION_USAGER.days} jours.",
    ),
    Statut.REFUSEE_USAGER: Position(
        Detenteur.PERSONNE,
        "La demande est close. L'auto-école peut saisir une nouvelle demande ; "
        "le code photo-signature reste utilisable.",
    ),
    Statut.VERIFICATION_IMAGES: Position(
        Detenteur.CTN,
        "Le Centre de Traitement et de Numérisation vérifie la qualité de la photo, de la signature et des pièces, "
        "puis transmet la demande à la préfecture ou à la DDT(M).",
    ),
    Statut.A_COMPLETER: Position(
        Detenteur.DEPOSANT,
        f"L'auto-école corrige ce qui est signalé, dans les {COMPLEMENT.days} jours ; "
        "les images sont ensuite vérifiées de nouveau.",
    ),
    Statut.EN_INSTRUCTION: Position(
        Detenteur.PREFECTURE,
        "La préfecture ou la DDT(M) instruit la demande : elle l'accepte, demande un complément ou la rejette.",
    ),
    Statut.ACCEPTEE: Position(
        Detenteur.PERSONNE,
        "L'inscription est acceptée : l'attestation d'inscription est à imprimer et à présenter à l'examen.",
    ),
    Statut.REJETEE: Position(
        Detenteur.PERSONNE,
        "La demande est close. Une nouvelle demande, avec un nouveau code photo-signature, est nécessaire.",
    ),
    Statut.EXPIREE: Position(
        Detenteur.PERSONNE,
        "La demande est close parce qu'un délai est dépassé. Une nouvelle demande est nécessaire.",
    ),
}

TERMINES = frozenset(statut for statut, position in POSITIONS.items() if position.detenteur is Detenteur.PERSONNE)


class ActeImpossible(RuleBroken):
    slug = "acte-impossible"
    title = "La demande n'est pas dans un état qui permet cette action"
    kind = "conflit"


def statut_suivant(statut: Statut, acte: Acte) -> Statut:
    """Where the act leads, or an answer that says where the demande stands and what comes next."""
    try:
        return TRANSITIONS[statut, acte]
    except KeyError:
        raise ActeImpossible(f"La demande est au statut « {statut.libelle} ». {POSITIONS[statut].suite}") from None
