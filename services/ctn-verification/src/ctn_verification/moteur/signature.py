"""Measures of a signature (domain.md §8.1), and the clean copy that is kept."""

import numpy as np
from PIL import Image

from ctn_verification.domain.mesures import Mesure
from ctn_verification.domain.releve import Releve
from ctn_verification.moteur.copie import encodee, redressee
from ctn_verification.moteur.lecture import gris_de, normaliser

LARGEUR_GARDEE = 2400
ECART_ENCRE = 60  # grey levels between ink and paper
BORD = 0.01  # of the frame's short side


def regarder_signature(octets: bytes) -> tuple[Releve, bytes]:
    """What it shows, and the signature encoded anew: grey, lossless, without metadata."""
    image, _ = redressee(octets, LARGEUR_GARDEE)
    gris = gris_de(image)
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
    return Releve(mesures), encodee(Image.fromarray(gris), LARGEUR_GARDEE, "PNG", optimize=True)
