"""`python -m tests.precision.tesseract` holds the own reader of zones against tesseract, where that is installed.

Tesseract is helped as much as a program around it could: it gets the strip where the own reader found a zone, else the
whole page; only the signs of a zone; four turns until the digits are right; and its lines go through the same rules.
"""

import argparse
import os
import subprocess
import time
from collections import Counter
from collections.abc import Sequence
from statistics import median

import cv2
import numpy as np

from ctn_verification.domain.lecture.mrz import relire
from ctn_verification.domain.releve import Cadre, Genre, Lecture
from ctn_verification.moteur.document import lire_page
from ctn_verification.moteur.lecture import normaliser, pages_grises
from ctn_verification.moteur.nettete import Gris
from ctn_verification.moteur.signes import SIGNES
from tests.precision.degats import DEGATS
from tests.precision.identites import cas

MARGE = 0.03  # of the page, around the strip
COTE_PAGE = 2400  # pixels: a whole page larger than that is no better for tesseract, and slower
COMMANDE = ("tesseract", "-", "-", "--psm", "6", "-c", f"tessedit_char_whitelist={SIGNES}")


def lire_par_tesseract(fin: Gris, cadre: Cadre | None) -> tuple[str, ...] | None:
    vue = normaliser(fin, COTE_PAGE) if cadre is None else _bande(fin, cadre)
    for quarts in range(4):
        _, png = cv2.imencode(".png", np.rot90(vue, quarts))
        sortie = subprocess.run(
            COMMANDE, input=png.tobytes(), capture_output=True, check=True, env=os.environ | {"OMP_THREAD_LIMIT": "1"}
        )
        zone = relire("\n".join(filter(None, sortie.stdout.decode().splitlines())))
        if zone is not None and zone.juste:
            return tuple(zone.lignes)
    return None


def lire_soi_meme(lues: tuple[Lecture, ...]) -> tuple[str, ...] | None:
    zone = next((relire(lue.texte) for lue in lues), None)
    return None if zone is None or not zone.juste else tuple(zone.lignes)


def _bande(fin: Gris, cadre: Cadre) -> Gris:
    hauteur, largeur = fin.shape
    haut, bas = cadre.y - MARGE, cadre.y + cadre.hauteur + MARGE
    gauche, droite = cadre.x - MARGE, cadre.x + cadre.largeur + MARGE
    return fin[
        max(0, round(haut * hauteur)) : round(bas * hauteur), max(0, round(gauche * largeur)) : round(droite * largeur)
    ]


def _cpu() -> float:
    """Seconds of this process and of those that it waited for."""
    return sum(os.times()[:4])


def main(graine: int, fois: int, degats: Sequence[str]) -> None:
    issues: Counter[tuple[str, bool, str]] = Counter()
    temps: dict[str, list[float]] = {"own": [], "tesseract": []}
    cv2.setNumThreads(1)
    for un in cas(graine, fois, degats):
        page = next(iter(pages_grises(un.octets)))
        debut = time.process_time()
        lues = lire_page(page, [Genre.MRZ])
        temps["own"].append(time.process_time() - debut)
        fin, debut = page.gris if page.fin is None else page.fin(), _cpu()
        par_tesseract = lire_par_tesseract(fin, lues[0].cadre if lues else None)
        temps["tesseract"].append(_cpu() - debut)
        for qui, lu in (("own", lire_soi_meme(lues)), ("tesseract", par_tesseract)):
            issue = "not read" if lu is None else "right" if lu == tuple(un.lignes) else "wrong"
            issues[qui, un.lisible, issue] += 1
    print("| reader | readable: right | wrong | not read | others: right | wrong | not read | CPU ms, median | mean |")
    print("|---|---|---|---|---|---|---|---|---|")
    for qui, pris in temps.items():
        nombres = [issues[qui, lisible, issue] for lisible in (True, False) for issue in ("right", "wrong", "not read")]
        cpu = f"{1000 * median(pris):.0f} | {1000 * sum(pris) / len(pris):.0f}"
        print(f"| {qui} | {' | '.join(map(str, nombres))} | {cpu} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graine", type=int, default=101)
    parser.add_argument("--fois", type=int, default=1)
    parser.add_argument("--degats", nargs="+", choices=[*DEGATS], default=[*DEGATS], metavar="DAMAGE")
    asked = parser.parse_args()
    main(asked.graine, asked.fois, asked.degats)
