"""A seal for the tests, with an authority of its own, and what a scanner reads on a printed page."""

import io
import subprocess
from datetime import date
from uuid import UUID

import zxingcpp
from PIL import Image

from contracts.deux_d_doc import Confiance
from contracts.deux_d_doc.essai import AutoriteDEssai
from documents_pdf.scellement.cles import Cle
from documents_pdf.scellement.pades import Pades
from documents_pdf.scellement.sceau import Sceau

DEPUIS, JUSQU_A = date(2020, 1, 1), date(2045, 1, 1)
ADRESSE = "https://permis.exemple.fr/verification"
DEMANDE = UUID("5f0f2f0e-6a52-4a0c-8b55-2c1d0b6f3a11")

AUTORITE = AutoriteDEssai.creer("FRP0", depuis=DEPUIS, jusqu_a=JUSQU_A)


def cle(nom: str, autorite: AutoriteDEssai = AUTORITE) -> Cle:
    privee, certificat = autorite.emettre(nom, depuis=DEPUIS, jusqu_a=JUSQU_A)
    return Cle(privee, certificat, (autorite.certificat,))


CACHET, SIGNATURE = cle("0001"), cle("Documents officiels (essai)")
SCEAU = Sceau(CACHET, Pades(SIGNATURE), b"un secret pour les essais", ADRESSE)
IMITATION = Sceau(cle("0001"), Pades(SIGNATURE), b"un autre secret", ADRESSE)
"""The same names, another key."""
CONFIANCE = Confiance([AUTORITE.certificat, CACHET.certificat, SIGNATURE.certificat])


def scanne(pdf: bytes, *, page: int = 1, resolution: int = 200) -> list[str]:
    """The texts of the Datamatrix on a page, as paper shows them."""
    command = ["pdftoppm", "-r", str(resolution), "-f", str(page), "-l", str(page), "-png", "-"]
    image = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout
    codes = zxingcpp.read_barcodes(
        Image.open(io.BytesIO(image)),
        formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.DataMatrix),
        text_mode=zxingcpp.TextMode.Plain,
    )
    return [code.text for code in codes]
