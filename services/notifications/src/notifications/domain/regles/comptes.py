"""What the holder of an account is told (domain.md §5: M01 to M05, N17, N18)."""

from collections.abc import Mapping

from contracts.events.accounts import (
    CandidatRattacheV1,
    CompteActiveV1,
    CompteFermeV1,
    CompteOuvertV1,
    CoordonneeAConfirmerV1,
    CoordonneesChangeesV1,
    FranceconnectChangeV1,
    IdentifiantRappeleV1,
    InscriptionEnDoubleV1,
    MotDePasseChangeV1,
    MotDePasseOublieV1,
)
from contracts.events.base import Event
from contracts.vocabulary.roles import Role
from notifications.domain.catalogue import FICHES
from notifications.domain.contacts import Contacts
from notifications.domain.message import AEnvoyer, Destinataire
from notifications.domain.regle import Regle

CIVILITES = {"F": "Madame", "M": "Monsieur"}

OUVERTURES: Mapping[str, str] = {Role.AUTO_ECOLE: "N17", Role.USAGER: "M01"}
"""Whoever opens an account himself; an administrator invites all others."""
INVITATION = "N17-agent"


def compte_ouvert(event: CompteOuvertV1, _: Contacts | None) -> list[AEnvoyer]:
    """The activation mail; when a school's filing made the account, an SMS says so too (seeds 000, 001)."""
    titulaire = Destinataire("titulaire", event.compte, event.email, event.telephone)
    modele = "M03" if event.demande else OUVERTURES.get(event.role, INVITATION)
    connues = {"lien": event.lien, "expire_le": event.expire_le}
    valeurs = {nom: connues[nom] for nom in FICHES[modele].variables}
    mail = AEnvoyer(modele, "mail", titulaire, valeurs, confidentiel=True)
    return [mail, AEnvoyer("M05", "sms", titulaire)] if event.demande else [mail]


def compte_active(event: CompteActiveV1, _: Contacts | None) -> list[AEnvoyer]:
    titulaire = Destinataire("titulaire", event.compte, event.email)
    return [AEnvoyer("M02", "mail", titulaire, {"identifiant": event.identifiant})]


def candidat_rattache(event: CandidatRattacheV1, _: Contacts | None) -> list[AEnvoyer]:
    """Who has a new account learns it from the mail that activates it."""
    if event.nouveau:
        return []
    a = Destinataire("candidat", event.compte, event.email, event.telephone)
    valeurs = {"civilite": CIVILITES.get(event.sexe, "Madame, Monsieur"), "nom": event.nom}
    return [AEnvoyer("M04", "mail", a, valeurs), AEnvoyer("M05", "sms", a)]


def inscription_en_double(event: InscriptionEnDoubleV1, _: Contacts | None) -> list[AEnvoyer]:
    """The screen said what it says to everybody; the holder alone learns that he has an account."""
    return [AEnvoyer("N18-double", "mail", Destinataire("titulaire", event.compte, event.email))]


def identifiant_rappele(event: IdentifiantRappeleV1, _: Contacts | None) -> list[AEnvoyer]:
    a = Destinataire("titulaire", event.compte, event.email)
    return [AEnvoyer("N18-identifiant", "mail", a, {"identifiant": event.identifiant})]


def mot_de_passe_oublie(event: MotDePasseOublieV1, _: Contacts | None) -> list[AEnvoyer]:
    a = Destinataire("titulaire", event.compte, event.email)
    valeurs = {"lien": event.lien, "expire_le": event.expire_le}
    return [AEnvoyer("N18-mot-de-passe", "mail", a, valeurs, confidentiel=True)]


def mot_de_passe_change(event: MotDePasseChangeV1, _: Contacts | None) -> list[AEnvoyer]:
    a = Destinataire("titulaire", event.compte, event.email)
    return [AEnvoyer("N18-change", "mail", a, {"change_le": event.change_le})]


def coordonnee_a_confirmer(event: CoordonneeAConfirmerV1, _: Contacts | None) -> list[AEnvoyer]:
    """To the new address or number itself: whoever reads it there owns it."""
    if event.canal == "sms":
        a = Destinataire("titulaire", event.compte, "", event.destination)
        code = {"code": event.code, "expire_le": event.expire_le}
        return [AEnvoyer("N18-telephone", "sms", a, code, confidentiel=True)]
    a = Destinataire("titulaire", event.compte, event.destination)
    lien = {"lien": event.lien, "expire_le": event.expire_le}
    return [AEnvoyer("N18-adresse", "mail", a, lien, confidentiel=True)]


def coordonnees_changees(event: CoordonneesChangeesV1, _: Contacts | None) -> list[AEnvoyer]:
    """The former address hears it last: a stranger who changed it is found out."""
    a = Destinataire("titulaire", event.compte, event.ancien_email or event.email)
    return [AEnvoyer("N18-coordonnees", "mail", a, {"changees_le": event.changees_le})]


def franceconnect_change(event: FranceconnectChangeV1, _: Contacts | None) -> list[AEnvoyer]:
    a = Destinataire("titulaire", event.compte, event.email)
    modele = "N18-detache" if event.etat == "detache" else "N18-rattache"
    return [AEnvoyer(modele, "mail", a, {"change_le": event.change_le})]


def compte_ferme(event: CompteFermeV1, _: Contacts | None) -> list[AEnvoyer]:
    return [AEnvoyer("N18-ferme", "mail", Destinataire("titulaire", None, event.email), {"ferme_le": event.ferme_le})]


REGLES_COMPTES: Mapping[type[Event], Regle] = {
    CompteOuvertV1: compte_ouvert,
    CompteActiveV1: compte_active,
    CandidatRattacheV1: candidat_rattache,
    InscriptionEnDoubleV1: inscription_en_double,
    IdentifiantRappeleV1: identifiant_rappele,
    MotDePasseOublieV1: mot_de_passe_oublie,
    MotDePasseChangeV1: mot_de_passe_change,
    CoordonneeAConfirmerV1: coordonnee_a_confirmer,
    CoordonneesChangeesV1: coordonnees_changees,
    FranceconnectChangeV1: franceconnect_change,
    CompteFermeV1: compte_ferme,
}
