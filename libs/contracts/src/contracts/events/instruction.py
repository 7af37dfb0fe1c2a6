"""What instruction publishes: the decisions of the préfecture. Subject: the demande."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from contracts.events.base import Event, TextePersonnel
from contracts.events.parts import CauseRejet


class DossierAccepteV1(Event):
    """The instructor accepts; `neph` is the number under which the registry knows the person from now on."""

    type: ClassVar[str] = "permis.instruction.dossier-accepte.v1"

    tour: int
    prefecture: str
    instructeur: UUID
    neph: TextePersonnel
    decide_le: datetime


class ComplementDemandeV1(Event):
    """The instructor asks for a complement, with his reasons (seed 000: shown in red to the filer)."""

    type: ClassVar[str] = "permis.instruction.complement-demande.v1"

    tour: int
    prefecture: str
    instructeur: UUID
    causes: tuple[CauseRejet, ...]
    commentaire: str | None = None
    decide_le: datetime


class DossierRejeteV1(Event):
    """The instructor rejects: the end of this demande (seed 003)."""

    type: ClassVar[str] = "permis.instruction.dossier-rejete.v1"

    tour: int
    prefecture: str
    instructeur: UUID
    causes: tuple[CauseRejet, ...]
    commentaire: str | None = None
    decide_le: datetime


class DossierAttribueV1(Event):
    """An instructor has the dossier in hand, or gave it back (`attribue` false)."""

    type: ClassVar[str] = "permis.instruction.dossier-attribue.v1"

    prefecture: str
    attribue: bool
    le: datetime


class DossierConsulteV1(Event):
    """An instructor opened the dossier or one of its files: the holder's log shows it, without the agent's name."""

    type: ClassVar[str] = "permis.instruction.dossier-consulte.v1"

    prefecture: str
    quoi: str  # dossier, piece, photo or signature
    type_piece: str | None = None
    consulte_le: datetime


class MessageEcritV1(Event):
    """The instructor wrote to the filer, in the thread of the demande."""

    type: ClassVar[str] = "permis.instruction.message-ecrit.v1"

    message: UUID
    prefecture: str
    texte: TextePersonnel
    ecrit_le: datetime


class MessagesLusV1(Event):
    """The préfecture has read the filer's messages up to this instant."""

    type: ClassVar[str] = "permis.instruction.messages-lus.v1"

    prefecture: str
    jusqu_a: datetime


class TitreAvanceV1(Event):
    """The card moves: ordered, produced, posted, waiting at the post office, delivered, returned, destroyed.

    `etape` is a word of the statuses, `en_production` to `detruite`; `limite_le` ends what can be waited for: fifteen
    days at the post office, six months after a return (seed 003). `rang` grows with each step of one demande.
    """

    type: ClassVar[str] = "permis.instruction.titre-avance.v1"

    etape: str
    rang: int
    numero_titre: TextePersonnel | None = None
    numero_suivi: TextePersonnel | None = None
    bureau: str | None = None  # the post office that keeps it
    limite_le: datetime | None = None
    le: datetime
