"""Measures of an identity photo (domain.md §8.1), where they were taken, and the clean copy that is kept."""

from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np
from PIL import Image

from ctn_verification.domain.mesures import Mesure
from ctn_verification.domain.releve import Cadre, Releve
from ctn_verification.moteur.aplats import regarder_aplats
from ctn_verification.moteur.blocs import marches
from ctn_verification.moteur.copie import encodee, redressee
from ctn_verification.moteur.fond import HAUTEUR_VUE, Fond, regarder_fond
from ctn_verification.moteur.nettete import Gris, nettete_par_tuile
from ctn_verification.moteur.teint import Couleurs, Teint, regarder_teint
from ctn_verification.moteur.tete import Tete, estimer
from ctn_verification.moteur.trame import trame
from ctn_verification.moteur.visage import CASCADES, Boite, Reconnu, Visage, cascade, reconnaitre
from ctn_verification.moteur.yeux import Yeux, redresser, regarder_yeux

HAUTEUR_NORMALISEE = 531  # 45 mm at 300 dpi
HAUTEUR_GARDEE = 1063  # 45 mm at 600 dpi: more adds nothing to a card of plastic
HAUTEUR_SUFFISANTE = 957  # 540 dpi: of 12 megapixels a quarter of the height, which the decoder gives at once
PAPIER = (35.0, 45.0)  # mm
SOUS_LES_YEUX = 0.12  # of the head: the middle of the face, where a screen's or a print's grid shows best
LARGEUR_TETE = 0.72  # of its height


class Vue(NamedTuple):
    """The photo as it is kept, and at the scale at which it is measured."""

    pleine: Gris
    couleurs: Couleurs
    gris: Gris
    envoyee: tuple[int, int]  # width and height of what was sent

    @property
    def forme(self) -> tuple[int, int]:
        """Height and width at which it is measured."""
        return self.gris.shape[0], self.gris.shape[1]


def regarder_photo(octets: bytes) -> tuple[Releve, bytes]:
    """What it shows, and the photo encoded anew: upright, in colour, without metadata."""
    image, envoyee = redressee(octets, HAUTEUR_SUFFISANTE)
    gardee = _reduite(np.asarray(image if image.mode == "RGB" else image.convert("RGB")), HAUTEUR_GARDEE)
    vue = voir(gardee, envoyee)
    trouve = reconnaitre(vue.gris)
    mesures = _de_l_image(vue) | _du_nombre(trouve)
    zones: dict[Mesure, tuple[Cadre, ...]] = {}
    if trouve.visage is not None:
        du_visage, zones = _du_visage(vue, trouve.visage)
        mesures |= du_visage
        del mesures[Mesure.PART_BRULEE]  # of the face alone, then: a white wall is another fault
    zones[Mesure.VISAGES] = tuple(_cadre(vue, *boite) for boite in trouve.boites)
    return Releve(mesures, zones), encodee(Image.fromarray(gardee), HAUTEUR_GARDEE, "JPEG", quality=95, subsampling=0)


def charger_photo() -> None:
    """What is only used once there is a face: every cascade, and all that is measured on one."""
    for nom in CASCADES:
        cascade(nom)
    bruit = np.random.default_rng(1).integers(0, 255, (HAUTEUR_NORMALISEE, 413, 3), dtype=np.uint8)
    visage = Visage(Boite(100, 150, 220, 220), (160.0, 240.0), (260.0, 240.0), 2)
    _du_visage(voir(bruit, (413, HAUTEUR_NORMALISEE)), visage)


def voir(pleine: Couleurs, envoyee: tuple[int, int]) -> Vue:
    couleurs = _reduite(pleine, HAUTEUR_NORMALISEE)
    gris = np.asarray(cv2.cvtColor(couleurs, cv2.COLOR_RGB2GRAY), np.uint8)
    return Vue(np.asarray(cv2.cvtColor(pleine, cv2.COLOR_RGB2GRAY), np.uint8), couleurs, gris, envoyee)


