"""The list of issuers that are believed: certificates of an operator's choosing, found by authority and certificate id.

The specification names a certificate by two common names: that of the authority (four characters, FR01 …) and its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from contracts.deux_d_doc.courbes import COURBES
from contracts.deux_d_doc.refus import CertificatInconnu

AC_D_ESSAI = "FR00"
"""The authority of the specification's samples, whose key anybody can have: never believed but by a setting."""

FICHIERS = (".pem", ".crt", ".cer")
FICHIER_MAX = 1 << 20
CERTIFICATS_MAX = 2000


class ListeDeConfianceInvalide(ValueError):
    """A file of the list is not what it must be: the service must not start with half a list."""


@dataclass(frozen=True)
class Certificat:
    """One signing certificate."""

    ac: str
    id: str
    x509: x509.Certificate

    @property
    def cle(self) -> ec.EllipticCurvePublicKey:
        cle = self.x509.public_key()
        assert isinstance(cle, ec.EllipticCurvePublicKey), "the list takes no other"
        return cle

    def couvre(self, jour: date) -> bool:
        return self.x509.not_valid_before_utc.date() <= jour <= self.x509.not_valid_after_utc.date()


class Confiance:
    """The list, in memory. An id may have been given twice, to certificates that follow each other."""

    def __init__(self, certificats: Iterable[x509.Certificate] = (), *, essai: bool = False) -> None:
        tous = list(certificats)
        if len(tous) > CERTIFICATS_MAX:
            raise ListeDeConfianceInvalide(f"more than {CERTIFICATS_MAX} certificates")
        autorites = [certificat for certificat in tous if _est_une_autorite(certificat)]
        self._connus: dict[tuple[str, str], list[Certificat]] = {}
        for certificat in tous:
            if certificat in autorites:
                continue
            connu = _certificat(certificat)
            if connu.ac == AC_D_ESSAI and not essai:
                continue
            _emis_par_son_autorite(certificat, autorites)
            self._connus.setdefault((connu.ac, connu.id), []).append(connu)

    @classmethod
    def des_fichiers(cls, chemin: Path | None, *, essai: bool = False) -> Self:
        """A PEM file, or a folder of them; none is the empty list. Authorities may stand among them."""
        if chemin is None:
            return cls(essai=essai)
        fichiers = sorted(f for f in chemin.iterdir() if f.suffix in FICHIERS) if chemin.is_dir() else [chemin]
        return cls((certificat for fichier in fichiers for certificat in _lus(fichier)), essai=essai)

    def __contains__(self, certificat: x509.Certificate) -> bool:
        """Whether it is one of those that sign."""
        return any(certificat == connu.x509 for connus in self._connus.values() for connu in connus)

    def __len__(self) -> int:
        return sum(map(len, self._connus.values()))

    def trouver(self, ac: str, id: str) -> list[Certificat]:
        """Raises CertificatInconnu."""
        try:
            return self._connus[ac, id]
        except KeyError:
            raise CertificatInconnu(ac, id) from None


def _lus(fichier: Path) -> list[x509.Certificate]:
    if fichier.stat().st_size > FICHIER_MAX:
        raise ListeDeConfianceInvalide(f"{fichier.name} is too big")
    try:
        return x509.load_pem_x509_certificates(fichier.read_bytes())
    except ValueError as faute:
        raise ListeDeConfianceInvalide(f"{fichier.name}: {faute}") from None


def _certificat(certificat: x509.Certificate) -> Certificat:
    cle = certificat.public_key()
    if not isinstance(cle, ec.EllipticCurvePublicKey) or cle.curve.name not in COURBES:
        raise ListeDeConfianceInvalide(f"{certificat.subject.rfc4514_string()} signs with no curve of 2D-Doc")
    return Certificat(_nom(certificat.issuer), _nom(certificat.subject), certificat)


def _nom(nom: x509.Name) -> str:
    communs = nom.get_attributes_for_oid(NameOID.COMMON_NAME)
    if not communs:
        raise ListeDeConfianceInvalide(f"no common name in {nom.rfc4514_string()}")
    return str(communs[0].value)


def _est_une_autorite(certificat: x509.Certificate) -> bool:
    try:
        return certificat.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return certificat.subject == certificat.issuer


def _emis_par_son_autorite(certificat: x509.Certificate, autorites: list[x509.Certificate]) -> None:
    """Whoever lists an authority wants its signature looked at; a certificate listed alone is trusted as it is."""
    siennes = [autorite for autorite in autorites if autorite.subject == certificat.issuer]
    for autorite in siennes:
        try:
            certificat.verify_directly_issued_by(autorite)
        except (InvalidSignature, ValueError, TypeError):
            continue
        return
    if siennes:
        raise ListeDeConfianceInvalide(f"{certificat.subject.rfc4514_string()} was not issued by its authority")
