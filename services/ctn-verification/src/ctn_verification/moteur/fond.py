"""The background of an identity photo: what lies beside and above the head, hair and clothes left out."""

from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from ctn_verification.moteur.tete import Tete

Lab = NDArray[np.float32]

HAUTEUR_VUE = 133  # pixels: spots of a millimetre remain
ECART_DU_FOND = 9.0  # L*a*b* units: what differs less from its surroundings may be background
CHEVELURE = (1.3, 1.45)  # half axes of head and hair, in heads: beyond it is background in any case
CRANE = (0.52, 0.62)  # half axes within which there is certainly no background
COINS = 0.18  # of the height: the corners above show the background of every photo that has one


class Fond(NamedTuple):
    ecart: float  # standard deviation of the lightness
    clarte: float  # L*
    teinte: float  # distance from grey; blue counts for half, it is asked for
    part: float  # of the photo, that could be seen
    touche_le_haut: float  # share of the top edge above the head that is no background
    tache: tuple[float, float, float, float]  # the place least like the rest: fractions of the photo


def regarder_fond(lab: Lab, tete: Tete) -> Fond:
    """`lab` at HAUTEUR_VUE, `tete` in fractions of the photo's height."""
    hauteur, largeur = lab.shape[:2]
    y, x = np.mgrid[:hauteur, :largeur].astype(np.float32)
    loin = _distance(x, y, tete, hauteur, CHEVELURE)
    au_dessus = y < (tete.yeux + 0.25 * tete.hauteur) * hauteur
    hors = au_dessus & (_distance(x, y, tete, hauteur, CRANE) > 1.0)
    repere = _repere(lab, hors, hauteur, largeur)
    differe = np.sqrt(((lab - repere) ** 2).sum(axis=2)) > ECART_DU_FOND
    personne = _attache(differe | ~hors, tete, hauteur) & (loin < 1.0)
    vu = hors & ~(cv2.dilate(personne.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0)
    clair = lab[..., 0][vu]
    if clair.size < 20:
        return Fond(0.0, 0.0, 0.0, 0.0, 1.0, (0.0, 0.0, 1.0, 1.0))
    a, b = float(np.median(lab[..., 1][vu])), float(np.median(lab[..., 2][vu]))
    milieu = np.abs(x[0] - tete.x * hauteur) < 0.35 * tete.hauteur * hauteur
    return Fond(
        ecart=2.55 * float(clair.std()),
        clarte=float(np.median(clair)),
        teinte=float(np.hypot(a, b / 2 if b < 0 else b)),
        part=float(vu.mean()),
        touche_le_haut=float(personne[0, milieu].mean()) if milieu.any() else 0.0,
        tache=_tache(np.abs(lab[..., 0] - np.median(clair)) * vu, hauteur, largeur),
    )


def _distance(x: Any, y: Any, tete: Tete, hauteur: int, axes: tuple[float, float]) -> Any:
    demi = (axes[0] * tete.hauteur / 2 * hauteur, axes[1] * tete.hauteur / 2 * hauteur)
    return np.hypot((x - tete.x * hauteur) / demi[0], (y - tete.yeux * hauteur) / demi[1])


def _repere(lab: Lab, hors: Any, hauteur: int, largeur: int) -> Any:
    """What the background should look like everywhere: the colours of both upper corners, and all between them."""
    bande, cote = round(COINS * hauteur), max(2, round(0.12 * largeur))
    gauche = np.median(lab[:bande, :cote].reshape(-1, 3), axis=0)
    droite = np.median(lab[:bande, -cote:].reshape(-1, 3), axis=0)
    if float(np.linalg.norm(gauche - droite)) > 3 * ECART_DU_FOND:  # one corner is hair or a thing: the lighter counts
        return np.broadcast_to(max(gauche, droite, key=lambda coin: float(coin[0])), lab.shape)
    part = np.linspace(0.0, 1.0, largeur, dtype=np.float32)[None, :, None]
    return gauche * (1 - part) + droite * part


def _attache(differe: Any, tete: Tete, hauteur: int) -> Any:
    """What hangs together with the head."""
    _, noms = cv2.connectedComponents(differe.astype(np.uint8))
    y = min(differe.shape[0] - 1, max(0, round(tete.yeux * hauteur)))
    x = min(differe.shape[1] - 1, max(0, round(tete.x * hauteur)))
    return noms == noms[y, x]


def _tache(ecarts: Any, hauteur: int, largeur: int) -> tuple[float, float, float, float]:
    """Around the worst spot, a sixth of the photo wide."""
    _, _, _, (x, y) = cv2.minMaxLoc(cv2.blur(ecarts.astype(np.float32), (9, 9)))
    demi = largeur / 12
    gauche, haut = max(0.0, x - demi), max(0.0, y - demi)
    droite, bas = min(largeur, x + demi), min(hauteur, y + demi)
    return gauche / largeur, haut / hauteur, (droite - gauche) / largeur, (bas - haut) / hauteur
