"""Where the card of an accepted demande is, as the demande keeps it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Titre:
    """Where the card is: its last known step, the post office that keeps it, until when."""

    rang: int
    numero_suivi: str | None = None
    bureau: str | None = None
    limite_le: datetime | None = None
    renvoi_demande_le: datetime | None = None
