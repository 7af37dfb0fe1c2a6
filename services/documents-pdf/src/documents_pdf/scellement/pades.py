"""The signature over the whole file: PAdES B-B, or B-T with a time-stamping authority, as an increment behind the page.

What the press wrote stays byte for byte; the metadata, and with them the claim to PDF/A-3, are not touched.
"""

# mypy: disable-error-code="no-untyped-call"
# asn1crypto carries no types.

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time
from hashlib import sha256
from io import BytesIO
from typing import Any

from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from documents_pdf.domain.document import Pdf
from documents_pdf.scellement.cles import Cle

CHAMP = SigFieldSpec(
    "Cachet",
    readable_field_name="Cachet électronique du service",
    # A field off the page needs no place among the tags (ISO 14289-1 §7.18.4) nor a look (ISO 19005-3 §6.3.3).
    invis_sig_settings=InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True),
)
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

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        return self._privee.sign(data, ec.ECDSA(SHA256(), deterministic_signing=True))


class _Suite(IncrementalPdfFileWriter):
    """An increment that says nothing of when and with what it was written."""

    @classmethod
    def _handle_id(cls, prev: PdfFileReader) -> generic.ArrayObject:
        premier, _ = prev.trailer["/ID"]
        second = sha256(b"cachet" + bytes(premier.original_bytes)).digest()[:16]
        return generic.ArrayObject([premier, generic.ByteStringObject(second)])

    def _update_meta(self) -> None:
        """ISO 19005-3 wants the XMP packet as it is: pyHanko would write it anew."""


class Pades:
    """Signs one file after the other."""

    def __init__(self, cle: Cle, tsa_url: str | None = None) -> None:
        self._cle = cle
        self._signataire = _Signataire(cle)
        self._horodatage = HTTPTimeStamper(tsa_url, https=tsa_url.startswith("https:")) if tsa_url else None

    async def signer(self, pdf: Pdf, le: datetime) -> Pdf:
        """Away from the event loop. Raises TimestampRequestError when the time-stamping authority does not answer."""
        octets = await asyncio.to_thread(self.signe, pdf.octets, le)
        return replace(pdf, octets=octets, sha256=sha256(octets).hexdigest())

    def signe(self, octets: bytes, le: datetime) -> bytes:
        """The whole file, signed."""
        jour = self._cle.jour_de_signature(le.date())
        instant = le.astimezone(UTC) if jour == le.date() else datetime.combine(jour, time(), UTC)
        ecrit = PdfCMSEmbedder(CHAMP).write_cms(CHAMP.sig_field_name, _Suite(BytesIO(octets)))
        next(ecrit)
        place = PLACE_HORODATEE if self._horodatage else PLACE
        signature = SignatureObject(timestamp=instant, subfilter=SigSeedSubFilter.PADES, bytes_reserved=place)
        ecrit.send(SigObjSetup(signature))
        prepare, sortie = ecrit.send(SigIOSetup(HACHAGE))
        cms = asyncio.run(
            self._signataire.async_sign(prepare.document_digest, HACHAGE, use_pades=True, timestamper=self._horodatage)
        )
        ecrit.send(cms)
        return bytes(sortie.getbuffer())


def _asn1(certificat: x509.Certificate) -> Any:
    return asn1.Certificate.load(certificat.public_bytes(Encoding.DER))
