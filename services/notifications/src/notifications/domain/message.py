"""A message: to whom, by which channel, from which model, and what has become of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

Canal = Literal["mail", "sms"]
Role = Literal["candidat", "auto_ecole", "titulaire"]


class Etat(StrEnum):
    A_ENVOYER = "a_envoyer"
    EN_ENVOI = "en_envoi"
    REMIS = "remis"
    ECHEC_DEFINITIF = "echec_definitif"


@dataclass(frozen=True)
class Destinataire:
    """Whom: his part in the demande, his account, his address."""

    role: Role
    compte: UUID | None
    email: str
    telephone: str | None = None


@dataclass(frozen=True)
class AEnvoyer:
    """What an event gives rise to: one model for one person by one channel."""

    modele: str
    canal: Canal
    a: Destinataire
    valeurs: Mapping[str, Any] = field(default_factory=dict)
    confidentiel: bool = False  # holds a link that opens something: never shown in the account, erased once sent

    @property
    def adresse(self) -> str | None:
        return self.a.email if self.canal == "mail" else self.a.telephone


@dataclass(frozen=True)
class Message:
    """A row of the messages, in the sender's hands."""

    id: UUID
    demande: UUID | None
    modele: str
    canal: Canal
    role: Role
    adresse: str
    objet: str
    texte: str
    essais: int
    confidentiel: bool
    cree_le: datetime


ESSAIS_MAX = 48
DELAI_MAX = timedelta(minutes=5)


def prochain_essai(essais: int, now: datetime) -> datetime | None:
    """Twice as long each time up to five minutes, four hours in all (GOV.UK Notify's figures); then None."""
    if essais >= ESSAIS_MAX:
        return None
    return now + min(timedelta(seconds=2 ** min(essais, 12)), DELAI_MAX)
