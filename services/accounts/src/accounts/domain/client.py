"""A client: the program of a photographer or of a partner, known by client_id and secret."""

import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from contracts.vocabulary.portees import PORTEES
from contracts.vocabulary.roles import Role

PROGRAMMES = (Role.PHOTOGRAPHE, Role.PARTENAIRE)
SECRET_MIN = 32  # characters: too many to be tried, hence a plain SHA-256 is enough and no try needs counting


CHEVAUCHEMENT = timedelta(hours=24)  # the secret before it goes on serving, unless the operator says otherwise
CHEVAUCHEMENT_MAX = timedelta(days=30)


@dataclass(frozen=True)
class Client:
    """`ancienne` is the secret before this one, good until `ancienne_jusqu_au`."""

    id: UUID
    client_id: str
    role: Role
    nom: str
    empreinte: bytes = field(repr=False)
    cree_le: datetime
    portees: tuple[str, ...] = ()
    ancienne: bytes | None = field(default=None, repr=False)
    ancienne_jusqu_au: datetime | None = None
    revoque_le: datetime | None = None


def empreinte(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def secret_est_bon(client: Client | None, secret: str, now: datetime) -> bool:
    """In the same time whether the client exists or not, and whichever secret it is."""
    rien = bytes(32)
    envoye = empreinte(secret)
    actuel = hmac.compare_digest(client.empreinte if client else rien, envoye)
    ancien = hmac.compare_digest((client and client.ancienne) or rien, envoye)
    if client is None or client.revoque_le is not None:
        return False
    return actuel or (ancien and client.ancienne_jusqu_au is not None and now < client.ancienne_jusqu_au)


def renouveler(client: Client, secret: str, encore: timedelta, now: datetime) -> Client:
    """Another secret; the one before it serves a while longer, so that the program need not change it at once."""
    return replace(client, empreinte=empreinte(secret), ancienne=client.empreinte, ancienne_jusqu_au=now + encore)


def portees_refusees(role: Role, portees: Collection[str]) -> list[str]:
    """Those that a program of this role may not have."""
    return sorted(set(portees) - set(PORTEES.get(role, ())))
