"""The ways to send, as the sender sees them: mail, SMS, and how each says no."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from notifications.domain.message import Canal, Message


class Echec(Exception):
    """It did not go. The text says why, without the address."""


class EchecPassager(Echec):
    """Not now: it is tried again."""


class EchecDefinitif(Echec):
    """Never to this address: it is not tried again."""


class Voie(Protocol):
    """A way to send; raises EchecPassager or EchecDefinitif."""

    async def envoyer(self, message: Message, now: datetime) -> None: ...
    async def close(self) -> None: ...


Voies = Mapping[Canal, Voie]
