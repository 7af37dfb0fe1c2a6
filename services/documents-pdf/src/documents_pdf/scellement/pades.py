"""The signature over the whole file: PAdES B-B, or B-T with a time-stamping authority, as an increment behind the page.

What the press wrote stays byte for byte; the metadata, and with them the claim to PDF/A-3, are not touched.
"""

# mypy: disable-error-code="no-untyped-call"
# asn1crypto carries no types.

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time
from hashlib import sha256
from typing import Any

from asn1crypto import cms, keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from documents_pdf.domain.document import Pdf
from documents_pdf.scellement.cles import Cle
from documents_pdf.scellement.cms import ModeleCms
from documents_pdf.scellement.increment import place_de_signature

HACHAGE = "sha256"
PLACE, PLACE_HORODATEE = 8 * 1024, 32 * 1024
"""Hexadecimal digits for the signature; a time-stamp brings the certificates of its authority."""


class _Signataire(SimpleSigner):
    """The same file and key give the same signature (RFC 6979)."""

    def __init__(self, cle: Cle) -> None:
        magasin = SimpleCertificateStore()
        magasin.register_multiple(_asn1(certificat) for certificat in cle.chaine)
        privee = cle.privee.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        super().__init__(_asn1(cle.certificat), keys.PrivateKeyInfo.load(privee), magasin)
        self._privee = cle.privee

    def sign_raw(self, data: bytes, digest_algorithm: str = HACHAGE) -> bytes:
        return self._privee.sign(data, ec.ECDSA(SHA256(), deterministic_signing=True))

    def cms(self, empreinte: bytes, horodatage: HTTPTimeStamper | None = None) -> cms.ContentInfo:
        """In a thread without a loop of its own."""
        return asyncio.run(self.async_sign(empreinte, HACHAGE, use_pades=True, timestamper=horodatage))


class Pades:
    """Signs one file after the other."""

    def __init__(self, cle: Cle, tsa_url: str | None = None) -> None:
        self._cle = cle
        self._signataire = _Signataire(cle)
        self._horodatage = HTTPTimeStamper(tsa_url, https=tsa_url.startswith("https:")) if tsa_url else None
        self._modele: ModeleCms | None = None

    async def signer(self, pdf: Pdf, le: datetime) -> Pdf:
        """Away from the event loop. Raises TimestampRequestError when the time-stamping authority does not answer."""
        octets = await asyncio.to_thread(self.signe, pdf.octets, le)
        return replace(pdf, octets=octets, sha256=sha256(octets).hexdigest())

    def signe(self, octets: bytes, le: datetime) -> bytes:
        """The whole file, signed."""
        if self._horodatage is not None:
            place = place_de_signature(octets, self._instant(le), PLACE_HORODATEE)
            return place.remplie(self._signataire.cms(place.empreinte, self._horodatage).dump())
        place = place_de_signature(octets, self._instant(le), PLACE)
        return place.remplie(self._commun().signature(place.empreinte, self._signataire.sign_raw))

    def _instant(self, le: datetime) -> datetime:
        jour = self._cle.jour_de_signature(le.date())
        return le.astimezone(UTC) if jour == le.date() else datetime.combine(jour, time(), UTC)

    def _commun(self) -> ModeleCms:
        if self._modele is None:
            empreinte = sha256(b"n'importe quoi").digest()
            self._modele = ModeleCms(self._signataire.cms(empreinte), empreinte)
        return self._modele


def _asn1(certificat: x509.Certificate) -> Any:
    return asn1.Certificate.load(certificat.public_bytes(Encoding.DER))
