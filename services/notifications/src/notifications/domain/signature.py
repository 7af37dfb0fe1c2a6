"""Calls from outside that are signed as Standard Webhooks says: who sent it, when, and that nothing was changed."""

import base64
import binascii
import hmac
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from contracts.errors import RuleBroken

TOLERANCE = 300  # seconds: older or younger is a replay or a wrong clock
PREFIXE = "whsec_"


class SignatureRefusee(RuleBroken):
    slug = "signature-refusee"
    title = "La signature de cet appel n'est pas valable"
    kind = "non_authentifie"


def cle_de(secret: str) -> bytes:
    """`whsec_` and base64, as providers show it."""
    return base64.b64decode(secret.removeprefix(PREFIXE), validate=True)


def verifier(entetes: Mapping[str, str], corps: bytes, cle: bytes, now: datetime) -> str:
    """The call's own id. Raises SignatureRefusee."""
    try:
        id, instant, signatures = (entetes[f"webhook-{nom}"] for nom in ("id", "timestamp", "signature"))
        le = int(instant)
    except (KeyError, ValueError):
        raise SignatureRefusee("Envoyez webhook-id, webhook-timestamp et webhook-signature.") from None
    if abs(now.timestamp() - le) > TOLERANCE:
        raise SignatureRefusee("L'appel a plus de cinq minutes : signez-le de nouveau, avec l'heure juste.")
    attendue = hmac.new(cle, f"{id}.{le}.".encode() + corps, sha256).digest()
    if not any(_egale(signature, attendue) for signature in signatures.split()):
        raise SignatureRefusee("Signez « id.timestamp.corps » avec la clé convenue (HMAC-SHA256).")
    return id


def _egale(signature: str, attendue: bytes) -> bool:
    version, _, valeur = signature.partition(",")
    try:
        return version == "v1" and hmac.compare_digest(base64.b64decode(valeur), attendue)
    except (binascii.Error, ValueError):
        return False
