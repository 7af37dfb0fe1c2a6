"""The thread with who filed a demande: the préfecture's side, in the words of an office."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from contracts.errors import FieldError, RuleBroken
from contracts.events.instruction import MessageEcritV1, MessagesLusV1
from instruction.domain.dossier import DossierInstruit, Etat

Cote = Literal["prefecture", "deposant"]

TEXTE_MAX = 2000
MESSAGES_MAX = 200
OUVERT = frozenset({Etat.A_INSTRUIRE, Etat.COMPLEMENT_DEMANDE})


class FilFerme(RuleBroken):
    slug = "fil-ferme"
    title = "Ce dossier est décidé : plus aucun message ne part"
    kind = "conflit"


class MessageVide(RuleBroken):
    slug = "message-vide"
    title = "Ce message est vide"
    kind = "invalide"


@dataclass(frozen=True)
class Message:
    """One message; `instructeur` is known inside the service only."""

    id: UUID
    cote: Cote
    texte: str
    ecrit_le: datetime
    instructeur: UUID | None = None


def ecrire(
    dossier: DossierInstruit, texte: str, id: UUID, par: UUID, now: datetime, *, deja: int
) -> tuple[Message, MessageEcritV1]:
    """As long as the dossier waits for a decision or for its complement."""
    if dossier.etat not in OUVERT:
        raise FilFerme("La personne lit la décision et son motif ; une nouvelle demande ouvre un nouveau fil.")
    if deja >= MESSAGES_MAX:
        raise FilFerme(f"Ce fil compte déjà {MESSAGES_MAX} messages de la préfecture.")
    lisible = imprimable(texte)
    if not lisible:
        raise MessageVide("Écrivez la question.", errors=[FieldError("/texte", "Écrivez un texte.")])
    prefecture = dossier.dossier.prefecture.code
    return (
        Message(id, "prefecture", lisible, now, par),
        MessageEcritV1(message=id, prefecture=prefecture, texte=lisible, ecrit_le=now),
    )


def lus(dossier: DossierInstruit, jusqu_a: datetime) -> MessagesLusV1:
    return MessagesLusV1(prefecture=dossier.dossier.prefecture.code, jusqu_a=jusqu_a)


def imprimable(texte: str) -> str:
    """Several lines, without what neither a database nor a printer takes."""
    lignes = unicodedata.normalize("NFC", texte).replace("\r\n", "\n").split("\n")
    propres = ("".join(c for c in ligne if unicodedata.category(c) not in ("Cc", "Cs", "Cn", "Co")) for ligne in lignes)
    return "\n".join(propres).strip()
