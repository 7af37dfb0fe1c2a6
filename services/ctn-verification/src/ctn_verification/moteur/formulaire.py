"""One page of a stack of paper forms: which demande it is for, photo and signature cut out of it."""

import io
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
from PIL import Image

from contracts.vocabulary.causes import Cause
from contracts.vocabulary.formulaire_photo import FORMULAIRE_PHOTO, Point, Rectangle
from ctn_verification.moteur.collee import Collee, au_format, decouper_photo, redresser
from ctn_verification.moteur.feuillet import Couleur, Feuillet, lire
from ctn_verification.moteur.lecture import Refus
from ctn_verification.moteur.paraphe import decouper_signature
from ctn_verification.moteur.reperes import Situation, millimetre, situer

PAGE = FORMULAIRE_PHOTO.page
REPERES_MIN = 3  # fewer, and photo and signature may lie a millimetre beside where they seem
PAS_IMAGE = 300 / 25.4  # pixels for a millimetre of what an agent is shown
COTE_VIERGE = 1200  # pixels
ECRITE = 0.0004  # of the page: less is dust
BORD = 0.06  # of the page: shadows of the scanner, holes
PLUS_CLAIR = 45  # grey levels between paper and what shows on it; what shows through is paler


@dataclass(frozen=True)
class Page:
    """What is said of it, and what was cut out, by `photo` and `signature`."""

    dit: dict[str, Any]
    images: dict[str, Couleur] = field(default_factory=dict)


def reconnaitre(octets: bytes, rang: int) -> Page:
    """Raises Refus for what cannot be seen."""
    feuillet = lire(octets, rang)
    if _vierge(feuillet):
        return Page({"vierge": True})
    situation = situer(feuillet.gris)
    dit: dict[str, Any] = {
        "vierge": False,
        "numeros": list(situation.numeros[:4]),
        "etrangers": situation.etrangers,
        "reperes": situation.reperes,
        "bitonal": feuillet.bitonal,
    }
    if situation.matrice is None or situation.reperes < REPERES_MIN:
        return Page(dit)
    photo = decouper_photo(feuillet.couleur, situation.matrice)
    paraphe = decouper_signature(feuillet.couleur, situation.matrice)
    milieu = Point(PAGE.largeur / 2, PAGE.hauteur / 2)
    dit |= {
        "points_par_pouce": round(millimetre(situation.matrice, milieu) * 25.4, 1),
        "photo": photo.etat.value,
        "cadres": {"photo": _fractions(photo.place), "signature": _fractions(paraphe.place)},
    }
    images = {"signature": paraphe.pixels}
    if photo.pixels is not None and photo.etat is Collee.TROUVEE:
        images["photo"] = photo.pixels
    return Page(dit, images)


def montrer(octets: bytes, rang: int) -> bytes:
    """The page as an agent sees it: upright, straight where the marks say how, 300 dots per inch at most."""
    feuillet = lire(octets, rang)
    situation = situer(feuillet.gris)
    return _jpeg(_droite(feuillet, situation))


def decouper(octets: bytes, cadres: dict[str, list[float]]) -> dict[str, Couleur]:
    """By an agent's eye, in fractions of what `montrer` made: the photo at its 35 × 45, the signature as drawn."""
    couleur = lire(octets, 0).couleur
    decoupees = {}
    for nom, (x, y, largeur, hauteur) in cadres.items():
        haut, gauche = round(y * couleur.shape[0]), round(x * couleur.shape[1])
        bas, droite = round((y + hauteur) * couleur.shape[0]), round((x + largeur) * couleur.shape[1])
        morceau = couleur[haut:bas, gauche:droite]
        if min(morceau.shape[:2]) < 8:
            raise Refus(Cause.TROP_PETITE)
        decoupees[nom] = _a_35_45(morceau) if nom == "photo" else morceau
    return decoupees


def en_png(image: Couleur) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def _a_35_45(morceau: Couleur) -> Couleur:
    """The largest part of it in these proportions, around its middle."""
    hauteur, largeur = morceau.shape[:2]
    haute = min(hauteur, largeur * 45 / 35)
    large = haute * 35 / 45
    haut, gauche = round((hauteur - haute) / 2), round((largeur - large) / 2)
    coupe = morceau[haut : haut + round(haute), gauche : gauche + round(large)]
    return np.asarray(cv2.resize(coupe, au_format(large, haute), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _vierge(feuillet: Feuillet) -> bool:
    """The back of a sheet: nothing that differs from its paper, whatever the scanner left along the edges."""
    facteur = min(1.0, COTE_VIERGE / max(feuillet.couleur.shape[:2]))
    petit = cv2.resize(feuillet.gris, None, fx=facteur, fy=facteur, interpolation=cv2.INTER_AREA)
    bord = round(BORD * min(petit.shape))
    dedans = petit[bord:-bord, bord:-bord] if bord else petit
    papier = cv2.medianBlur(cv2.resize(dedans, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA), 31)
    fond = cv2.resize(papier, (dedans.shape[1], dedans.shape[0])).astype(np.int16)
    sombre = fond - dedans.astype(np.int16) > PLUS_CLAIR
    return bool(sombre.mean() < ECRITE and np.median(dedans) > 128)


def _droite(feuillet: Feuillet, situation: Situation) -> Couleur:
    couleur = feuillet.couleur
    if situation.matrice is not None and situation.reperes >= REPERES_MIN:
        pas = min(PAS_IMAGE, millimetre(situation.matrice, Point(PAGE.largeur / 2, PAGE.hauteur / 2)))
        return redresser(couleur, situation.matrice, PAGE, pas)
    facteur = PAS_IMAGE * PAGE.hauteur / max(couleur.shape[:2])
    if facteur < 1:
        couleur = np.asarray(cv2.resize(couleur, None, fx=facteur, fy=facteur, interpolation=cv2.INTER_AREA))
    return np.ascontiguousarray(np.rot90(couleur, -situation.quarts))


def _fractions(place: Rectangle) -> list[float]:
    """Of the upright sheet; a photo may stand out over its edge by a hair."""
    x0, y0 = max(0.0, place.x / PAGE.largeur), max(0.0, place.y / PAGE.hauteur)
    x1 = min(1.0, (place.x + place.largeur) / PAGE.largeur)
    y1 = min(1.0, (place.y + place.hauteur) / PAGE.hauteur)
    return [round(value, 5) for value in (x0, y0, x1 - x0, y1 - y0)]


def _jpeg(couleur: Couleur) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(couleur).save(buffer, "JPEG", quality=92, subsampling=0)
    return buffer.getvalue()
