"""PAdES B-T: a time-stamping authority over HTTP (RFC 3161), and what happens while it is away."""

# mypy: disable-error-code="no-untyped-call"
# asn1crypto carries no types.

import io
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from document_samples import ACCEPTEE_LE, dossier, order
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from sceau_samples import AUTORITE, SIGNATURE

from contracts.vocabulary.documents import Document
from documents_pdf.domain.document import Pdf
from documents_pdf.rendering.press import Press
from documents_pdf.scellement.pades import Pades


def _autorite() -> tuple[asn1.Certificate, keys.PrivateKeyInfo]:
    cle = rsa.generate_private_key(65537, 2048)
    nom = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Horodatage d'essai")])
    maintenant = datetime.now(UTC)
    certificat = (
        x509.CertificateBuilder()
        .subject_name(nom)
        .issuer_name(nom)
        .public_key(cle.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(maintenant - timedelta(days=1))
        .not_valid_after(maintenant + timedelta(days=1))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(cle, SHA256())
    )
    privee = keys.PrivateKeyInfo.load(cle.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    return asn1.Certificate.load(certificat.public_bytes(Encoding.DER)), privee


CERTIFICAT, PRIVEE = _autorite()


class Horodateur(BaseHTTPRequestHandler):
    """Signs what it is asked to, at the present time."""

    def do_POST(self) -> None:
        asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        answer = DummyTimeStamper(CERTIFICAT, PRIVEE).request_tsa_response(asked).dump()
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def imprime() -> Pdf:
    return Press().print(order(Document.RECEPISSE_DEPOT, dossier()))


@pytest.fixture
def tsa_url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Horodateur)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/tsa"
    server.shutdown()
    thread.join()
    server.server_close()


async def test_each_file_bears_the_time_of_an_authority(imprime: Pdf, tsa_url: str) -> None:
    pades = Pades(SIGNATURE, tsa_url)
    roots = [asn1.Certificate.load(AUTORITE.certificat.public_bytes(Encoding.DER)), CERTIFICAT]

    for _ in range(2):
        signed = await pades.signer(imprime, ACCEPTEE_LE)
        [embedded] = PdfFileReader(io.BytesIO(signed.octets)).embedded_signatures
        status = await async_validate_pdf_signature(
            embedded, ValidationContext(trust_roots=roots, allow_fetching=False)
        )

        assert status.bottom_line
        assert status.timestamp_validity is not None
        assert status.timestamp_validity.valid
        assert abs(status.timestamp_validity.timestamp - datetime.now(UTC)) < timedelta(minutes=5)


async def test_no_file_is_signed_without_the_time_that_was_asked_for(imprime: Pdf, tsa_url: str) -> None:
    nowhere = tsa_url.replace("/tsa", "").rsplit(":", 1)[0] + ":9/tsa"

    with pytest.raises(TimestampRequestError):
        await Pades(SIGNATURE, nowhere).signer(imprime, ACCEPTEE_LE)
