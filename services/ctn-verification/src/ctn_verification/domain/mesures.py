"""The measures that the image engine takes, by the names under which agents and rules read them."""

from collections.abc import Mapping
from enum import StrEnum


class Mesure(StrEnum):
    COTE_LONG = "cote_long"  # pixels; absent for a page that is drawn, not scanned
    NETTETE = "nettete"  # see moteur/nettete.py; of a document in proportion to its letters
    NETTETE_ZONE = "nettete_zone"  # the same in the worst ninth of the page
    MOITIE_FLOUE = (
        "moitie_floue"  # how much larger the share of blurred ink is in one half of the page than in the other
    )
    HAUTEUR_TEXTE = "hauteur_texte"  # pixels, of the usual letter; absent with too few letters
    REFLET = "reflet"  # share of the sheet under a burnt spot
    OMBRE = "ombre"  # share of the page whose letters lie in deep shadow
    PART_NOIRE = "part_noire"  # share of the page that is next to black beside lit paper
    COTES_COUPES = "cotes_coupes"  # sides on which the sheet leaves the picture
    LETTRES_COUPEES = "lettres_coupees"  # letters that the edge of the picture cuts, per hundred
    LETTRES_ROGNEES = "lettres_rognees"  # remains of letters at the top or the bottom edge, of the worse of the two
    BLANC = "blanc"  # from the first or the last line to that edge, in heights of a letter
    CARRURE = "carrure"  # short side of the picture by its long one
    SANS_LIGNES = "sans_lignes"  # 1: many letters that stand in no lines
    PENTE = "pente"  # degrees by which the lines of the page are off the level or the upright, 0 to 45
    FUITE = "fuite"  # how many times higher the letters are on one side of the page than on the opposite one
    MARGE = "marge"  # degrees by which the margin of the text is off the perpendicular to its lines
    COUCHEE = "couchee"  # 1: the lines of the page run upwards or downwards
    ENVERS = "envers"  # share of neighbouring letters that look upside down, see moteur/orientation.py
    TEINTES = "teintes"  # how far the most coloured twentieth of the picture is from grey, of 255
    PAGE_DOUBLE = "page_double"  # 1: the same as a page before it in the same file
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
    VISAGES = "visages"  # frontal and upright
    PENCHE = "penche"  # degrees by which a photo without upright face must be turned to show one
    PROFIL = "profil"  # 1: no frontal face, but one from the side
    TETE = "tete"  # chin to crown without hair, share of the photo's height; estimated, see moteur/tete.py
    PLACE_X = "place_x"  # middle of the eyes, mm from the left on a print of 35 × 45 mm
    PLACE_Y = "place_y"  # line of the eyes, mm from the bottom on such a print
    HAUT_TOUCHE = "haut_touche"  # share of the top edge above the head that shows the head
    INCLINAISON = "inclinaison"  # degrees, positive when the eye on the right of the photo is the lower
    SYMETRIE = "symetrie"  # likeness of the face's halves, 1 for a mirror
    YEUX = "yeux"  # eyes that the cascades see
    ECART_YEUX = "ecart_yeux"  # pixels of the photo as it was sent
    OUVERTURE_YEUX = "ouverture_yeux"  # height of the less open eye's iris, in distances between the eyes
    YEUX_ROUGES = "yeux_rouges"  # share of the pupil's surroundings that is red, in the worse eye
    REFLET_YEUX = "reflet_yeux"  # share of the region of the eyes that mirrors a lamp
    FOND_VU = "fond_vu"  # share of the photo in which the background can be judged
    FOND_ECART = "fond_ecart"  # standard deviation of the background's lightness, of 255
    FOND_CLARTE = "fond_clarte"  # L* of the background
    FOND_TEINTE = "fond_teinte"  # its distance from grey in a*b*, blue counted half
    LUMIERE_COTES = "lumiere_cotes"  # difference between left and right of the face, share of their mean
    VISAGE_BRULE = "visage_brule"  # share of the face without any detail left, white
    COULEUR = "couleur"  # distance of the skin from grey in a*b*
    DERIVE_COULEUR = "derive_couleur"  # distance of the skin's colour from all that skins have
    PLATITUDE = "platitude"  # share of the face in which neighbouring pixels do not differ
    TONS = "tons"  # share of the face in its 16 commonest grey levels: a drawing has few
    TRAME = "trame"  # how far the strongest fine wave stands out, see moteur/trame.py
    FOND = "fond"  # grey level of the paper under a signature
    PART_ENCREE = "part_encree"  # share of the frame covered by ink
    ENCRE_AU_BORD = "encre_au_bord"  # share of the frame's outermost pixels covered by ink
    TRAIT = "trait"  # usual width of the strokes, share of the frame's height
    MORCEAUX_LOIN = "morceaux_loin"  # share of the ink that lies far from the signature
    REGLE = "regle"  # longest straight level or upright line, share of the frame's side
    LETTRES = "lettres"  # small marks of one height, side by side: print
    DEMI_TEINTES = "demi_teintes"  # share of the frame neither paper nor ink
    CONTRASTE_ENCRE = "contraste_encre"  # grey levels between paper and ink
    ETENDUE = "etendue"  # width of the signature, share of the frame's


Mesures = Mapping[Mesure, float]
"""What was measured on one image, or on one page."""
