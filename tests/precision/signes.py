"""`python -m tests.precision.signes` makes the weights by which the engine knows the signs of a machine-readable zone.

Signs are drawn between neighbours, in OCR-B and in other types of fixed width, set a little askew, blurred, smeared,
grained, unevenly lit; a network of one hidden layer learns them. Seeds here are not those of the test sets.
"""

import string
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ctn_verification.moteur.signes import HAUTEUR, LARGEUR, POIDS, SIGNES, Reels, egaliser

TYPES = (
    ("/usr/share/fonts/opentype/ocr-b/OCRB.otf", 5),
    ("/usr/share/fonts/opentype/ocr-b/OCRBS.otf", 2),
    ("/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf", 2),
    ("/usr/share/fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf", 1),
)
"""Faces, and how often each is drawn."""

FOIS = 4  # a sign is drawn so many times larger than a cell
CACHEES = 192
EXEMPLES = 4000  # of each sign
RIENS = 4  # times as many examples as of a sign, of what lies between signs or beside the line
TOURS = 22
OUBLI = 0.25  # of what is hidden, at each step: no sign may hang on one detail
LOT = 256

Planche = NDArray[np.uint8]


def planches() -> list[tuple[dict[str, Planche], int]]:
    """Each sign of each face, dark on light, in a cell that is large enough for its capitals."""
    return [(_planche(ImageFont.truetype(chemin, 100)), poids) for chemin, poids in TYPES]


def _planche(mesuree: Any) -> dict[str, Planche]:
    taille = 100 * LARGEUR * FOIS / mesuree.getlength("A")
    fonte = mesuree.font_variant(size=taille)
    haut, bas = (fonte.getbbox("H")[1], fonte.getbbox("H")[3])
    milieu = HAUTEUR * FOIS / 2 - (haut + bas) / 2
    trouvees = {}
    for signe in SIGNES:
        image = Image.new("L", (LARGEUR * FOIS, HAUTEUR * FOIS), 255)
        ImageDraw.Draw(image).text((0, milieu), signe, fill=0, font=fonte)
        trouvees[signe] = np.asarray(image)
    return trouvees


def exemples(graine: int, nombre: int) -> tuple[Reels, NDArray[np.int64]]:
    hasard, faces = np.random.default_rng(graine), planches()
    chances = np.array([poids for _, poids in faces], float)
    vues, noms = [], []
    for rang in range(nombre):
        face = faces[hasard.choice(len(faces), p=chances / chances.sum())][0]
        signe = rang % (len(SIGNES) + RIENS)
        if signe >= len(SIGNES):
            vues.append(_vue(face, int(hasard.integers(len(SIGNES))), hasard, a_cote=True).ravel())
            noms.append(len(SIGNES))
            continue
        vues.append(_vue(face, signe, hasard).ravel())
        noms.append(signe)
    return np.array(vues, np.float32), np.array(noms)


def _vue(
    face: dict[str, Planche], signe: int, hasard: np.random.Generator, *, a_cote: bool = False
) -> NDArray[np.float32]:
    """`a_cote`: half a cell or more beside its place, where there is no sign to read."""
    voisins = [SIGNES[hasard.integers(len(SIGNES))] if hasard.random() < 0.6 else "<" for _ in range(2)]
    bande: Any = np.hstack([face[voisins[0]], face[SIGNES[signe]], face[voisins[1]]])
    trait = int(hasard.integers(-2, 3))
    if trait:
        noyau = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (abs(trait) + 1, abs(trait) + 1))
        bande = cv2.erode(bande, noyau) if trait > 0 else cv2.dilate(bande, noyau)
    bande = _floue(bande, hasard)
    centre = np.array([LARGEUR * FOIS * 1.5, HAUTEUR * FOIS / 2])
    tour = np.deg2rad(hasard.normal(0, 1.5))
    penche = hasard.normal(0, 0.04)
    echelle = np.array([hasard.normal(1, 0.035), hasard.normal(1, 0.06)]) / FOIS
    plan = np.array([[np.cos(tour), -np.sin(tour) + penche], [np.sin(tour), np.cos(tour)]]) * echelle[:, None]
    la = np.array([LARGEUR, HAUTEUR]) / 2 - 0.5 + hasard.normal(0, (1.0, 1.1))
    if a_cote:
        la += _ecart(hasard)
    matrice = np.hstack([plan, (la - plan @ centre)[:, None]])
    lisse = cv2.GaussianBlur(bande, (0, 0), FOIS * 0.35)
    petite = cv2.warpAffine(lisse, matrice, (LARGEUR, HAUTEUR), flags=cv2.INTER_LINEAR, borderValue=255)
    return _eclairee(np.asarray(petite, np.float32) / 255.0, hasard)


def _ecart(hasard: np.random.Generator) -> Any:
    """In pixels: across, along, or both."""
    across = hasard.choice((-1, 1)) * hasard.uniform(6.0, 9.0)
    along = hasard.choice((-1, 1)) * hasard.uniform(7.0, 14.0)
    return np.array([(across, 0.0), (0.0, along), (across, along)][hasard.integers(3)])


