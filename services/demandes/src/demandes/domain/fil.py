"""The thread between the préfecture and who filed: short messages, kept with the demande, seen by the candidate."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from contracts.errors import FieldError, RuleBroken
from contracts.events.demandes import MessageRecuV1, ReponseEcriteV1, ReponsesLuesV1
from contracts.vocabulary.statuts import Statut
from demandes.domain.acces import verifier_deposant
from demandes.domain.demande import Demande
from demandes.domain.releve import texte_libre

Cote = Literal["prefecture", "deposant"]

TEXTE_MAX = 2000
MESSAGES_MAX = 200
OUVERT: Mapping[Statut, str] = {
    Statut.EN_INSTRUCTION: "la préfecture instruit la demande",
    Statut.A_COMPLETER: "la demande est à compléter",
}
"""When there is somebody at the other end."""


class FilFerme(RuleBroken):
    slug = "fil-ferme"
    title = "Aucun message ne peut être envoyé à la préfecture maintenant"
    kind = "conflit"


class MessageVide(RuleBroken):
    slug = "message-vide"
    title = "Ce message est vide"
    kind = "invalide"


@dataclass(frozen=True)
class Message:
    """One message; `cote` says who wrote, an office or who filed, never a person's name."""

    id: UUID
    cote: Cote
    role: str
    texte: str
    ecrit_le: datetime


def ecrire(
    demande: Demande, par: UUID, texte: str, id: UUID, now: datetime, *, deja: int
) -> tuple[Message, ReponseEcriteV1]:
    """Only who filed writes (domain.md OP-19), and only while the préfecture has the demande or waits for it."""
    verifier_deposant(demande, par)
    if demande.statut not in OUVERT:
        raise FilFerme(f"La demande est au statut « {demande.statut.libelle} ». {demande.position.suite}")
    if deja >= MESSAGES_MAX:
        raise FilFerme(
            f"Ce fil compte déjà {MESSAGES_MAX} messages : il est plein. Écrivez à la préfecture par courrier."
        )
    lisible = texte_libre(texte)
    if not lisible:
        raise MessageVide(
            "Écrivez votre question ou votre réponse.", errors=[FieldError("/texte", "Écrivez un texte.")]
        )
    assert demande.adresse_contact is not None
    role = demande.deposant.role.value
    fait = ReponseEcriteV1(
        message=id, prefecture=demande.adresse_contact.prefecture.code, role=role, texte=lisible, ecrit_le=now
    )
    return Message(id, "deposant", role, lisible, now), fait


def recu(demande: Demande, message: UUID, now: datetime) -> MessageRecuV1 | None:
    """Whoever filed is told by mail that there is something to read; None once nothing is known of him."""
    if demande.numero is None or demande.contact is None:
        return None
    email = demande.contact.email if demande.auto_ecole is None else demande.auto_ecole.email
    return MessageRecuV1(message=message, numero=demande.numero, email=email, recu_le=now)


def lire(demande: Demande, par: UUID, jusqu_a: datetime) -> ReponsesLuesV1 | None:
    """The receipt that the préfecture sees; a candidate who reads his school's thread leaves none.

    None as long as no préfecture could have written.
    """
    verifier_deposant(demande, par)
    if demande.adresse_contact is None:
        return None
    return ReponsesLuesV1(prefecture=demande.adresse_contact.prefecture.code, jusqu_a=jusqu_a)
