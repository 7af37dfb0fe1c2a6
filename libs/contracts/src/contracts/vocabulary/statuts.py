"""The statuses of a demande with the labels of the seeds (seeds 000 and 001; domain.md §4) and who holds it in each."""

from contracts.vocabulary.mot import Mot


class Statut(Mot):
    BROUILLON = "brouillon", "Demande en cours de saisie"
    ATTENTE_VALIDATION_USAGER = "attente_validation_usager", "Dossier en attente de validation usager"
    REFUSEE_USAGER = "refusee_usager", "Refusée par l'usager"
    VERIFICATION_IMAGES = "verification_images", "Vérification des images"
    A_COMPLETER = "a_completer", "A compléter"
    EN_INSTRUCTION = "en_instruction", "En cours d'instruction"
    ACCEPTEE = "acceptee", "Demande acceptée"
    REJETEE = "rejetee", "Rejetée"
    EXPIREE = "expiree", "Expirée"


class Detenteur(Mot):
    """Who holds the demande: the one whose turn it is."""

    DEPOSANT = "deposant", "Auto-école ou personne qui a saisi la demande"
    CANDIDAT = "candidat", "Candidat"
    CTN = "ctn", "Centre de Traitement et de Numérisation"
    PREFECTURE = "prefecture", "Préfecture ou DDT(M)"
    PERSONNE = "personne", "Personne : la demande est close"
