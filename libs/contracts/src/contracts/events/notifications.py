"""What notifications publishes: messages that went out or did not arrive, without their text. Subject: the demande."""

from datetime import datetime
from typing import ClassVar

from contracts.events.base import Event


class MessageRemisV1(Event):
    """The mail server or the SMS operator took a message about a demande: its history shows it."""

    type: ClassVar[str] = "permis.notifications.message-remis.v1"

    modele: str
    canal: str  # mail or sms
    destinataire: str  # candidat or auto_ecole: whom, never the address
    remis_le: datetime


class MessageNonRemisV1(Event):
    """A message about a demande did not arrive and is not tried again: its history shows it, with the cause."""

    type: ClassVar[str] = "permis.notifications.message-non-remis.v1"

    modele: str
    canal: str  # mail or sms
    destinataire: str  # candidat or auto_ecole: whom, never the address
    cause: str  # in French words of a closed list, without the address
    constate_le: datetime
