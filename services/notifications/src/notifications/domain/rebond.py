"""Where a mail comes back to when it cannot be delivered: an address of its own for each, which nobody can invent."""

import hmac
import re
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

SIGNES = 16  # hex digits of the signature: 64 bits, in a local part of 57 characters (RFC 5321 §4.5.3.1.1: 64)
RETOUR = re.compile(r"\+(?P<id>[0-9a-f]{32})\.(?P<sceau>[0-9a-f]{16})@", re.IGNORECASE)


def adresse_de_retour(message: UUID, boite: str, cle: bytes) -> str:
    """`rebonds+<message>.<signature>@…`: the envelope's sender, one for each message (VERP)."""
    locale, _, domaine = boite.rpartition("@")
    return f"{locale}+{message.hex}.{_sceau(message, cle)}@{domaine}"


def message_de(adresses: str, cle: bytes) -> UUID | None:
    """Which message came back, from what the headers of the report say of its recipient; None for a stranger's."""
    for found in RETOUR.finditer(adresses):
        message = UUID(found["id"])
        if hmac.compare_digest(found["sceau"].lower(), _sceau(message, cle)):
            return message
    return None


def _sceau(message: UUID, cle: bytes) -> str:
    return hmac.new(cle, b"rebond:" + message.bytes, sha256).hexdigest()[:SIGNES]


class Retour(NamedTuple):
    """What became of a message after it was taken: why it never arrived, and whether its address is to blame."""

    cause: str
    adresse_morte: bool


CAUSES_MAIL = {
    "5.1.1": Retour("boîte aux lettres inconnue", adresse_morte=True),
    "5.1.2": Retour("domaine inconnu", adresse_morte=True),
    "5.1.3": Retour("adresse mal formée", adresse_morte=True),
    "5.1.6": Retour("boîte aux lettres déménagée", adresse_morte=True),
    "5.1.10": Retour("domaine qui ne reçoit pas de courriel", adresse_morte=True),
    "5.2.1": Retour("boîte aux lettres fermée", adresse_morte=True),
    "5.2.2": Retour("boîte aux lettres pleine", adresse_morte=False),
    "5.2.3": Retour("message trop long pour cette boîte", adresse_morte=False),
    "5.7.1": Retour("refusé par le serveur du destinataire", adresse_morte=False),
    "4.4.7": Retour("serveur du destinataire injoignable pendant plusieurs jours", adresse_morte=False),
}
"""Of the codes of RFC 3463, those that say something of an address; any other is a refusal of this message alone."""
AUTRE_MAIL = Retour("refusé par le serveur du destinataire", adresse_morte=False)
SANS_DETAIL = frozenset({550, 551, 553})
"""A bare refusal of a recipient (RFC 5321 §4.2.3): no such mailbox here."""

STATUT = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")


def refus_du_destinataire(code: int, reponse: str) -> Retour:
    """What a server says at RCPT, with its enhanced code if it gives one."""
    found = STATUT.search(reponse)
    if found is None:
        return Retour(f"SMTP {code}", adresse_morte=code in SANS_DETAIL)
    retour = CAUSES_MAIL.get(found[1], AUTRE_MAIL)
    return Retour(f"SMTP {code} {found[1]} : {retour.cause}", retour.adresse_morte)


def retour_du_statut(statut: str) -> Retour:
    """What a delivery report says (RFC 3464 §2.3.4)."""
    retour = CAUSES_MAIL.get(statut, AUTRE_MAIL)
    return Retour(f"{statut} : {retour.cause}", retour.adresse_morte)
