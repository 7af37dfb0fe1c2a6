"""The life of a demande as a table: which act leads from which status to which (domain.md §4.2)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, Self

from contracts.errors import RuleBroken
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.statuts import Statut


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
    MAINTENIR_PIECE = "maintenir_piece", "Pièce maintenue malgré le contrôle automatique, pour l'avis d'un agent"
    RETIRER_MAINTIEN = "retirer_maintien", "Maintien d'une pièce retiré"
    SUPPRIMER = "supprimer", "Brouillon supprimé"
    FINALISER = "finaliser", "Saisie terminée par l'auto-école"
    RATTACHER = "rattacher", "Demande rattachée au compte du candidat"
    ACTIVER = "activer", "Compte du candidat activé"
    VALIDER = "valider", "Demande validée"
    VALIDER_AVEC_FORMULAIRE = "valider_avec_formulaire", "Demande validée, formulaire photo-signature à envoyer"
    VALIDER_PAR_MANDAT = "valider_par_mandat", "Demande validée par l'auto-école, qui détient le mandat signé"
    MANDAT_AVEC_FORMULAIRE = (
        "mandat_avec_formulaire",
        "Demande validée par l'auto-école, qui détient le mandat signé ; formulaire photo-signature à envoyer",
    )
    REFUSER = "refuser", "Demande refusée par le candidat"
    RECEVOIR_FORMULAIRE = "recevoir_formulaire", "Formulaire photo-signature reçu et numérisé"
    FORMULAIRE_TARDIF = "formulaire_tardif", "Formulaire photo-signature reçu après le délai, sans effet"
    CONSTATER_IMAGES_CONFORMES = "constater_images_conformes", "Images vérifiées, demande transmise pour instruction"
    CONSTATER_IMAGES_REFUSEES = "constater_images_refusees", "Images à corriger"
    ACCEPTER = "accepter", "Demande acceptée"
    DEMANDER_COMPLEMENT = "demander_complement", "Complément demandé"
    REJETER = "rejeter", "Demande rejetée"
    COMPLETER = "completer", "Complément fourni"
    LANCER_PRODUCTION = "lancer_production", "Titre commandé à l'Imprimerie Nationale"
    PRODUIRE = "produire", "Titre produit"
    EXPEDIER = "expedier", "Titre expédié"
    METTRE_EN_INSTANCE = "mettre_en_instance", "Titre en instance à La Poste"
    REMETTRE = "remettre", "Titre remis"
    RETOURNER = "retourner", "Titre retourné à l'ANTS"
    DETRUIRE = "detruire", "Titre détruit"
    DEMANDER_RENVOI = "demander_renvoi", "Nouvel envoi du titre demandé"
    RAPPELER = "rappeler", "Rappel envoyé avant la fin du délai"
    EXPIRER = "expirer", "Délai dépassé"
    EFFACER = "effacer", "Compte du candidat non activé : demande supprimée"
    DEMANDER_TRANSFERT = "demander_transfert", "Transfert demandé par une autre auto-école"
    ACCEPTER_TRANSFERT = "accepter_transfert", "Transfert accepté : une autre auto-école suit la demande"
    REFUSER_TRANSFERT = "refuser_transfert", "Transfert refusé"
    RETIRER_TRANSFERT = "retirer_transfert", "Demande de transfert retirée"
    LAISSER_TRANSFERT = "laisser_transfert", "Demande de transfert restée sans réponse"
    DOCUMENT = "document", "Document disponible"
    MESSAGE = "message", "Message envoyé"
    MESSAGE_NON_REMIS = "message_non_remis", "Message qui n'a pas pu être remis"
    PURGER = "purger", "Données effacées à la fin de leur conservation"


ETAPES_DU_TITRE: Final[Mapping[Statut, Acte]] = {
    Statut.EN_PRODUCTION: Acte.LANCER_PRODUCTION,
    Statut.PRODUITE: Acte.PRODUIRE,
    Statut.EXPEDIEE: Acte.EXPEDIER,
    Statut.EN_INSTANCE: Acte.METTRE_EN_INSTANCE,
    Statut.REMISE: Acte.REMETTRE,
    Statut.RETOURNEE: Acte.RETOURNER,
    Statut.DETRUITE: Acte.DETRUIRE,
}
"""Status of the card → the act that brings it there; who makes and carries it says so, we only learn it."""

VOIE_DU_TITRE: Final[Mapping[Statut, tuple[Statut, ...]]] = {
    Statut.ACCEPTEE: (Statut.EN_PRODUCTION,),  # rows 15 to 23
    Statut.EN_PRODUCTION: (Statut.PRODUITE,),
    Statut.PRODUITE: (Statut.EXPEDIEE, Statut.EN_PRODUCTION),
    Statut.EXPEDIEE: (Statut.REMISE, Statut.EN_INSTANCE, Statut.RETOURNEE),
    Statut.EN_INSTANCE: (Statut.REMISE, Statut.RETOURNEE),
    Statut.RETOURNEE: (Statut.EXPEDIEE, Statut.DETRUITE),
}
"""The usual next steps of a card. When the message of a step never came, what lies further on may still come."""


def _plus_loin(statut: Statut) -> list[Statut]:
    """Every step of the card that can follow, however many are left out in between."""
    trouves: list[Statut] = []
    a_voir = list(VOIE_DU_TITRE.get(statut, ()))
    while a_voir:
        if (suivant := a_voir.pop(0)) not in trouves:
            trouves.append(suivant)
            a_voir += VOIE_DU_TITRE.get(suivant, ())
    return trouves


TRANSITIONS: Mapping[tuple[Statut, Acte], Statut] = {
    (Statut.BROUILLON, Acte.SAISIR): Statut.BROUILLON,  # row 1 of domain.md §4.2
    (Statut.BROUILLON, Acte.CHOISIR_PHOTO): Statut.BROUILLON,  # 1
    (Statut.BROUILLON, Acte.DEPOSER_PIECE): Statut.BROUILLON,  # 1
    (Statut.BROUILLON, Acte.RETIRER_PIECE): Statut.BROUILLON,  # 1
    (Statut.BROUILLON, Acte.MAINTENIR_PIECE): Statut.BROUILLON,  # 1
    (Statut.BROUILLON, Acte.RETIRER_MAINTIEN): Statut.BROUILLON,  # 1
    (Statut.BROUILLON, Acte.SUPPRIMER): Statut.EXPIREE,
    (Statut.BROUILLON, Acte.EXPIRER): Statut.EXPIREE,
    (Statut.BROUILLON, Acte.VALIDER): Statut.VERIFICATION_IMAGES,  # 2
    (Statut.BROUILLON, Acte.VALIDER_AVEC_FORMULAIRE): Statut.ATTENTE_FORMULAIRE_PHOTO,  # 2
    (Statut.BROUILLON, Acte.VALIDER_PAR_MANDAT): Statut.VERIFICATION_IMAGES,  # 3b
    (Statut.BROUILLON, Acte.MANDAT_AVEC_FORMULAIRE): Statut.ATTENTE_FORMULAIRE_PHOTO,  # 3b
    (Statut.BROUILLON, Acte.FINALISER): Statut.ATTENTE_VALIDATION_USAGER,  # 3
    (Statut.ATTENTE_VALIDATION_USAGER, Acte.RATTACHER): Statut.ATTENTE_VALIDATION_USAGER,  # 3
    (Statut.ATTENTE_VALIDATION_USAGER, Acte.ACTIVER): Statut.ATTENTE_VALIDATION_USAGER,  # 4
    (Statut.ATTENTE_VALIDATION_USAGER, Acte.EFFACER): Statut.EXPIREE,  # 5
    (Statut.ATTENTE_VALIDATION_USAGER, Acte.REFUSER): Statut.REFUSEE_USAGER,  # 6
    (Statut.ATTENTE_VALIDATION_USAGER, Acte.VALIDER): Statut.VERIFICATION_IMAGES,  # 7
    (Statut.ATTENTE_VALIDATION_USAGER, Acte.VALIDER_AVEC_FORMULAIRE): Statut.ATTENTE_FORMULAIRE_PHOTO,  # 7
    (Statut.ATTENTE_VALIDATION_USAGER, Acte.EXPIRER): Statut.EXPIREE,  # OP-06
    (Statut.ATTENTE_FORMULAIRE_PHOTO, Acte.RECEVOIR_FORMULAIRE): Statut.VERIFICATION_IMAGES,  # 9
    (Statut.ATTENTE_FORMULAIRE_PHOTO, Acte.EXPIRER): Statut.EXPIREE,  # 9b, OP-13
    (Statut.VERIFICATION_IMAGES, Acte.CONSTATER_IMAGES_CONFORMES): Statut.EN_INSTRUCTION,  # 10
    (Statut.VERIFICATION_IMAGES, Acte.CONSTATER_IMAGES_REFUSEES): Statut.A_COMPLETER,  # 11
    (Statut.EN_INSTRUCTION, Acte.DEMANDER_COMPLEMENT): Statut.A_COMPLETER,  # 12
    (Statut.EN_INSTRUCTION, Acte.ACCEPTER): Statut.ACCEPTEE,  # 14
    (Statut.EN_INSTRUCTION, Acte.REJETER): Statut.REJETEE,  # 16
    (Statut.A_COMPLETER, Acte.CHOISIR_PHOTO): Statut.A_COMPLETER,  # 13, OP-08
    (Statut.A_COMPLETER, Acte.DEPOSER_PIECE): Statut.A_COMPLETER,  # 13
    (Statut.A_COMPLETER, Acte.RETIRER_PIECE): Statut.A_COMPLETER,  # 13
    (Statut.A_COMPLETER, Acte.MAINTENIR_PIECE): Statut.A_COMPLETER,  # 13
    (Statut.A_COMPLETER, Acte.RETIRER_MAINTIEN): Statut.A_COMPLETER,  # 13
    (Statut.A_COMPLETER, Acte.COMPLETER): Statut.VERIFICATION_IMAGES,  # 13
    (Statut.A_COMPLETER, Acte.EXPIRER): Statut.EXPIREE,  # OP-07
    (Statut.RETOURNEE, Acte.DEMANDER_RENVOI): Statut.RETOURNEE,  # 22
    **{(de, ETAPES_DU_TITRE[vers]): vers for de in VOIE_DU_TITRE for vers in _plus_loin(de)},  # 15 to 23
}
"""Which of the acts an accepted demande still knows depends on its motif: see `donne_un_titre`."""

TERMINES: Final = frozenset({Statut.REFUSEE_USAGER, Statut.REJETEE, Statut.EXPIREE, Statut.REMISE, Statut.DETRUITE})
"""Nothing moves any more; « Demande acceptée » too is an end when the motif makes no card (`est_termine`)."""

SANS_TITRE: Final = frozenset({Motif.INSCRIPTION, Motif.INVALIDATION})
"""Their acceptance opens the examination; every other motif ends with a card (domain.md §4.2 rows 14 and 15)."""


def donne_un_titre(motif: Motif) -> bool:
    return motif not in SANS_TITRE


def est_termine(statut: Statut, motif: Motif) -> bool:
    return statut in TERMINES or (statut is Statut.ACCEPTEE and not donne_un_titre(motif))


REMEDES: Final[Mapping[tuple[Statut, Acte], str]] = {
    (Statut.A_COMPLETER, Acte.SAISIR): (
        "Ce qui a été validé ne se modifie plus : remplacez seulement les pièces signalées. Si la pièce d'identité et "
        "l'état civil diffèrent, joignez la pièce qui correspond à l'état civil saisi ; si c'est l'état civil qui est "
        "faux, déposez une nouvelle demande, avec un nouveau code photo-signature."
    ),
}
"""What to do instead, where what comes next would not say it."""


class ActeImpossible(RuleBroken):
    slug = "acte-impossible"
    title = "La demande n'est pas dans un état qui permet cette action"
    kind = "conflit"


def statut_suivant(statut: Statut, acte: Acte, suite: str = "") -> Statut:
    """Where the act leads, or an answer that says where the demande stands and what comes next."""
    try:
        return TRANSITIONS[statut, acte]
    except KeyError:
        raise ActeImpossible(f"La demande est au statut « {statut.libelle} ». {suite}".rstrip()) from None
