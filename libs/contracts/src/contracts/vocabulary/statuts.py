"""The statuses of a demande with the labels of the seeds (seeds 000 and 001; domain.md §4) and who holds it in each."""

from contracts.vocabulary.mot import Mot


class Statut(Mot):
    BROUILLON = "brouillon", "Demande en cours de saisie"
    ATTENTE_VALIDATION_USAGER = "attente_validation_usager", "Dossier en attente de validation usager"
    REFUSEE_USAGER = "refusee_usager", "Refusée par l'usager"
    ATTENTE_FORMULAIRE_PHOTO = "attente_formulaire_photo", "En attente du formulaire photo-signature"
    VERIFICATION_IMAGES = "verification_images", "Vérification des images"
    A_COMPLETER = "a_completer", "A compléter"
    EN_INSTRUCTION = "en_instruction", "En cours d'instruction"
    ACCEPTEE = "acceptee", "Demande acceptée"
    REJETEE = "rejetee", "Rejetée"
    EXPIREE = "expiree", "Expirée"
    EN_PRODUCTION = "en_production", "Titre en production"
    PRODUITE = "produite", "Titre produit"
    EXPEDIEE = "expediee", "Titre expédié"
    EN_INSTANCE = "en_instance", "Titre en instance à La Poste"
    REMISE = "remise", "Titre remis"
    RETOURNEE = "retournee", "Titre retourné à l'ANTS"
    DETRUITE = "detruite", "Titre détruit"


class Detenteur(Mot):
    """Who holds the demande: the one whose turn it is."""

    DEPOSANT = "deposant", "Auto-école ou personne qui a saisi la demande"
    CANDIDAT = "candidat", "Candidat"
    CTN = "ctn", "Centre de Traitement et de Numérisation"
    PREFECTURE = "prefecture", "Préfecture ou DDT(M)"
    IMPRIMERIE = "imprimerie", "Imprimerie Nationale"
    POSTE = "poste", "La Poste"
    ANTS = "ants", "Agence Nationale des Titres Sécurisés"
    PERSONNE = "personne", "Personne : la demande est close"
