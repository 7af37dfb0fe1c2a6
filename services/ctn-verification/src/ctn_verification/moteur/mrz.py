"""The machine-readable zone of a page: found in any of four orientations, laid flat, read (domain.md §8.3)."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from ctn_verification.domain.lecture.gabarits import GABARITS, Gabarit
from ctn_verification.domain.lecture.mrz import Mrz, reconnaitre
from ctn_verification.domain.releve import Cadre, Genre, Lecture
from ctn_verification.moteur.lecture import normaliser
from ctn_verification.moteur.lignes import Bloc, agrandir, trouver_blocs
from ctn_verification.moteur.nettete import Gris
from ctn_verification.moteur.signes import HAUTEUR, LARGEUR, SIGNES, reconnaitre_signes

COTE_RECHERCHE = 800  # pixels of the long side, where lines are looked for
PAS_SUFFISANT = 17.0  # pixels from sign to sign: below, the finer picture is asked for
PAS_MINIMUM = 8.0  # of the finest picture: below, a B is a D, and no digit checks a name
PAS_MAX = 30.0  # above, the picture is reduced first: a smooth sign is read better than a grained one
MARGE = 2  # cells on both sides of a line
APPROCHE = 0.16  # of a cell, left free by the first and the last sign
BLOCS_MAX = 14  # tried on one page: a page of text has many lines, and none that fits
SUR = 0.8  # probability under which a sign that no digit checks is not taken for read
HESITATION = 0.04  # probability from which the second choice is worth a try
ESSAIS = 6
GRILLES = 12  # tried on one block
ACCORD = 1.012  # lines of one zone are as long as each other, but for so much
PHASE = 3.0  # pixels, between one that is tried and the next
PAS = np.linspace(0.955, 1.045, 13)
FLECHES = np.array((-12.0, -6.0, 0.0, 6.0, 12.0))
DEBUTS = np.arange(-LARGEUR * 1.6, LARGEUR * 1.6, 1.0)
REGULARITE = 0.35  # of a line of print: ink between its signs against ink in them
VIDE = 0.15  # what an empty cell takes from the sureness of a grid
ECARTS = np.array((-5.0, -2.5, 0.0, 2.5, 5.0))  # pixels, of a cell from its place
REGARDS = np.array([(0.0, 0.0), (-0.8, 0.0), (0.8, 0.0), (0.0, -0.8), (0.0, 0.8)])
ILLISIBLE = -1.0  # mean logarithm of the best probability, below which a line is none of a zone

Reels = NDArray[np.floating[Any]]


class Lue(NamedTuple):
    mrz: Mrz
    cadre: Cadre


def lire_mrz(gris: Gris, fin: Callable[[], Gris]) -> Lecture | None:
    """The zone of a page at the normalised scale; `fin` gives the same page with all its pixels.

    A zone whose digits are not right is given too: an agent sees what the machine saw.
    """
    meilleure: Lue | None = None
    for lue in _lectures(gris, fin):
        if lue.mrz.juste:
            meilleure = lue
            break
        if meilleure is None or _justes(lue.mrz) > _justes(meilleure.mrz):
            meilleure = lue
    if meilleure is None:
        return None
    return Lecture(Genre.MRZ, "\n".join(meilleure.mrz.lignes), meilleure.cadre)


def _justes(mrz: Mrz) -> float:
    return sum(mrz.cles.values()) / len(mrz.cles)


def _lectures(gris: Gris, fin: Callable[[], Gris]) -> Iterator[Lue]:
    source = _Source(gris, fin)
    for quarts in (0, 1):
        vue = normaliser(np.ascontiguousarray(np.rot90(gris, quarts)), COTE_RECHERCHE)
        facteur = max(gris.shape) / max(vue.shape)
        for bloc in islice(trouver_blocs(vue), BLOCS_MAX):
            yield from _lire_bloc(source, agrandir(bloc, facteur), quarts)


class _Source:
    """The page, turned and as fine as a zone needs it."""

    def __init__(self, gris: Gris, fin: Callable[[], Gris]) -> None:
        self._gris, self._fin = gris, fin
        self._vues: dict[tuple[bool, int], Gris] = {}

    def vue(self, quarts: int, pas: float) -> tuple[Gris, float]:
        """The picture and its scale against the normalised one."""
        fine = pas < PAS_SUFFISANT
        if (fine, quarts) not in self._vues:
            page = self._fin() if fine else self._gris
            self._vues[fine, quarts] = np.ascontiguousarray(np.rot90(page, quarts))
        vue = self._vues[fine, quarts]
        return vue, max(vue.shape) / max(self._gris.shape)


def _lire_bloc(source: _Source, bloc: Bloc, quarts: int) -> Iterator[Lue]:
    for longueur in sorted({gabarit.longueur for gabarit in GABARITS if gabarit.lignes == len(bloc)}):
        pas = max(ligne.longueur for ligne in bloc) / (longueur - 2 * APPROCHE)
        if not 0.55 <= pas / bloc[0].hauteur <= 1.9:
            continue
        vue, echelle = source.vue(quarts, pas)
        if pas * echelle < PAS_MINIMUM:
            continue
        bandes = [_bande(vue, plan, longueur) for plan in _plans(agrandir(bloc, echelle), longueur)]
        renversees = [np.ascontiguousarray(np.rot90(bande, 2)) for bande in reversed(bandes)]
        sens = [(_grille(lignes, longueur), lignes) for lignes in (bandes, renversees)]
        grille, lignes = max(sens, key=lambda essai: essai[0].surete)
        if grille.surete < ILLISIBLE:
            continue
        chances = [_signes(ligne, grille.centres) for ligne in lignes]
        for gabarit in GABARITS:
            if (gabarit.lignes, gabarit.longueur) == (len(bloc), longueur):
                mrz = _dechiffrer(gabarit, chances)
                if mrz is not None:
                    yield Lue(mrz, _cadre(bloc, source, quarts))


def _plans(bloc: Bloc, longueur: int) -> Iterator[Any]:
    """For each line the map that lays it level: cells of LARGEUR × HAUTEUR, MARGE empty ones on both sides.

    Without perspective: a few pixels at the ends of lines so near to each other would feign one. What there is of it,
    `_recaler` takes out.
    """
    pas = sum(ligne.longueur for ligne in bloc) / len(bloc) / (longueur - 2 * APPROCHE)
    milieu = np.array([(longueur / 2 + MARGE) * LARGEUR, HAUTEUR])
    centres = _centres(bloc)
    for ligne, centre in zip(bloc, centres, strict=True):
        sens = (ligne.droite - ligne.gauche) / ligne.longueur * LARGEUR / pas
        tour = np.array([[sens[0], sens[1]], [-sens[1], sens[0]]])
        yield np.vstack([np.column_stack([tour, milieu - tour @ centre]), (0.0, 0.0, 1.0)])


def _centres(bloc: Bloc) -> list[Reels]:
    """The middle of each line; where one lost a sign at an end, as far along as those of the others."""
    milieux: list[Reels] = [(ligne.gauche + ligne.droite) / 2 for ligne in bloc]
    longueurs = [ligne.longueur for ligne in bloc]
    if max(longueurs) < ACCORD * min(longueurs):
        return milieux
    longue = bloc[int(np.argmax(longueurs))]
    sens = (longue.droite - longue.gauche) / longue.longueur
    repere = float(((longue.gauche + longue.droite) / 2) @ sens)
    return [milieu + sens * (repere - float(milieu @ sens)) for milieu in milieux]


def _bande(vue: Gris, plan: Any, longueur: int) -> Gris:
    """The line, flat, twice as high as a cell; a picture that is too fine is made smaller on the way."""
    taille = ((longueur + 2 * MARGE) * LARGEUR, 2 * HAUTEUR)
    inverse = np.linalg.inv(plan)
    coins = np.array([[(0, 0), (taille[0], 0), (taille[0], taille[1]), (0, taille[1])]], np.float32)
    autour = cv2.perspectiveTransform(coins, inverse)[0]
    x0, y0 = np.maximum(np.floor(autour.min(axis=0)).astype(int) - 2, 0)
    x1, y1 = np.ceil(autour.max(axis=0)).astype(int) + 3
    morceau = vue[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)]
    deplace = np.array([[1, 0, x0], [0, 1, y0], [0, 0, 1]], np.float64)
    if morceau.size == 0:
        return np.full((taille[1], taille[0]), 255, np.uint8)
    pas = float(np.linalg.norm(autour[1] - autour[0])) / (longueur + 2 * MARGE)
    if pas > PAS_MAX:
        facteur = LARGEUR * 1.2 / pas
        petit = cv2.resize(morceau, None, fx=facteur, fy=facteur, interpolation=cv2.INTER_AREA)
        morceau = np.asarray(petit, np.uint8)
        deplace = deplace @ np.diag([1 / facteur, 1 / facteur, 1.0])
    return np.asarray(
        cv2.warpPerspective(morceau, plan @ deplace, taille, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    )


class Grille(NamedTuple):
    """The middles of the cells of a line, and how sure their signs are there."""

    centres: Reels
    surete: float


def _grille(bandes: Sequence[Gris], longueur: int) -> Grille:
    """One for all lines of a block: their signs stand one under the other."""
    grilles = [
        Grille(centres, float(np.mean([_surete(bande, centres) for bande in bandes])))
        for centres in _grilles(bandes, longueur)
    ]
    return max(grilles, key=lambda grille: grille.surete, default=Grille(np.empty((0, 2)), -np.inf))


def _signes(bande: Gris, centres: Reels) -> Reels:
    """Probabilities for each cell of a line, looked at from a little beside as well."""
    for axe, degre in ((1, 1), (0, 2), (1, 1)):
        centres = _recaler(bande, centres, axe=axe, degre=degre)
    regards = [_regarder(bande, centres + decalage) for decalage in REGARDS]
    moyenne = np.exp(np.mean([np.log(np.maximum(regard, 1e-6)) for regard in regards], axis=0))
    return np.asarray(moyenne / np.maximum(moyenne.sum(axis=1, keepdims=True), 1e-9), np.float32)


def _grilles(bandes: Sequence[Gris], longueur: int) -> list[Reels]:
    """The middles of the cells, laid so that little ink is between them and none beyond the ends: a few ways to try."""
    encre = np.mean([_encre(bande) for bande in bandes], axis=0)
    pas, debuts, fleche = (axe.ravel() for axe in np.meshgrid(LARGEUR * PAS, DEBUTS, FLECHES, indexing="ij"))
    debuts = debuts + (longueur / 2 + MARGE) * LARGEUR - longueur * pas / 2
    bords = _encre_en(encre, _places(debuts, pas, fleche, np.arange(longueur + 1.0), longueur))
    coeurs = _encre_en(encre, _places(debuts, pas, fleche, np.arange(-1.0, longueur + 1.0) + 0.5, longueur))
    dedans = coeurs[:, 1:-1].mean(axis=1)
    regularite = (dedans - bords.mean(axis=1)) / np.maximum(dedans, 1.0)
    notes = regularite - 0.5 * (coeurs[:, 0] + coeurs[:, -1]) / np.maximum(dedans, 1.0) / longueur
    phases = np.rint((debuts + pas * longueur / 2) / PHASE).astype(int)  # where the middle of the line is
    gardees: dict[int, int] = {}
    for rang in np.argsort(-notes):
        if regularite[rang] >= REGULARITE and len(gardees) < GRILLES:
            gardees.setdefault(int(phases[rang]), int(rang))
    rangs = np.array(list(gardees.values()), int)
    x = _places(debuts[rangs], pas[rangs], fleche[rangs], np.arange(longueur) + 0.5, longueur)
    return [np.stack([ligne, np.full(longueur, HAUTEUR)], axis=1) for ligne in x]


def _places(debuts: Reels, pas: Reels, fleche: Reels, rangs: Reels, longueur: int) -> Reels:
    """`fleche`: by how much perspective shifts the middle of the line against its ends."""
    part = rangs / longueur
    return debuts[:, None] + pas[:, None] * rangs + fleche[:, None] * 4 * part * (1 - part)


def _encre(bande: Gris) -> Reels:
    """How much of it is in each column, smoothed, between 0 and the contrast of the print."""
    milieu = bande[HAUTEUR // 2 : HAUTEUR // 2 + HAUTEUR]
    fond = cv2.morphologyEx(milieu, cv2.MORPH_CLOSE, np.ones((LARGEUR, LARGEUR), np.uint8))
    return np.asarray(cv2.GaussianBlur(cv2.subtract(fond, milieu).mean(axis=0, dtype=np.float32)[None], (5, 1), 0)[0])


def _encre_en(encre: Reels, places: Reels) -> Reels:
    return np.asarray(encre[np.clip(np.rint(places), 0, len(encre) - 1).astype(np.intp)])


def _surete(bande: Gris, centres: Reels) -> float:
    """How sure the signs are, of every second cell and those at the ends; a cell without ink is none."""
    cellules = _cellules(bande, centres[sorted({*range(0, len(centres), 3), len(centres) - 1})])
    contrastes = cellules.std(axis=1)
    vides = int(np.count_nonzero(contrastes < 0.35 * np.median(contrastes)))
    return float(np.log(np.maximum(reconnaitre_signes(cellules).max(axis=1), 1e-4)).mean()) - VIDE * vides


def _recaler(bande: Gris, centres: Reels, *, axe: int, degre: int) -> Reels:
    """Cells are looked at a little beside their place; a smooth line through where they are surest says the rest."""
    temoins, rangs = centres[::2], np.linspace(-1.0, 1.0, len(centres))
    decalages = np.zeros((len(ECARTS), 1, 2))
    decalages[:, 0, axe] = ECARTS
    vues = _regarder(bande, (temoins + decalages).reshape(-1, 2)).max(axis=1).reshape(len(ECARTS), -1)
    force = vues**8 + 1e-9
    voulus = (force * ECARTS[:, None]).sum(axis=0) / force.sum(axis=0)
    poids = vues.max(axis=0) ** 4 + 1e-6
    courbe = np.polyfit(rangs[::2], voulus, degre, w=poids)
    proches = np.abs(voulus - np.polyval(courbe, rangs[::2])) <= 2.0
    if np.count_nonzero(proches) > len(temoins) // 2:
        courbe = np.polyfit(rangs[::2][proches], voulus[proches], degre, w=poids[proches])
    recales = centres.copy()
    recales[:, axe] += np.clip(np.polyval(courbe, rangs), ECARTS[0], ECARTS[-1])
    return recales


def _regarder(bande: Gris, centres: Reels) -> Reels:
    return reconnaitre_signes(_cellules(bande, centres))


def _cellules(bande: Gris, centres: Reels) -> Reels:
    """One cell in a row, cut out around its middle."""
    morceaux = [
        cv2.getRectSubPix(bande, (LARGEUR, HAUTEUR), (float(x) - 0.5, float(y) - 0.5)).ravel() for x, y in centres
    ]
    return np.array(morceaux, np.float32)


def _dechiffrer(gabarit: Gabarit, chances: Sequence[Reels]) -> Mrz | None:
    """The likeliest sign that each place admits; one that was nearly as likely, if only then the digits agree."""
    permises = [_permises(gabarit, rang, ligne) for rang, ligne in enumerate(chances)]
    lignes = ["".join(SIGNES[signe] for signe in ligne.argmax(axis=1)) for ligne in permises]
    mrz = reconnaitre(lignes)
    if mrz is None or mrz.format is not gabarit.format:
        mrz = None
    if mrz is None or not mrz.juste:
        mrz = _hesiter(gabarit, permises, lignes) or mrz
    return mrz if mrz is None or _noms_surs(gabarit, permises) else None


def _permises(gabarit: Gabarit, rang: int, ligne: Reels) -> Reels:
    masque = np.zeros(ligne.shape, np.float32)
    debuts = {debut[:1] for debut in gabarit.debut}
    for champ in gabarit.champs.values():
        if champ.ligne == rang + 1:
            masque[champ.debut - 1 : champ.fin] = [signe in champ.alphabet for signe in SIGNES]
    for cle in gabarit.cles.values():
        if cle.ligne == rang + 1:
            masque[cle.position - 1] = [signe in "0123456789<" for signe in SIGNES]
    if rang == 0:
        masque[0] *= [signe in debuts for signe in SIGNES]
    permise = ligne * masque
    return np.asarray(permise / np.maximum(permise.sum(axis=1, keepdims=True), 1e-9), np.float32)


def _hesiter(gabarit: Gabarit, permises: Sequence[Reels], lignes: Sequence[str]) -> Mrz | None:
    seconds = [
        (float(chances[-2]), rang, place, SIGNES[int(ordre[-2])])
        for rang, ligne in enumerate(permises)
        for place, (ordre, chances) in enumerate(zip(np.argsort(ligne, axis=1), np.sort(ligne, axis=1), strict=True))
        if chances[-2] >= HESITATION
    ]
    justes = []
    for _, rang, place, signe in sorted(seconds, reverse=True)[:ESSAIS]:
        essai = [*lignes]
        essai[rang] = essai[rang][:place] + signe + essai[rang][place + 1 :]
        mrz = reconnaitre(essai)
        if mrz is not None and mrz.juste and mrz.format is gabarit.format:
            justes.append(mrz)
    return justes[0] if len(justes) == 1 else None


def _noms_surs(gabarit: Gabarit, permises: Sequence[Reels]) -> bool:
    """No digit checks the names, but on the French card before 2021: there each sign must be sure by itself."""
    champ = gabarit.champs.get("noms")
    return champ is None or float(permises[champ.ligne - 1][champ.debut - 1 : champ.fin].max(axis=1).min()) >= SUR


def _cadre(bloc: Bloc, source: _Source, quarts: int) -> Cadre:
    """The zone on the page as it lies, in fractions."""
    hauteur, largeur = source._gris.shape
    if quarts:
        hauteur, largeur = largeur, hauteur
    points = np.concatenate([(ligne.gauche, ligne.droite) for ligne in bloc])
    marge = max(ligne.hauteur for ligne in bloc)
    x0, y0 = (points.min(axis=0) - marge) / (largeur, hauteur)
    x1, y1 = (points.max(axis=0) + marge) / (largeur, hauteur)
    if quarts:  # turned back: rot90 took (x, y) to (y, 1 - x)
        x0, y0, x1, y1 = 1 - y1, x0, 1 - y0, x1
    x0, y0, x1, y1 = (min(max(float(v), 0.0), 1.0) for v in (x0, y0, x1, y1))
    return Cadre(x0, y0, x1 - x0, y1 - y0)
