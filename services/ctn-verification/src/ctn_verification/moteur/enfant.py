"""The child process: looks at one image after the other, with bounded memory and time, no network and no secret."""

import ctypes
import io
import json
import os
import resource
import sys
from typing import Any, BinaryIO

import cv2
from PIL import Image

from ctn_verification.moteur.document import mesurer_document
from ctn_verification.moteur.ephoto import mesurer_photo, mesurer_signature
from ctn_verification.moteur.lecture import Refus
from ctn_verification.moteur.trames import HEAD, tailles, trame

PR_SET_PDEATHSIG, SIGKILL = 1, 9
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


def main(memoire: int, secondes: int) -> None:
    """Serve frames from stdin until it closes. `memoire`: bytes of address space, `secondes`: CPU for each image."""
    entree, sortie = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    sans_reseau_ni_fichier(memoire)
    sortie.write(trame({"pret": True}))
    sortie.flush()
    while (recu := lire(entree)) is not None:
        borner_temps(secondes)
        message, octets = recu
        reponse, propre = examiner(message["tache"], octets)
        sortie.write(trame(reponse, propre))
        sortie.flush()
        if "faute" in reponse:
            return  # what an error in C code left behind is not to be trusted


def sans_reseau_ni_fichier(memoire: int) -> None:
    """Everything is loaded; from here on no descriptor can be opened, hence no file, no socket, no child."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, SIGKILL)
    cv2.setNumThreads(1)
    tout_charger()
    rien = os.open(os.devnull, os.O_RDWR)
    for ouvert in (0, 1, 2):  # a library that prints must not break a frame
        os.dup2(rien, ouvert)
    resource.setrlimit(resource.RLIMIT_AS, (memoire, memoire))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def tout_charger() -> None:
    """The libraries load parts of themselves at first use: one look at each kind of file."""
    dessin = Image.effect_noise((520, 660), 60.0)
    for format in ("JPEG", "PNG", "TIFF", "BMP", "GIF"):
        fichier = io.BytesIO()
        dessin.save(fichier, format)
        for tache in ("document", "photo", "signature"):
            examiner(tache, fichier.getvalue())
    examiner("document", PDF_VIDE)


def borner_temps(secondes: int) -> None:
    """A loop without end dies by itself, also when nobody is left to kill it."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + 1 + secondes, hard))


def lire(entree: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    head = entree.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    text, octets = tailles(head)
    return json.loads(entree.read(text)), entree.read(octets)


def examiner(tache: str, octets: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        if tache == "document":
            return {"images": mesurer_document(octets)}, b""
        mesures, propre = _EPHOTO[tache](octets)
        return {"images": [mesures]}, propre
    except Refus as refus:
        return {"refus": refus.cause}, b""
    except Exception as fault:  # noqa: BLE001 - whatever an image does to a library, the parent must hear of it
        return {"faute": type(fault).__name__}, b""


_EPHOTO = {"photo": mesurer_photo, "signature": mesurer_signature}

if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
