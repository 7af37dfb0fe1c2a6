"""Accounts and identities of FranceConnect: linked after a login, made from the identity, parted again."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from accounts.domain.compte import Compte, Decision, Fait, Secrets, activation, changer_mot_de_passe
from accounts.domain.delais import FRANCECONNECT_FRAICHE
from accounts.domain.identite import Identite
from contracts.errors import FieldError, RuleBroken
from contracts.events.accounts import FranceconnectChangeV1
from contracts.vocabulary.roles import Role


class ReserveAuxParticuliers(RuleBroken):
    slug = "franceconnect-particuliers"
    title = "FranceConnect ouvre les comptes de particuliers seulement"
    kind = "interdit"

    def __init__(self) -> None:
        super().__init__("Connectez-vous avec l'identifiant et le mot de passe de ce compte.")


class CompteDejaLie(RuleBroken):
    slug = "compte-deja-lie"
    title = "Ce compte est déjà rattaché à une autre identité FranceConnect"
    kind = "conflit"

    def __init__(self) -> None:
        super().__init__("Connectez-vous avec l'autre, ou détachez-la d'abord dans « Mon compte ».")


class CreationRefusee(RuleBroken):
    slug = "creation-refusee"
    title = "Le compte ne peut pas être créé ainsi"
    kind = "invalide"

    def __init__(self, pointer: str, detail: str) -> None:
        super().__init__(detail, errors=[FieldError(pointer, detail)])


class CompteExistant(RuleBroken):
    slug = "compte-existant"
    title = "Vous avez déjà un compte à ces nom, prénom et adresse mél"
    kind = "conflit"

    def __init__(self, *, actif: bool) -> None:
        super().__init__(
            "Rattachez-le avec son identifiant et son mot de passe ; s'ils sont oubliés, demandez-les sur la page de "
            "connexion."
            if actif
            else "Il attend son activation : ouvrez le lien du mél reçu, puis rattachez FranceConnect avec "
            "l'identifiant et le mot de passe. Si le mél est perdu, une nouvelle inscription le renvoie."
        )


class FranceConnectNonLie(RuleBroken):
    slug = "franceconnect-non-lie"
    title = "Ce compte n'est pas rattaché à FranceConnect"
    kind = "introuvable"

    def __init__(self) -> None:
        super().__init__("Rattachez-le dans « Mon compte » pour vous connecter sans mot de passe.")


class MotDePasseAbsent(RuleBroken):
    slug = "mot-de-passe-absent"
    title = "Ce compte n'a pas de mot de passe"
    kind = "conflit"

    def __init__(self) -> None:
        super().__init__("FranceConnect seul l'ouvre : choisissez d'abord un mot de passe dans « Mon compte ».")


class ReconnexionRequise(RuleBroken):
    slug = "reconnexion-requise"
    title = "Reconnectez-vous d'abord par FranceConnect"
    kind = "interdit"

    def __init__(self) -> None:
        super().__init__("Puis choisissez votre mot de passe dans les dix minutes.")


class MotDePassePresent(RuleBroken):
    slug = "mot-de-passe-present"
    title = "Ce compte a déjà un mot de passe"
    kind = "conflit"

    def __init__(self) -> None:
        super().__init__("Pour en choisir un autre, donnez celui-ci : « Changer de mot de passe ».")


def verifier_role(compte: Compte) -> None:
    """Raises ReserveAuxParticuliers: schools and agents have a second factor, which this would go round."""
    if compte.role is not Role.USAGER:
        raise ReserveAuxParticuliers


def verifier_liable(compte: Compte, lie_a: Identite | None, identite: Identite) -> None:
    """Raises ReserveAuxParticuliers or CompteDejaLie. Names are not compared: a password has proved whose it is."""
    verifier_role(compte)
    if lie_a is not None and (lie_a.issuer, lie_a.sub) != (identite.issuer, identite.sub):
        raise CompteDejaLie


def adresse_choisie(identite: Identite, saisie: str | None) -> str:
    """Where mails go. Raises CreationRefusee when there is none."""
    email = saisie or identite.email
    if email is None:
        raise CreationRefusee("/email", "FranceConnect n'a pas transmis d'adresse mél : saisissez la vôtre.")
    return email


def nouveau_compte(identite: Identite, *, email: str, cgu_acceptees: bool, id: UUID, now: datetime) -> Compte:
    """Of a private person; not yet active. Raises CreationRefusee."""
    if not cgu_acceptees:
        detail = "Les conditions générales d'utilisation ne sont pas acceptées : cochez la case pour créer le compte."
        raise CreationRefusee("/cgu_acceptees", detail)
    return Compte(
        id=id,
        role=Role.USAGER,
        nom=identite.nom,
        prenom=identite.prenom,
        email=email,
        sexe=identite.sexe,
        cree_le=now,
        cgu_acceptees_le=now,
    )


def ouvrir(compte: Compte, existant: Compte | None, *, identifiant: str, appareil: str, now: datetime) -> Decision:
    """Active at once: FranceConnect has proved who it is. Raises CompteExistant: a mail address proves nothing."""
    if existant is not None:
        raise CompteExistant(actif=existant.actif)
    actif = replace(compte, identifiant=identifiant, active_le=now, connexion_le=now, connexion_appareil=appareil)
    return Decision(actif, [activation(actif, identifiant)])


def verifier_detachable(compte: Compte) -> None:
    """Raises MotDePasseAbsent: nobody could open the account any more."""
    if compte.mot_de_passe is None:
        raise MotDePasseAbsent


def verifier_sans_mot_de_passe(compte: Compte) -> None:
    """Raises MotDePassePresent."""
    if compte.mot_de_passe is not None:
        raise MotDePassePresent


def verifier_fraiche(ouverte_le: datetime | None, now: datetime) -> None:
    """FranceConnect opened this session, a moment ago. Raises ReconnexionRequise."""
    if ouverte_le is None or now >= ouverte_le + FRANCECONNECT_FRAICHE:
        raise ReconnexionRequise


def changement(compte: Compte, etat: str, now: datetime) -> Decision:
    """The account stays as it is; its holder hears how it opens, in case it was not he."""
    change = FranceconnectChangeV1(
        compte=compte.id, nom=compte.nom_affiche, email=compte.email, etat=etat, change_le=now
    )
    return Decision(compte, [Fait(compte.id, change)])


def choisir_secrets(compte: Compte, secrets: Secrets, now: datetime) -> Decision:
    """The first password of an account that FranceConnect made. Raises MotDePassePresent."""
    verifier_sans_mot_de_passe(compte)
    avec = replace(compte, question_secrete=secrets.question, reponse_secrete=secrets.reponse)
    return changer_mot_de_passe(avec, secrets.mot_de_passe, now)
