"""A client: the program of a photographer or of a partner, known by client_id and secret."""

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from contracts.vocabulary.roles import Role

PROGRAMMES = (Role.PHOTOGRAPHE, Role.PARTENAIRE)
SECRET_MIN = 32  # characters: too many to be tried, hence a plain SHA-256 is enough and no try needs counting


@dataclass(frozen=True)
class Client:
    id: UUID
    client_id: str
    role: Role
    nom: str
    empreinte: bytes = field(repr=False)
    cree_le: datetime


def empreinte(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def secret_est_bon(client: Client | None, secret: str) -> bool:
    """In the same time whether the client exists or not."""
    attendue = client.empreinte if client else bytes(32)
    return hmac.compare_digest(attendue, empreinte(secret)) and client is not None
