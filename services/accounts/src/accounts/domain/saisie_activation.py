"""What the person fills in at activation: password, secret question, answer; every fault is told at once."""

from collections.abc import Iterator

from accounts.domain.compte import Compte
from accounts.domain.delais import AGENTS
from accounts.domain.mots_de_passe import LONGUEUR_MIN, LONGUEUR_MIN_AGENT, defauts
from accounts.domain.questions import REPONSE_MIN, Question, reponse_normalisee
from contracts.errors import FieldError, RuleBroken


class ActivationInvalide(RuleBroken):
    slug = "activation-invalide"
    title = "Le mot de passe ou la question secrète ne convient pas"
    kind = "invalide"


class MotDePasseRefuse(RuleBroken):
    slug = "mot-de-passe-refuse"
    title = "Ce n'est pas votre mot de passe actuel"
    kind = "invalide"

    def __init__(self, pointer: str) -> None:
        detail = "Saisissez le mot de passe avec lequel vous vous connectez."
        super().__init__(detail, errors=[FieldError(pointer, detail)])


def verifier_mot_de_passe(compte: Compte, mot_de_passe: str) -> None:
    """Another password for an account that has one. Raises ActivationInvalide with every fault."""
    faults = [*_mot_de_passe(compte, mot_de_passe)]
    if faults:
        raise ActivationInvalide("Corrigez ce que « errors » signale, puis renvoyez.", errors=faults)


def verifier_saisie(compte: Compte, mot_de_passe: str, question: str | None, reponse: str | None) -> None:
    """Agents have a second factor instead of a secret question. Raises ActivationInvalide with every fault."""
    faults = [*_mot_de_passe(compte, mot_de_passe)]
    if compte.role in AGENTS:
        faults += _sans_question(question, reponse)
    else:
        faults += _question(mot_de_passe, question or "", reponse or "")
    if faults:
        raise ActivationInvalide("Corrigez ce que « errors » signale, puis renvoyez.", errors=faults)


def _mot_de_passe(compte: Compte, mot_de_passe: str) -> Iterator[FieldError]:
    longueur = LONGUEUR_MIN_AGENT if compte.role in AGENTS else LONGUEUR_MIN
    personnel = personnel_de(compte.nom, compte.prenom, compte.email)
    for detail in defauts(mot_de_passe, personnel, longueur_min=longueur):
        yield FieldError("/mot_de_passe", detail)


def personnel_de(nom: str, prenom: str, email: str) -> tuple[str, str, str]:
    """What a password may not contain."""
    return nom, prenom, email.partition("@")[0]


def _sans_question(question: str | None, reponse: str | None) -> Iterator[FieldError]:
    for pointer, saisi in (("/question_secrete", question), ("/reponse_secrete", reponse)):
        if saisi:
            yield FieldError(pointer, "Un agent n'a pas de question secrète : videz ce champ.")


def _question(mot_de_passe: str, question: str, reponse: str) -> Iterator[FieldError]:
    if question not in list(Question):
        yield FieldError("/question_secrete", "Cette question n'est pas proposée : choisissez-en une de la liste.")
    if len(reponse_normalisee(reponse)) < REPONSE_MIN:
        yield FieldError(
            "/reponse_secrete", f"La réponse est trop courte : donnez au moins {REPONSE_MIN} lettres ou chiffres."
        )
    elif reponse == mot_de_passe:
        yield FieldError("/reponse_secrete", "La réponse est le mot de passe lui-même : donnez une vraie réponse.")
