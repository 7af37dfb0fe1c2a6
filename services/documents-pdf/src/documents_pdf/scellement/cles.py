"""The keys of the seal, read once by the process that seals; those who verify need the certificates alone."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import NameOID

SECRET_MIN = 16  # bytes


class CleInvalide(ValueError):
    """A key or certificate of the settings is not what it must be: the service must not start."""


@dataclass(frozen=True)
class Cle:
    """A private key with its certificate, and those that lead to the authority."""

    privee: ec.EllipticCurvePrivateKey = field(repr=False)
    certificat: x509.Certificate
    chaine: tuple[x509.Certificate, ...]

    @classmethod
    def des_fichiers(cls, cle: Path, certificats: Path) -> "Cle":
        """PKCS 8 in PEM; the certificate first, then its chain."""
        privee = load_pem_private_key(cle.read_bytes(), None)
        premier, *chaine = x509.load_pem_x509_certificates(certificats.read_bytes())
        if not isinstance(privee, ec.EllipticCurvePrivateKey) or not isinstance(privee.curve, ec.SECP256R1):
            raise CleInvalide(f"{cle.name}: the seal signs with ECDSA on P-256")
        if premier.public_key() != privee.public_key():
            raise CleInvalide(f"{certificats.name} is not the certificate of {cle.name}")
        return cls(privee, premier, tuple(chaine))

    @property
    def ac(self) -> str:
        return _commun(self.certificat.issuer)

    @property
    def id(self) -> str:
        return _commun(self.certificat.subject)

    def jour_de_signature(self, le: date) -> date:
        """The day of the fact that is sealed, or the certificate's first, when it is younger than the fact."""
        return max(le, self.certificat.not_valid_before_utc.date())


def secret_du_fichier(fichier: Path) -> bytes:
    secret = fichier.read_bytes().strip()
    if len(secret) < SECRET_MIN:
        raise CleInvalide(f"{fichier.name}: {SECRET_MIN} bytes at least")
    return secret


def _commun(nom: x509.Name) -> str:
    communs = nom.get_attributes_for_oid(NameOID.COMMON_NAME)
    if not communs:
        raise CleInvalide(f"no common name in {nom.rfc4514_string()}")
    return str(communs[0].value)