def _floue(bande: Any, hasard: np.random.Generator) -> Any:
    if hasard.random() < 0.7:
        bande = cv2.GaussianBlur(bande, (0, 0), FOIS * hasard.uniform(0.1, 2.0))
    if hasard.random() < 0.3:
        longueur = int(FOIS * hasard.uniform(1.0, 5.0))
        noyau: Any = np.zeros((longueur, longueur), np.float32)
        noyau[longueur // 2] = 1.0
        tourne = cv2.getRotationMatrix2D((longueur / 2 - 0.5,) * 2, hasard.uniform(0, 180), 1.0)
        noyau = cv2.warpAffine(noyau, tourne, (longueur, longueur))
        bande = cv2.filter2D(bande, -1, noyau / max(float(noyau.sum()), 1e-6))
    return bande


def _eclairee(vue: NDArray[np.float32], hasard: np.random.Generator) -> NDArray[np.float32]:
    """Ink on a ground of waves, light that falls off, the grain of the sensor."""
    papier, encre = hasard.uniform(110, 250), hasard.uniform(5, 70)
    y, x = np.mgrid[:HAUTEUR, :LARGEUR]
    ondes = hasard.uniform(0, 16) * np.sin(
        x * hasard.normal(0, 0.35) + y * hasard.normal(0, 0.35) + hasard.uniform(0, 6.3)
    )
    lumiere = 1.0 + hasard.normal(0, 0.006) * (x - LARGEUR / 2) + hasard.normal(0, 0.006) * (y - HAUTEUR / 2)
    niveaux = (encre + (papier - encre + ondes) * vue) * lumiere
    grain = hasard.normal(0.0, abs(hasard.normal(0, 9)) + 0.5, niveaux.shape)
    return np.asarray(np.clip(niveaux + grain, 0, 255), np.float32)


def apprendre(graine: int) -> dict[str, NDArray[np.float32]]:
    """Adam on the cross-entropy; the rate falls to nothing."""
    hasard = np.random.default_rng(graine)
    vues, noms = exemples(graine, EXEMPLES * (len(SIGNES) + RIENS))
    vues = egaliser(vues)
    poids = {
        "entree": hasard.normal(0, (2 / vues.shape[1]) ** 0.5, (vues.shape[1], CACHEES)).astype(np.float32),
        "biais_entree": np.zeros(CACHEES, np.float32),
        "sortie": hasard.normal(0, (1 / CACHEES) ** 0.5, (CACHEES, len(SIGNES) + 1)).astype(np.float32),
        "biais_sortie": np.zeros(len(SIGNES) + 1, np.float32),
    }
    elans = {nom: np.zeros_like(valeur) for nom, valeur in poids.items()}
    forces = {nom: np.zeros_like(valeur) for nom, valeur in poids.items()}
    pas, dernier = 0, TOURS * (len(vues) // LOT)
    for tour in range(TOURS):
        for lot in np.array_split(hasard.permutation(len(vues)), len(vues) // LOT):
            pas += 1
            garde = (hasard.random((len(lot), CACHEES)) >= OUBLI).astype(np.float32) / np.float32(1 - OUBLI)
            grain = hasard.normal(0, 0.25, (len(lot), vues.shape[1])).astype(np.float32)
            pentes = _pentes(poids, vues[lot] + grain, noms[lot], garde)
            taux = 0.002 * 0.5 * (1 + np.cos(np.pi * pas / dernier))
            for nom, pente in pentes.items():
                elans[nom] = 0.9 * elans[nom] + 0.1 * pente
                forces[nom] = 0.999 * forces[nom] + 0.001 * pente**2
                elan, force = elans[nom] / (1 - 0.9**pas), forces[nom] / (1 - 0.999**pas)
                poids[nom] -= np.float32(taux) * (elan / (np.sqrt(force) + 1e-8) + 1e-3 * poids[nom])
        print(f"{tour + 1:3} {justesse(poids, vues[:5000], noms[:5000]):.4f}", flush=True)
    return poids


def _pentes(poids: dict[str, Any], vues: Reels, noms: NDArray[np.int64], garde: Reels) -> dict[str, Any]:
    avant = vues @ poids["entree"] + poids["biais_entree"]
    cachee = np.maximum(avant, 0) * garde
    faute = _chances(cachee @ poids["sortie"] + poids["biais_sortie"])
    faute[np.arange(len(noms)), noms] -= 1.0
    faute /= len(noms)
    retour = (faute @ poids["sortie"].T) * (avant > 0) * garde
    return {
        "entree": vues.T @ retour,
        "biais_entree": retour.sum(axis=0),
        "sortie": cachee.T @ faute,
        "biais_sortie": faute.sum(axis=0),
    }


def _chances(sortie: Any) -> Any:
    exposees = np.exp(sortie - sortie.max(axis=1, keepdims=True))
    return exposees / exposees.sum(axis=1, keepdims=True)


def justesse(poids: dict[str, Any], vues: Reels, noms: NDArray[np.int64]) -> float:
    cachee = np.maximum(vues @ poids["entree"] + poids["biais_entree"], 0)
    return float(np.mean(np.argmax(cachee @ poids["sortie"] + poids["biais_sortie"], axis=1) == noms))


if __name__ == "__main__":
    assert set(SIGNES) == {*string.ascii_uppercase, *string.digits, "<"}
    cv2.setNumThreads(1)
    appris = apprendre(11)
    vues, noms = exemples(12, 10_000)
    print(f"unseen: {justesse(appris, egaliser(vues), noms):.4f}")
    legers: dict[str, Any] = {nom: valeur.astype(np.float16) for nom, valeur in appris.items()}
    np.savez_compressed(POIDS, **legers)
