"""Which event is told to whom, by which model: one function for each event, the table at the foot (domain.md §5)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contracts.errors import RuleBroken
from contracts.events.accounts import CandidatRattacheV1, CompteActiveV1, CompteOuvertV1
from contracts.events.base import Event
from contracts.events.demandes import (
    ComplementFourniV1,
    DemandeACompleterV1,
    DemandeExpireeV1,
    DemandeFinaliseeV1,
    DemandeRefuseeV1,
    DemandeRejeteeV1,
    DemandeValideeV1,
)
from contracts.events.documents import DocumentProduitV1
from contracts.events.parts import AutoEcole, Contact, Dossier
from contracts.vocabulary.documents import Document
from contracts.vocabulary.roles import Role
from notifications.domain.message import AEnvoyer, Destinataire

CIVILITES = {"F": "Madame", "M": "Monsieur"}
EXPIREE = {"compte_non_active": "N02", "validation_usager": "N02-validation", "complement": "N02-complement"}


class ContactInconnu(RuleBroken):
    """The event came before the one that says who is concerned: it will come again."""

    slug = "contact-inconnu"
    title = "Les destinataires de cette demande ne sont pas encore connus"
    kind = "introuvable"


@dataclass(frozen=True)
class Contacts:
    """Who is concerned by a demande: kept from its validation, for events that carry no address."""

    numero: str
    candidat: Destinataire
    auto_ecole: Destinataire | None

    @classmethod
    def of(cls, dossier: Dossier) -> "Contacts":
        auto_ecole = ecole(dossier.auto_ecole) if dossier.auto_ecole else None
        return cls(dossier.numero, candidat(dossier), auto_ecole)


def candidat(dossier: Dossier) -> Destinataire:
    return Destinataire("candidat", dossier.candidat, dossier.contact.email, dossier.contact.telephone)


def ecole(auto_ecole: AutoEcole) -> Destinataire:
    return Destinataire("auto_ecole", auto_ecole.compte, auto_ecole.email)


def compte_ouvert(event: CompteOuvertV1, _: Contacts | None) -> list[AEnvoyer]:
    """The activation mail; when a school's filing made the account, an SMS says so too (seeds 000, 001)."""
    titulaire = Destinataire("titulaire", event.compte, event.email, event.telephone)
    modele = "M03" if event.demande else "N17" if event.role == Role.AUTO_ECOLE else "M01"
    mail = AEnvoyer(modele, "mail", titulaire, {"lien": event.lien}, confidentiel=True)
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


def demande_finalisee(event: DemandeFinaliseeV1, _: Contacts | None) -> list[AEnvoyer]:
    return [AEnvoyer("N01", "mail", ecole(event.auto_ecole), {"pre_numero": event.pre_numero})]


def demande_validee(event: DemandeValideeV1, _: Contacts | None) -> list[AEnvoyer]:
    dossier = event.dossier
    valeurs = {"numero": dossier.numero, "prefecture": dossier.prefecture.nom}
    a = candidat(dossier)
    return [AEnvoyer("M06", "mail", a, valeurs), AEnvoyer("M07", "sms", a, valeurs)]


def demande_refusee(event: DemandeRefuseeV1, _: Contacts | None) -> list[AEnvoyer]:
    valeurs = {"pre_numero": event.pre_numero, "raison": event.raison}
    return [AEnvoyer("N03", "mail", ecole(event.auto_ecole), valeurs)]


def demande_a_completer(event: DemandeACompleterV1, _: Contacts | None) -> list[AEnvoyer]:
    """The filer alone completes (domain.md OP-19)."""
    a = Destinataire("auto_ecole", event.destinataire, event.email)
    return [AEnvoyer("M10", "mail", a, {"numero": event.numero})]


def complement_fourni(event: ComplementFourniV1, _: Contacts | None) -> list[AEnvoyer]:
    return [AEnvoyer("N07", "mail", candidat(event.dossier), {"numero": event.dossier.numero})]


def document_produit(event: DocumentProduitV1, contacts: Contacts | None) -> list[AEnvoyer]:
    """The récépissé goes without a mail: the seeds name none."""
    if event.type_document != Document.ATTESTATION_INSCRIPTION:
        return []
    if contacts is None:
        raise ContactInconnu
    concernes = [a for a in (contacts.candidat, contacts.auto_ecole) if a is not None]
    return [AEnvoyer("N08", "mail", a, {"numero": contacts.numero}) for a in concernes]


def demande_rejetee(event: DemandeRejeteeV1, _: Contacts | None) -> list[AEnvoyer]:
    contacts = Contacts.of(event.dossier)
    valeurs = {"numero": contacts.numero, "causes": [cause.model_dump() for cause in event.causes]}
    concernes = [a for a in (contacts.candidat, contacts.auto_ecole) if a is not None]
    return [AEnvoyer("N09", "mail", a, valeurs) for a in concernes]


def demande_expiree(event: DemandeExpireeV1, contacts: Contacts | None) -> list[AEnvoyer]:
    """Whose account never opened is not written to again."""
    valeurs = {"pre_numero": event.pre_numero, "numero": contacts.numero if contacts else None}
    modele = EXPIREE.get(event.raison, "N02-validation")
    concernes = [ecole(event.auto_ecole)] if event.auto_ecole else []
    if event.raison != "compte_non_active":
        concernes.append(_personne(event.contact, contacts.candidat.compte if contacts else None))
    return [AEnvoyer(modele, "mail", a, valeurs) for a in concernes]


def _personne(contact: Contact, compte: UUID | None) -> Destinataire:
    return Destinataire("candidat", compte, contact.email, contact.telephone)


Regle = Callable[[Any, Contacts | None], list[AEnvoyer]]

REGLES: Mapping[type[Event], Regle] = {
    CompteOuvertV1: compte_ouvert,
    CompteActiveV1: compte_active,
    CandidatRattacheV1: candidat_rattache,
    DemandeFinaliseeV1: demande_finalisee,
    DemandeValideeV1: demande_validee,
    DemandeRefuseeV1: demande_refusee,
    DemandeACompleterV1: demande_a_completer,
    ComplementFourniV1: complement_fourni,
    DocumentProduitV1: document_produit,
    DemandeRejeteeV1: demande_rejetee,
    DemandeExpireeV1: demande_expiree,
}
