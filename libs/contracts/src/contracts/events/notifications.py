"""What notifications publishes: messages that went out, without their text. Subject: the demande."""

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
