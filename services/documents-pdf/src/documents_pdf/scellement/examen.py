"""What a PDF says of its own signature, whoever sent it: runs in a child process (`enfant.py`) and trusts nobody."""

# mypy: disable-error-code="no-untyped-call"
# asn1crypto carries no types.

from io import BytesIO
from typing import NamedTuple

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import SignatureCoverageLevel
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

SIGNATURES_MAX = 8


class Signature(NamedTuple):
    """`intacte`: the bytes that it covers are those that were signed. `entiere`: it covers the whole file."""

    certificat: bytes
    intacte: bool
    entiere: bool


def signatures(octets: bytes) -> list[Signature] | None:
    """None for a file that is no readable PDF; empty for one that nobody signed."""
    try:
        reader = PdfFileReader(BytesIO(octets))
        embedded = reader.embedded_regular_signatures[:SIGNATURES_MAX]
        return [_signature(signature) for signature in embedded]
    except (PdfError, SignatureValidationError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        return None


def _signature(signature: EmbeddedPdfSignature) -> Signature:
    certificat = signature.signer_cert
    digest = signature.compute_digest()
    intact, valid = validate_sig_integrity(signature.signer_info, certificat, "data", digest)
    couverture = signature.evaluate_signature_coverage()
    return Signature(certificat.dump(), intact and valid, couverture == SignatureCoverageLevel.ENTIRE_FILE)
