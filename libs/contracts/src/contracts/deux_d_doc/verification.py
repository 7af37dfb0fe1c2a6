"""Is this code genuine: known certificate, right signature, made while the certificate was valid."""

from datetime import date, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from contracts.deux_d_doc.code import Code
from contracts.deux_d_doc.confiance import Certificat, Confiance
from contracts.deux_d_doc.courbes import courbe_de
from contracts.deux_d_doc.refus import CertificatPerime, SignatureFausse

AVANCE = timedelta(days=1)
"""A code may be dated tomorrow: the header knows no time zone."""


def verifier(code: Code, confiance: Confiance, *, le: date) -> Certificat:
    """The certificate that signed it. Raises CertificatInconnu, SignatureFausse or CertificatPerime.

    The certificate counts as of the day of the signature: a bill of last year stays genuine when its issuer has changed
    keys since. Without that day, the day of issue counts, and without that, `le`, today.
    """
    candidats = confiance.trouver(code.entete.ac, code.entete.certificat)
    signataires = [candidat for candidat in candidats if _a_signe(candidat, code)]
    if not signataires:
        raise SignatureFausse
    jour = code.entete.signature or code.entete.emission or le
    if jour > le + AVANCE:
        raise CertificatPerime(f"La signature est datée du {jour:%d/%m/%Y}, dans l'avenir.")
    for signataire in signataires:
        if signataire.couvre(jour):
            return signataire
    raise CertificatPerime(f"Le certificat {code.entete.certificat} n'était pas valable le {jour:%d/%m/%Y}.")


def _a_signe(certificat: Certificat, code: Code) -> bool:
    courbe = courbe_de(certificat.cle.curve)
    if len(code.signature) != 2 * courbe.taille:
        return False
    r = int.from_bytes(code.signature[: courbe.taille], "big")
    s = int.from_bytes(code.signature[courbe.taille :], "big")
    try:
        certificat.cle.verify(encode_dss_signature(r, s), code.signe, ec.ECDSA(courbe.hache()))
    except InvalidSignature:
        return False
    return True