def _reduite(couleurs: Couleurs, cote_long: int) -> Couleurs:
    """By exact halves, which cost next to nothing, then by less than a half, where two neighbours are enough."""
    hauteur, largeur = couleurs.shape[:2]
    while max(hauteur, largeur) // 2 >= cote_long and min(hauteur, largeur) >= 2:
        hauteur, largeur = hauteur // 2, largeur // 2
        paires = couleurs[: 2 * hauteur, : 2 * largeur]
        couleurs = np.asarray(cv2.resize(paires, (largeur, hauteur), interpolation=cv2.INTER_AREA), np.uint8)
    if (echelle := cote_long / max(hauteur, largeur)) >= 1:
        return couleurs
    taille = (max(1, round(largeur * echelle)), max(1, round(hauteur * echelle)))
    return np.asarray(cv2.resize(couleurs, taille, interpolation=cv2.INTER_LINEAR), np.uint8)


def _de_l_image(vue: Vue) -> dict[Mesure, float]:
    largeur, hauteur = vue.envoyee
    tuiles = nettete_par_tuile(vue.gris).tuiles
    return {
        Mesure.LARGEUR: float(largeur),
        Mesure.HAUTEUR: float(hauteur),
        Mesure.PROPORTIONS: largeur / hauteur,
        Mesure.NETTETE: float(np.percentile(tuiles, 75)) if tuiles.size else 0.0,
        Mesure.MARCHES: marches(vue.pleine, 8) if vue.pleine.shape[0] == hauteur else 1.0,
        Mesure.LUMINANCE: float(vue.gris.mean()),
        Mesure.PART_BRULEE: float(np.mean(vue.gris >= 252)),
        Mesure.PART_BOUCHEE: float(np.mean(vue.gris <= 4)),
    }


def _du_nombre(trouve: Reconnu) -> dict[Mesure, float]:
    return {
        Mesure.VISAGES: float(len(trouve.boites)),
        Mesure.PENCHE: float(trouve.penche),
        Mesure.PROFIL: float(trouve.profil),
    }


def _du_visage(vue: Vue, visage: Visage) -> tuple[dict[Mesure, float], dict[Mesure, tuple[Cadre, ...]]]:
    hauteur, largeur = vue.forme
    tete = estimer(visage, hauteur)
    face = redresser(vue.couleurs, visage)
    taille = (round(largeur * HAUTEUR_VUE / hauteur), HAUTEUR_VUE)
    petit = cv2.resize(_reduite(vue.couleurs, 2 * HAUTEUR_VUE), taille, interpolation=cv2.INTER_AREA)
    lab = np.asarray(cv2.cvtColor(petit.astype(np.float32) / 255.0, cv2.COLOR_RGB2LAB), np.float32)
    fond = regarder_fond(lab, tete)
    teint, yeux = regarder_teint(face), regarder_yeux(face)
    mesures = _de_la_tete(vue, tete, visage) | _du_fond(fond, tete) | _du_teint(teint)
    mesures |= _des_yeux(visage, yeux, visage.ecart * vue.envoyee[1] / hauteur)
    grand = vue.pleine.shape[0]
    aplats = regarder_aplats(vue.pleine, Boite(*(valeur * grand / hauteur for valeur in visage.boite)))
    mesures |= {Mesure.PLATITUDE: aplats.platitude, Mesure.TONS: aplats.tons}
    mesures[Mesure.TRAME] = trame(vue.pleine, tete.x * grand, (tete.yeux + SOUS_LES_YEUX * tete.hauteur) * grand)
    return mesures, dict(_zones(vue, tete, visage, fond, teint))


def _de_la_tete(vue: Vue, tete: Tete, visage: Visage) -> dict[Mesure, float]:
    hauteur, largeur = vue.forme
    return {
        Mesure.TETE: tete.hauteur,
        Mesure.PLACE_X: tete.x * hauteur / largeur * PAPIER[0],
        Mesure.PLACE_Y: (1.0 - tete.yeux) * PAPIER[1],
    }


