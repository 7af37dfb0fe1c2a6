"""What an operator says of an SMS that it took: it arrived, or why it never will."""

from typing import NamedTuple
from uuid import UUID

from notifications.domain.rebond import Retour

ARRIVE, PERDU = "arrive", "perdu"
DISTRIBUE = 0
CAUSES_SMS = {
    103: Retour("numéro inconnu de l'opérateur", adresse_morte=True),
    104: Retour("numéro qui n'est plus attribué", adresse_morte=True),
    105: Retour("téléphone éteint ou injoignable pendant deux jours", adresse_morte=False),
    106: Retour("refusé par l'opérateur du destinataire", adresse_morte=False),
}
AUTRE_SMS = Retour("SMS non distribué", adresse_morte=False)


class Accuse(NamedTuple):
    """Of one part of one SMS. `message` is our own name for it, when the operator gives it back."""

    reference: str
    message: UUID | None
    retour: Retour | None  # None: it arrived

    @property
    def etat(self) -> str:
        return PERDU if self.retour else ARRIVE


def accuse(reference: str, message: UUID | None, statut: int, raison: int | None) -> Accuse:
    perdu = None if statut == DISTRIBUE else CAUSES_SMS.get(raison or 0, AUTRE_SMS)
    return Accuse(reference, message, perdu)
