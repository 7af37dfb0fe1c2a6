"""Who is concerned by a demande: kept from its validation, for events that carry no address."""

from dataclasses import dataclass, replace
from uuid import UUID

from contracts.errors import RuleBroken
from contracts.events.demandes import FormulairePhotoAttenduV1
from contracts.events.parts import AutoEcole, Contact, Dossier
from notifications.domain.message import Destinataire


class ContactInconnu(RuleBroken):
    """The event came before the one that says who is concerned: it will come again."""

    slug = "contact-inconnu"
    title = "Les destinataires de cette demande ne sont pas encore connus"
    kind = "introuvable"


@dataclass(frozen=True)
class Contacts:
    """The candidate (or his legal representative), and the school that filed if one did."""

    numero: str
    candidat: Destinataire
    auto_ecole: Destinataire | None

    @classmethod
    def of(cls, faits: Dossier | FormulairePhotoAttenduV1) -> "Contacts":
        auto_ecole = ecole(faits.auto_ecole) if faits.auto_ecole else None
        return cls(faits.numero, candidat(faits), auto_ecole)

    @property
    def tous(self) -> list[Destinataire]:
        return [a for a in (self.candidat, self.auto_ecole) if a is not None]

    def passee_a(self, auto_ecole: AutoEcole) -> "Contacts":
        """The demande went to another school (seed 000)."""
        return replace(self, auto_ecole=ecole(auto_ecole))


def candidat(faits: Dossier | FormulairePhotoAttenduV1) -> Destinataire:
    return personne(faits.contact, faits.candidat)


def personne(contact: Contact, compte: UUID | None = None) -> Destinataire:
    return Destinataire("candidat", compte, contact.email, contact.telephone)


def ecole(auto_ecole: AutoEcole) -> Destinataire:
    return Destinataire("auto_ecole", auto_ecole.compte, auto_ecole.email)


def connus(contacts: Contacts | None) -> Contacts:
    """Raises ContactInconnu: the event is early."""
    if contacts is None:
        raise ContactInconnu
    return contacts
