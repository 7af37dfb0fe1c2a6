"""The measures that the image engine takes, by the names under which agents and rules read them."""

from collections.abc import Mapping
from enum import StrEnum


class Mesure(StrEnum):
    COTE_LONG = "cote_long"  # pixels; absent for a page that is drawn, not scanned
    NETTETE = "nettete"  # see moteur/nettete.py; of a document in proportion to its letters
    NETTETE_ZONE = "nettete_zone"  # the same in the worst ninth of the page
    HAUTEUR_TEXTE = "hauteur_texte"  # pixels, of the usual letter; absent with too few letters
    REFLET = "reflet"  # share of the sheet under a burnt spot
    OMBRE = "ombre"  # share of the page whose letters lie in deep shadow
    COTES_COUPES = "cotes_coupes"  # sides on which the sheet leaves the picture
    LETTRES_COUPEES = "lettres_coupees"  # letters that the edge of the picture cuts, per hundred
    MARCHES = "marches"  # what a strong compression left, see moteur/blocs.py
    CLARTE = "clarte"  # grey level of the paper: 95 % of the page is darker
    ENCRE = "encre"  # grey level of the ink
    PART_ECRITE = "part_ecrite"  # share of the page with something on it
    LARGEUR = "largeur"
    HAUTEUR = "hauteur"
    PROPORTIONS = "proportions"  # width / height
    LUMINANCE = "luminance"  # mean grey level
    PART_BRULEE = "part_brulee"  # share of pixels without any detail left, white
    PART_BOUCHEE = "part_bouchee"  # the same, black
    VISAGES = "visages"
    FOND = "fond"  # grey level of the paper under a signature
    PART_ENCREE = "part_encree"  # share of the frame covered by ink
    ENCRE_AU_BORD = "encre_au_bord"  # share of the frame's outermost pixels covered by ink


Mesures = Mapping[Mesure, float]
"""What was measured on one image, or on one page."""
