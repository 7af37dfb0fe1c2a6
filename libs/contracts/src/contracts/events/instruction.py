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
