"""The child that measures images: `python -m ctn_verification.moteur.enfant` is started by the engine's pool."""

import io
from typing import Any

import cv2
import numpy as np
from PIL import Image

from contracts.children.child import Task, serve_tasks
from ctn_verification.domain.releve import Genre
from ctn_verification.moteur import apercu, liasse
from ctn_verification.moteur.document import regarder_document
from ctn_verification.moteur.lecture import Refus
from ctn_verification.moteur.photo import charger_photo, regarder_photo
from ctn_verification.moteur.signature import regarder_signature
from ctn_verification.moteur.signes import HAUTEUR, LARGEUR, reconnaitre_signes

PDF_VIDE = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R
/Resources<</Font<</F 5 0 R>>>>>>endobj
4 0 obj<</Length 40>>stream
BT /F 24 Tf 72 720 Td (permis) Tj ET    
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
%%EOF"""


def document(asked: dict[str, Any], file: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        pages = regarder_document(file, asked.get("lire", ()), couleurs=bool(asked.get("couleurs")))
    except Refus as refus:
        return {"refus": refus.cause}, b""
    return {"images": [page.dire() for page in pages]}, b""


def photo(asked: dict[str, Any], file: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        releve, propre = regarder_photo(file)
    except Refus as refus:
        return {"refus": refus.cause}, b""
    return {"images": [releve.dire()]}, propre


def signature(asked: dict[str, Any], file: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        releve, propre = regarder_signature(file)
    except Refus as refus:
        return {"refus": refus.cause}, b""
    return {"images": [releve.dire()]}, propre


EXAMENS: dict[str, Task] = {"document": document, "photo": photo, "signature": signature}
TASKS = EXAMENS | apercu.TASKS | liasse.TASKS


def tout_charger() -> None:
    """The libraries load parts of themselves at first use: one look at each kind of file."""
    cv2.setNumThreads(1)
    liasse.charger()  # first: what it leaves is used by the others
    dessin = Image.effect_noise((520, 660), 60.0)
    for format in ("JPEG", "PNG", "TIFF", "BMP", "GIF"):
        fichier = io.BytesIO()
        dessin.save(fichier, format)
        for task in (*EXAMENS.values(), *apercu.TASKS.values()):
            task({}, fichier.getvalue())
    reconnaitre_signes(np.zeros((1, LARGEUR * HAUTEUR), np.float32))
    charger_photo()
    document({"lire": [*Genre]}, PDF_VIDE)
    apercu.apercu({}, PDF_VIDE)


if __name__ == "__main__":
    serve_tasks(TASKS, tout_charger)
