"""Lines of print that are as long and as regular as those of a machine-readable zone, alone or one under the other."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from ctn_verification.moteur.nettete import Gris

TRAIT = 11  # pixels: no stroke of a letter is as wide
ENCRE_MINIMUM = 12  # grey levels below the paper
PONTS = (9, 17, 31)  # pixels between two signs of a line, by the size of the print
ALLONGEMENTS = (14.0, 75.0)  # length by height: 30 to 44 signs, nearly as wide as high
PLUS_COURTE = 130  # pixels
PENTE_MAX = 0.3
LIGNES_MAX = 60  # looked at in one picture
INTERLIGNES = (1.25, 3.6)  # heights of a line from the middle of one to the middle of the next

Points = NDArray[np.float32]


class Ligne(NamedTuple):
    """From the middle of its left end to the middle of its right one."""

    gauche: Points
    droite: Points
    hauteur: float

    @property
    def longueur(self) -> float:
        return float(np.linalg.norm(self.droite - self.gauche))


Bloc = tuple[Ligne, ...]
"""Lines of one zone, from top to bottom."""


def trouver_blocs(gris: Gris) -> list[Bloc]:
    """The likeliest first: three lines, then two, then a single one; the same lines may be in several of them."""
    lignes = trouver_lignes(gris)
    paires = [(haut, bas) for haut in lignes for bas in lignes if _suit(haut, bas)]
    triples = [(*paire, bas) for paire in paires for haut, bas in paires if haut is paire[1]]
    seules = [(ligne,) for ligne in lignes]
    return sorted([*triples, *paires, *seules], key=lambda bloc: (-len(bloc), _inegalite(bloc)))


def _inegalite(bloc: Bloc) -> float:
    """Lines of a zone are as long as each other; those of a text rarely."""
    longueurs = [ligne.longueur for ligne in bloc]
    return max(longueurs) / min(longueurs)


def trouver_lignes(gris: Gris) -> list[Ligne]:
    fond = cv2.morphologyEx(gris, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, (TRAIT, TRAIT)))
    creux = cv2.subtract(fond, gris)
    fort = cv2.blur(cv2.dilate(creux, cv2.getStructuringElement(cv2.MORPH_RECT, (25, 9))), (41, 15))
    seuil = np.maximum(fort * 0.35, ENCRE_MINIMUM)
    encre = np.asarray(creux > seuil, np.uint8)
    trouvees: list[Ligne] = []
    for pont in PONTS:
        noyau = cv2.getStructuringElement(cv2.MORPH_RECT, (pont, 1))
        for ligne in _allongees(cv2.morphologyEx(encre, cv2.MORPH_CLOSE, noyau)):
            if not any(_meme(ligne, autre) for autre in trouvees):
                trouvees.append(ligne)
    return trouvees[:LIGNES_MAX]


def _allongees(taches: Any) -> Iterator[Ligne]:
    _, marques, stats, _ = cv2.connectedComponentsWithStats(taches, connectivity=8)
    longues = np.flatnonzero(stats[:, cv2.CC_STAT_WIDTH] >= PLUS_COURTE)
    for rang in longues[longues > 0]:
        x, y, large, haut = (int(v) for v in stats[rang, :4])
        if haut > large:
            continue
        ligne = _ligne(marques[y : y + haut, x : x + large] == rang, x, y)
        if ligne is not None:
            yield ligne


def _ligne(tache: NDArray[np.bool_], x0: int, y0: int) -> Ligne | None:
    """Straight, of even height, long enough for its height; None for any other stain."""
    pleines = tache.sum(axis=0)
    colonnes = np.flatnonzero(pleines)
    hauteur = float(np.percentile(pleines[colonnes], 80))
    milieux = (tache * np.arange(tache.shape[0])[:, None]).sum(axis=0)[colonnes] / pleines[colonnes]
    pente, base = np.polyfit(colonnes, milieux, 1)
    ecarts = np.abs(milieux - (pente * colonnes + base))
    pente, base = np.polyfit(colonnes[ecarts <= hauteur], milieux[ecarts <= hauteur], 1)
    longueur = float(colonnes[-1] - colonnes[0])
    if abs(pente) > PENTE_MAX or hauteur < 4 or not ALLONGEMENTS[0] <= longueur / hauteur <= ALLONGEMENTS[1]:
        return None
    if float(np.mean(ecarts > hauteur)) > 0.1:
        return None
    bouts = np.array([colonnes[0], colonnes[-1] + 1.0])
    points = np.stack([bouts + x0, pente * bouts + base + y0 + 0.5], axis=1).astype(np.float32)
    return Ligne(points[0], points[1], hauteur)


def _meme(une: Ligne, autre: Ligne) -> bool:
    ecart = max(float(np.abs(une.gauche - autre.gauche).max()), float(np.abs(une.droite - autre.droite).max()))
    return ecart < 0.5 * une.hauteur


def _suit(haut: Ligne, bas: Ligne) -> bool:
    """Whether `bas` is the next line of the same zone."""
    hauteur = (haut.hauteur + bas.hauteur) / 2
    gauche, droite = bas.gauche - haut.gauche, bas.droite - haut.droite
    interlignes = (float(gauche[1]), float(droite[1]))
    return (
        all(INTERLIGNES[0] * hauteur <= interligne <= INTERLIGNES[1] * hauteur for interligne in interlignes)
        and 0.75 < interlignes[0] / interlignes[1] < 1.33
        and 0.6 < haut.hauteur / bas.hauteur < 1.7
        and max(abs(float(gauche[0])), abs(float(droite[0]))) < 0.12 * haut.longueur
    )


def agrandir(bloc: Sequence[Ligne], facteur: float) -> Bloc:
    return tuple(Ligne(ligne.gauche * facteur, ligne.droite * facteur, ligne.hauteur * facteur) for ligne in bloc)
