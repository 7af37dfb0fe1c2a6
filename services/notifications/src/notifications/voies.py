"""The ways to send, as the sender sees them: mail, SMS, and how each says no."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from notifications.domain.message import Canal, Message


class Echec(Exception):
    """It did not go. The text says why, without the address."""

    adresse_morte = False


class EchecPassager(Echec):
    """Not now: it is tried again."""


class EchecDouteux(EchecPassager):
    """Perhaps it went: it is tried again later, unless a receipt says meanwhile that it did."""


class EchecDefinitif(Echec):
    """Never to this address: it is not tried again, and if the address is to blame nothing else is either."""

    def __init__(self, cause: str, *, adresse_morte: bool = False) -> None:
        super().__init__(cause)
        self.adresse_morte = adresse_morte


class Voie(Protocol):
    """A way to send; `envoyer` gives the references by which the other side knows the message.

    Raises EchecPassager, EchecDouteux or EchecDefinitif. `paralleles`: how many senders it serves at a time.
    """

    @property
    def paralleles(self) -> int: ...
    async def envoyer(self, message: Message, now: datetime) -> Sequence[str]: ...
    async def close(self) -> None: ...


Voies = Mapping[Canal, Voie]
