"""A message: to whom, by which channel, from which model, and what has become of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Literal, get_args
from uuid import UUID

Canal = Literal["mail", "sms"]
CANAUX: tuple[Canal, ...] = get_args(Canal)
Role = Literal["candidat", "auto_ecole", "titulaire"]


class Etat(StrEnum):
    """`remis`: the server or the operator took it. `arrive`: a receipt says that it reached the phone.

    `echec_definitif`: it did not arrive and is not tried again. `non_envoye`: shown in the account alone, since its
    reader does not want it by this channel or nothing arrives at his address.
    """

    A_ENVOYER = "a_envoyer"
    EN_ENVOI = "en_envoi"
    REMIS = "remis"
    ARRIVE = "arrive"
    ECHEC_DEFINITIF = "echec_definitif"
    NON_ENVOYE = "non_envoye"


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
    pris_le: datetime
    compte: UUID | None = None
    traceparent: str | None = None


ESSAIS_MAX = 48
DELAI_MAX = timedelta(hours=4)
CROISSANCE = 1.3  # three seconds, four, … four hours at the 34th try: three days in all


def prochain_essai(essais: int, now: datetime) -> datetime | None:
    """A third longer each time: a server that is back is asked again soon, a week-end without it loses nothing."""
    if essais >= ESSAIS_MAX:
        return None
    return now + min(timedelta(seconds=2 * CROISSANCE**essais), DELAI_MAX)


DOUTE = timedelta(minutes=10)
"""How long a receipt is waited for before a message of which nobody knows whether it went is sent again."""


def essai_apres_doute(essais: int, now: datetime) -> datetime | None:
    again = prochain_essai(essais, now)
    return again and max(again, now + DOUTE)


UNE_ADRESSE = re.compile(r"[^\s@,;:<>()\[\]\\\"\x00-\x1f\x7f]+@[^\s@,;:<>()\[\]\\\"\x00-\x1f\x7f]+")


def une_seule_adresse(adresse: str) -> bool:
    """One mailbox and nothing that a header could be made of: no line end, no list, no name."""
    return UNE_ADRESSE.fullmatch(adresse) is not None
