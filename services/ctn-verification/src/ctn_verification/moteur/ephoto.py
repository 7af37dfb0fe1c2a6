"""Measures of an identity photo and of a signature (domain.md §8.1), and the clean copies that are kept."""

import io
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageOps

from contracts.vocabulary.causes import Cause
from ctn_verification.domain.mesures import Mesure
from ctn_verification.domain.releve import Releve
from ctn_verification.moteur.lecture import Refus, gris_de, normaliser, ouvrir, sur_blanc
from ctn_verification.moteur.nettete import Gris, nettete_par_tuile

HAUTEUR_NORMALISEE = 531  # 45 mm at 300 dpi
HAUTEUR_GARDEE = 2126  # 45 mm at 1,200 dpi: more adds nothing
LARGEUR_SIGNATURE_GARDEE = 2400
PLUS_PETIT_VISAGE = 0.35  # of the photo's width: domain.md asks for a head of 70 to 80 % of the height
ECART_ENCRE = 60  # grey levels between ink and paper
BORD = 0.01  # of the frame's short side


@cache
def visages_de_face() -> cv2.CascadeClassifier:
    return cv2.CascadeClassifier(str(Path(cv2.__file__).parent / "data" / "haarcascade_frontalface_default.xml"))


def regarder_photo(octets: bytes) -> tuple[Releve, bytes]:
    """What it shows, and the photo encoded anew: upright, in colour, without metadata."""
    image = _redressee(octets)
    gris = normaliser(gris_de(image), HAUTEUR_NORMALISEE)
    tuiles = nettete_par_tuile(gris).tuiles
    mesures = {
        Mesure.LARGEUR: float(image.width),
        Mesure.HAUTEUR: float(image.height),
        Mesure.PROPORTIONS: image.width / image.height,
        Mesure.NETTETE: float(np.percentile(tuiles, 75)) if tuiles.size else 0.0,
        Mesure.LUMINANCE: float(gris.mean()),
        Mesure.PART_BRULEE: float(np.mean(gris >= 252)),
        Mesure.PART_BOUCHEE: float(np.mean(gris <= 4)),
        Mesure.VISAGES: float(_visages(gris)),
    }
    return Releve(mesures), _encodee(
        image.convert("RGB"), HAUTEUR_GARDEE, "JPEG", quality=95, subsampling=0, optimize=True
    )


def regarder_signature(octets: bytes) -> tuple[Releve, bytes]:
    """What it shows, and the signature encoded anew: grey, lossless, without metadata."""
    gris = gris_de(_redressee(octets))
    hauteur, largeur = gris.shape
    fond = float(np.percentile(normaliser(gris, 800), 75))
    encre = gris < fond - ECART_ENCRE
    bord = max(2, round(min(gris.shape) * BORD))
    cadre = np.ones(gris.shape, dtype=bool)
    cadre[bord:-bord, bord:-bord] = False
    mesures = {
        Mesure.LARGEUR: float(largeur),
        Mesure.HAUTEUR: float(hauteur),
        Mesure.FOND: fond,
        Mesure.PART_ENCREE: float(encre.mean()),
        Mesure.ENCRE_AU_BORD: float(encre[cadre].mean()),
    }
    return Releve(mesures), _encodee(Image.fromarray(gris), LARGEUR_SIGNATURE_GARDEE, "PNG", optimize=True)


def _redressee(octets: bytes) -> Image.Image:
    """Decoded, as its EXIF orientation wants to be seen."""
    if not octets:
        raise Refus(Cause.FICHIER_VIDE)
    image = ouvrir(octets)
    if image.format == "JPEG":
        image.draft(None, (HAUTEUR_GARDEE, HAUTEUR_GARDEE))
    try:
        image.load()
        droite = ImageOps.exif_transpose(image)
    except (OSError, SyntaxError, ValueError, TypeError, LookupError):
        raise Refus(Cause.FICHIER_ILLISIBLE) from None
    return Image.fromarray(gris_de(droite)) if droite.mode.startswith("I") else sur_blanc(droite)


def _visages(gris: Gris) -> int:
    """Frontal faces large enough for the norm; the cascade misses some, hence never a refusal."""
    plus_petit = round(gris.shape[1] * PLUS_PETIT_VISAGE)
    found = visages_de_face().detectMultiScale(cv2.equalizeHist(gris), 1.1, 5, minSize=(plus_petit, plus_petit))
    return len(found)


def _encodee(image: Image.Image, cote_long: int, format: str, **options: object) -> bytes:
    image.thumbnail((cote_long, cote_long), Image.Resampling.LANCZOS)
    image.info.clear()  # no profile, no EXIF, no comment travels with the pixels
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()
