"""The secret questions offered at activation (seeds 001 and 004), and how two answers compare."""

from accounts.domain.noms import plier
from contracts.vocabulary.mot import Mot


class Question(Mot):
    PRENOM_PERE = "prenom_pere", "Quel est le prénom de votre père ?"
    PRENOM_MERE = "prenom_mere", "Quel est le prénom de votre mère ?"
    VILLE_NAISSANCE_MERE = "ville_naissance_mere", "Dans quelle ville votre mère est-elle née ?"
    PREMIERE_ECOLE = "premiere_ecole", "Comment s'appelait votre première école ?"
    PREMIER_ANIMAL = "premier_animal", "Comment s'appelait votre premier animal de compagnie ?"
    AMI_ENFANCE = "ami_enfance", "Comment s'appelait votre meilleur ami d'enfance ?"
    PREMIER_EMPLOI = "premier_emploi", "Quel a été votre premier emploi ?"
    RUE_ENFANCE = "rue_enfance", "Dans quelle rue avez-vous grandi ?"


REPONSE_MIN = 2


def reponse_normalisee(reponse: str) -> str:
    """Accents, case and punctuation do not count when the answer is given again."""
    return plier(reponse)