def _des_yeux(visage: Visage, yeux: Yeux, ecart: float) -> dict[Mesure, float]:
    """Of eyes that were not seen, only that; where they should be, an eye that is not dark is not open."""
    mesures = {
        Mesure.YEUX: float(visage.yeux),
        Mesure.ECART_YEUX: ecart,
        Mesure.OUVERTURE_YEUX: yeux.ouverture,
        Mesure.REFLET_YEUX: yeux.reflet,
    }
    if visage.yeux == 2:
        mesures |= {Mesure.INCLINAISON: visage.inclinaison, Mesure.YEUX_ROUGES: yeux.rouge}
    return mesures


def _du_fond(fond: Fond, tete: Tete) -> dict[Mesure, float]:
    mesures = {Mesure.FOND_VU: fond.part, Mesure.HAUT_TOUCHE: fond.touche_le_haut}
    if fond.part:
        mesures |= {
            Mesure.FOND_ECART: fond.ecart,
            Mesure.FOND_CLARTE: fond.clarte,
            Mesure.FOND_TEINTE: fond.teinte,
        }
    return mesures


def _du_teint(teint: Teint) -> dict[Mesure, float]:
    return {
        Mesure.NETTETE: teint.nettete,
        Mesure.LUMIERE_COTES: abs(teint.desequilibre),
        Mesure.VISAGE_BRULE: teint.brule,
        Mesure.COULEUR: teint.couleur,
        Mesure.DERIVE_COULEUR: teint.derive,
        Mesure.SYMETRIE: teint.symetrie,
    }


def _zones(
    vue: Vue, tete: Tete, visage: Visage, fond: Fond, teint: Teint
) -> Iterator[tuple[Mesure, tuple[Cadre, ...]]]:
    hauteur, _ = vue.forme
    haute, large = tete.hauteur * hauteur, LARGEUR_TETE * tete.hauteur * hauteur
    x, y = tete.x * hauteur - large / 2, tete.sommet * hauteur
    la_tete = _cadre(vue, x, y, large, haute)
    for mesure in (Mesure.TETE, Mesure.PLACE_X, Mesure.PLACE_Y, Mesure.NETTETE, Mesure.SYMETRIE, Mesure.TONS):
        yield mesure, (la_tete,)
    for mesure in (Mesure.VISAGE_BRULE, Mesure.COULEUR, Mesure.DERIVE_COULEUR, Mesure.TRAME, Mesure.PLATITUDE):
        yield mesure, (la_tete,)
    yield Mesure.LUMIERE_COTES, (_cadre(vue, x + (0 if teint.desequilibre < 0 else large / 2), y, large / 2, haute),)
    u = visage.ecart
    pupilles = (visage.oeil_gauche, visage.oeil_droit)
    yeux = tuple(_cadre(vue, ox - 0.3 * u, oy - 0.2 * u, 0.6 * u, 0.4 * u) for ox, oy in pupilles)
    for mesure in (Mesure.YEUX, Mesure.OUVERTURE_YEUX, Mesure.YEUX_ROUGES, Mesure.INCLINAISON, Mesure.ECART_YEUX):
        yield mesure, yeux
    mx, my = visage.milieu
    yield Mesure.REFLET_YEUX, (_cadre(vue, mx - u, my - 0.4 * u, 2 * u, 0.8 * u),)
    yield Mesure.HAUT_TOUCHE, (_cadre(vue, x, 0.0, large, 0.04 * hauteur),)
    for mesure in (Mesure.FOND_ECART, Mesure.FOND_VU):
        yield mesure, (Cadre(*fond.tache),)
    for mesure in (Mesure.FOND_CLARTE, Mesure.FOND_TEINTE):
        yield mesure, (Cadre(0.0, 0.0, 1.0, max(0.02, min(1.0, tete.sommet))),)


def _cadre(vue: Vue, x: float, y: float, largeur: float, hauteur: float) -> Cadre:
    """As fractions, what lies outside cut off."""
    haut, large = vue.forme
    x0, y0 = min(max(x / large, 0.0), 1.0), min(max(y / haut, 0.0), 1.0)
    x1, y1 = min(max((x + largeur) / large, 0.0), 1.0), min(max((y + hauteur) / haut, 0.0), 1.0)
    return Cadre(x0, y0, x1 - x0, y1 - y0)
