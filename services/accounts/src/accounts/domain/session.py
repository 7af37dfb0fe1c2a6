"""A session: one family of refresh tokens, each good for one renewal, until a fixed end."""

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from contracts.errors import RuleBroken

ACCES_SUIVIS = 5  # access tokens by which a session can be ended: more are never alive at once in ordinary use


TIRAGE = 32  # random bytes in a refresh token
LONGUEUR_FAMILLE = 22  # characters of the sixteen bytes that name the family
JETON = re.compile(r"[A-Za-z0-9_-]{65}")


class IdentifiantsRefuses(RuleBroken):
    slug = "identifiants-refuses"
    title = "Identifiant ou mot de passe incorrect"
    kind = "non_authentifie"

    def __init__(self) -> None:
        super().__init__("Vérifiez l'identifiant reçu par mél et le mot de passe, puis réessayez.")


class ClientRefuse(RuleBroken):
    slug = "client-refuse"
    title = "Identifiant ou secret de client incorrect"
    kind = "non_authentifie"

    def __init__(self) -> None:
        super().__init__("Vérifiez client_id et client_secret ; en cas de perte, demandez un nouveau secret.")


class SessionTerminee(RuleBroken):
    slug = "session-terminee"
    title = "Votre session est terminée"
    kind = "non_authentifie"

    def __init__(self) -> None:
        super().__init__("Reconnectez-vous avec votre identifiant et votre mot de passe.")


class SessionIntrouvable(RuleBroken):
    slug = "session-introuvable"
    title = "Cette session n'existe pas ou n'est pas la vôtre"
    kind = "introuvable"

    def __init__(self) -> None:
        super().__init__("Rechargez la liste : elle est peut-être déjà terminée.")


@dataclass(frozen=True)
class Session:
    """`empreinte` is that of the one refresh token that is still good; `acces` names the last access tokens."""

    id: UUID
    compte: UUID
    empreinte: bytes = field(repr=False)
    ouverte_le: datetime
    expire_le: datetime
    utilisee_le: datetime
    appareil: str = ""
    acces: Sequence[UUID] = ()


def jeton_de_renouvellement(id: UUID, tirage: str) -> str:
    """The family and 256 random bits, as one opaque word."""
    return base64.urlsafe_b64encode(id.bytes).decode().rstrip("=") + tirage


def lire_jeton(jeton: str) -> UUID:
    """The family of a refresh token. Raises SessionTerminee for anything that is not one."""
    if JETON.fullmatch(jeton) is None:
        raise SessionTerminee
    return UUID(bytes=base64.urlsafe_b64decode(jeton[:LONGUEUR_FAMILLE] + "=="))


def empreinte(jeton: str) -> bytes:
    """What is kept of a refresh token."""
    return hashlib.sha256(jeton.encode()).digest()


def est_reutilise(session: Session, empreinte: bytes) -> bool:
    """A token of this family that is not its last one: somebody holds a copy."""
    return not hmac.compare_digest(session.empreinte, empreinte)


def suivante(session: Session, empreinte: bytes, acces: UUID, now: datetime) -> Session:
    """The session after a renewal: the end does not move."""
    return replace(session, empreinte=empreinte, acces=(*session.acces, acces)[-ACCES_SUIVIS:], utilisee_le=now)


def est_terminee(session: Session, now: datetime) -> bool:
    return now >= session.expire_le
