"""An authority of one's own, for tests and for a demonstration: nobody outside has a reason to believe it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Cle = ec.EllipticCurvePrivateKey
P256 = ec.SECP256R1()


def _nom(commun: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "FR"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Permis, essai"),
            x509.NameAttribute(NameOID.COMMON_NAME, commun),
        ]
    )


@dataclass(frozen=True)
class AutoriteDEssai:
    """Its key, and the certificate that it gave itself."""

    cle: Cle
    certificat: x509.Certificate

    @classmethod
    def creer(cls, nom: str, *, depuis: date, jusqu_a: date) -> "AutoriteDEssai":
        cle = ec.generate_private_key(P256)
        usages = {"key_cert_sign": True, "crl_sign": True}
        certificat = _a_signer(nom, nom, cle, depuis, jusqu_a, usages, ca=True).sign(cle, hashes.SHA256())
        return cls(cle, certificat)

    def emettre(
        self, nom: str, *, depuis: date, jusqu_a: date, courbe: ec.EllipticCurve = P256
    ) -> tuple[Cle, x509.Certificate]:
        """A key that signs documents, and its certificate under this common name."""
        cle = ec.generate_private_key(courbe)
        usages = {"digital_signature": True, "content_commitment": True}
        demande = _a_signer(nom, self.nom, cle, depuis, jusqu_a, usages, ca=False)
        autorite = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.cle.public_key())
        return cle, demande.add_extension(autorite, critical=False).sign(self.cle, hashes.SHA256())

    @property
    def nom(self) -> str:
        return str(self.certificat.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)


USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


def _a_signer(
    nom: str, emetteur: str, cle: Cle, depuis: date, jusqu_a: date, usages: dict[str, bool], *, ca: bool
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_nom(nom))
        .issuer_name(_nom(emetteur))
        .public_key(cle.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.combine(depuis, time(), UTC))
        .not_valid_after(datetime.combine(jusqu_a, time(), UTC))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=0 if ca else None), critical=True)
        .add_extension(x509.KeyUsage(**dict.fromkeys(USAGES, False) | usages), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(cle.public_key()), critical=False)
    )
