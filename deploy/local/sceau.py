"""The keys with which documents seals its PDFs here, and the certificates of an authority made for this data folder.

Nobody else believes that authority: where documents count, France Titres or a qualified provider issues certificates.
"""

from datetime import date
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from contracts.deux_d_doc.essai import AutoriteDEssai
from deploy.local.keys import Keys, write_private

AUTORITE, CACHET, SIGNATURE = "FRP0", "0001", "Documents officiels du permis de conduire (essai)"
"""Common names: the first two are those that a 2D-Doc's header names, four characters each."""
DEPUIS, JUSQU_A = date(2020, 1, 1), date(2045, 1, 1)
"""Before the oldest fact that a test or a demonstration seals."""


def sceau(folder: Path, keys: Keys) -> dict[str, str]:
    """The settings of the seal; keys and certificates are made once for a folder."""
    place = folder / "sceau"
    if not (place / "confiance.pem").exists():
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make(place)
    return {
        "SCEAU_CACHET_CLE_FILE": str(place / "cachet.key"),
        "SCEAU_CACHET_CERTIFICAT_FILE": str(place / "cachet.pem"),
        "SCEAU_SIGNATURE_CLE_FILE": str(place / "signature.key"),
        "SCEAU_SIGNATURE_CERTIFICAT_FILE": str(place / "signature.pem"),
        "SCEAU_CODE_SECRET_FILE": str(keys.file("documents.codes")),
        "SCEAU_CONFIANCE": str(place / "confiance.pem"),
    }


def _make(place: Path) -> None:
    """The list of trust last: it says that all is there. The authority's key is thrown away."""
    autorite = AutoriteDEssai.creer(AUTORITE, depuis=DEPUIS, jusqu_a=JUSQU_A)
    emis = {
        "cachet": autorite.emettre(CACHET, depuis=DEPUIS, jusqu_a=JUSQU_A),
        "signature": autorite.emettre(SIGNATURE, depuis=DEPUIS, jusqu_a=JUSQU_A),
    }
    for nom, (cle, certificat) in emis.items():
        write_private(place / f"{nom}.key", _pem(cle))
        write_private(place / f"{nom}.pem", _chaine(certificat, autorite.certificat))
    tous = (autorite.certificat, *(certificat for _, certificat in emis.values()))
    write_private(place / "confiance.pem", _chaine(*tous))


def _pem(cle: ec.EllipticCurvePrivateKey) -> bytes:
    return cle.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _chaine(*certificats: x509.Certificate) -> bytes:
    return b"".join(certificat.public_bytes(Encoding.PEM) for certificat in certificats)
