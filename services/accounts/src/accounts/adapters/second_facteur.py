"""Seeds of second factors: encrypted at rest with AES-GCM under a key that has an id; codes by RFC 6238."""

import hmac
import os
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import pyotp
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

EMETTEUR = "Permis"
PAS = 30  # seconds
FENETRE = (0, -1, 1)  # steps: a clock that is a little wrong, a code that was typed slowly
NONCE = 12  # bytes


class Chiffree(NamedTuple):
    """An encrypted seed and the id of its key."""

    cle: str
    octets: bytes


class CleInconnue(Exception):
    """A seed was encrypted with a key that is no longer in the settings."""


class SecondFacteur:
    """The first secret encrypts; those before it still decrypt. A seed is bound to its account."""

    def __init__(self, *secrets: bytes) -> None:
        derivees = [(_deriver(secret, b"id", 4).hex(), AESGCM(_deriver(secret, b"totp", 32))) for secret in secrets]
        self._courante = derivees[0][0]
        self._cles: Mapping[str, AESGCM] = dict(derivees)

    def chiffrer(self, compte: UUID, graine: str) -> Chiffree:
        nonce = os.urandom(NONCE)
        octets = self._cles[self._courante].encrypt(nonce, graine.encode(), compte.bytes)
        return Chiffree(self._courante, nonce + octets)

    def dechiffrer(self, compte: UUID, chiffree: Chiffree) -> str:
        cle = self._cles.get(chiffree.cle)
        if cle is None:
            raise CleInconnue(chiffree.cle)
        return cle.decrypt(chiffree.octets[:NONCE], chiffree.octets[NONCE:], compte.bytes).decode()

    def est_ancienne(self, chiffree: Chiffree) -> bool:
        """Encrypt again, now that it is in hand."""
        return chiffree.cle != self._courante


def _deriver(secret: bytes, usage: bytes, longueur: int) -> bytes:
    return HKDF(SHA256(), longueur, salt=None, info=b"permis accounts " + usage).derive(secret)


def adresse(graine: str, identifiant: str) -> str:
    """What the application reads, as a picture or typed: otpauth://totp/…"""
    return pyotp.TOTP(graine).provisioning_uri(name=identifiant, issuer_name=EMETTEUR)


def pas_du_code(graine: str, code: str, now: datetime) -> int | None:
    """The step at which this code is shown, if it is the present one or its neighbour."""
    totp, pas = pyotp.TOTP(graine, interval=PAS), int(now.timestamp()) // PAS
    saisi = "".join(code.split()).encode()
    trouves = [pas + ecart for ecart in FENETRE if hmac.compare_digest(totp.generate_otp(pas + ecart).encode(), saisi)]
    return max(trouves, default=None)
