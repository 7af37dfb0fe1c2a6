"""What a child can be asked about a stack of paper forms: its pages, one page, a page to look at, parts of a page."""

import io
from typing import Any

import cv2
import numpy as np
import zxingcpp
from PIL import Image

from contracts.children.child import Task
from contracts.vocabulary.formulaire_photo import FORMULAIRE_PHOTO
from ctn_verification.moteur.feuillet import Couleur, compter
from ctn_verification.moteur.formulaire import decouper, en_png, montrer, reconnaitre
from ctn_verification.moteur.lecture import Refus

Dit = tuple[dict[str, Any], bytes]


def pages(asked: dict[str, Any], file: bytes) -> Dit:
    try:
        return {"pages": compter(file)}, b""
    except Refus as refus:
        return {"refus": refus.cause}, b""


def formulaire(asked: dict[str, Any], file: bytes) -> Dit:
    """`rang`: which page, from 0."""
    try:
        page = reconnaitre(file, int(asked["rang"]))
    except Refus as refus:
        return {"refus": refus.cause}, b""
    return _ensemble(page.dit, page.images)


def feuillet(asked: dict[str, Any], file: bytes) -> Dit:
    """A JPEG of the page `rang`, upright."""
    try:
        return {}, montrer(file, int(asked["rang"]))
    except Refus as refus:
        return {"refus": refus.cause}, b""


def decoupe(asked: dict[str, Any], file: bytes) -> Dit:
    """`cadres`: by name, fractions of the picture."""
    try:
        return _ensemble({}, decouper(file, asked["cadres"]))
    except Refus as refus:
        return {"refus": refus.cause}, b""


def _ensemble(dit: dict[str, Any], images: dict[str, Couleur]) -> Dit:
    """The pictures one after the other; `tailles` says where one ends."""
    fichiers = {nom: en_png(image) for nom, image in images.items()}
    return dit | {"tailles": {nom: len(octets) for nom, octets in fichiers.items()}}, b"".join(fichiers.values())


TASKS: dict[str, Task] = {"pages": pages, "formulaire": formulaire, "feuillet": feuillet, "decoupe": decoupe}


def charger() -> None:
    """One look at a form in each kind of file."""
    papier = Image.fromarray(_dessin())
    for format in ("JPEG", "TIFF", "PDF"):
        fichier = io.BytesIO()
        papier.save(fichier, format)
        pages({}, fichier.getvalue())
        formulaire({"rang": 0}, fichier.getvalue())
    feuillet({"rang": 0}, fichier.getvalue())
    decoupe({"cadres": {"photo": [0.2, 0.2, 0.3, 0.3]}}, fichier.getvalue())


def _dessin() -> Couleur:
    """A form without words: marks, code, something in the frame."""
    pas = 4
    papier = np.full((297 * pas, 210 * pas), 245, np.uint8)
    demi = FORMULAIRE_PHOTO.cote_repere / 2
    for x, y in FORMULAIRE_PHOTO.reperes:
        coins = [tuple(round(mm * pas) for mm in coin) for coin in ((x - demi, y - demi), (x + demi, y + demi))]
        cv2.rectangle(papier, coins[0], coins[1], 0, cv2.FILLED)
    lieu = FORMULAIRE_PHOTO.code
    code = np.asarray(zxingcpp.create_barcode("9" * 23, zxingcpp.BarcodeFormat.QRCode).to_image(), np.uint8)
    size = (round(lieu.largeur * pas), round(lieu.hauteur * pas))
    haut, gauche = round(lieu.y * pas), round(lieu.x * pas)
    dessous = cv2.resize(code, size, interpolation=cv2.INTER_NEAREST)
    papier[haut : haut + size[1], gauche : gauche + size[0]] = dessous
    x, y, largeur, hauteur = (round(mm * pas) for mm in FORMULAIRE_PHOTO.photo)
    papier[y : y + hauteur, x : x + largeur] = 120
    return np.asarray(cv2.cvtColor(papier, cv2.COLOR_GRAY2RGB), np.uint8)
