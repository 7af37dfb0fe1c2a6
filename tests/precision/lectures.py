"""How often zones and 2D-Doc are read right, wrong with right digits, or not at all, by damage."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

import numpy as np
import zxingcpp
from PIL import Image

from contracts.deux_d_doc import Entete, signer
from contracts.deux_d_doc.essai import AutoriteDEssai
from ctn_verification.domain.lecture.mrz import relire
from ctn_verification.domain.releve import Genre, Lecture
from ctn_verification.moteur.document import lire_page
from ctn_verification.moteur.lecture import pages_grises
from tests.precision.degats import DEGATS
from tests.precision.dessin import Papier
from tests.precision.identites import PRENOMS, cas
from tests.precision.papiers import facture
from tests.precision.prises import fichier, scanner, telephone

ISSUES = ("juste", "faux", "non lu")
CLE = AutoriteDEssai.creer("FR99", depuis=date(2020, 1, 1), jusqu_a=date(2035, 1, 1)).cle
ENTETE = Entete(version=3, ac="FR99", certificat="0001", emission=date(2026, 10, 1), signature=None, type="01")
MODULE = 4  # pixels at 200 dpi: half a millimetre, as bills are printed

Decompte = Counter[tuple[str, bool, str]]


class Code(NamedTuple):
    degat: str
    lisible: bool
    texte: str
    octets: bytes


def compter_zones(graine: int, fois: int, degats: Iterable[str] = DEGATS) -> Decompte:
    decompte: Decompte = Counter()
    for un in cas(graine, fois, degats):
        zone = next((relire(lue.texte) for lue in lectures(un.octets, Genre.MRZ)), None)
        lue = None if zone is None or not zone.juste else zone.lignes
        decompte[un.degat, un.lisible, _issue(lue, un.lignes)] += 1
    return decompte


def compter_codes(graine: int, fois: int) -> Decompte:
    decompte: Decompte = Counter()
    for un in codes(graine, fois):
        lu = next((lue.texte for lue in lectures(un.octets, Genre.DEUX_D_DOC)), None)
        decompte[un.degat, un.lisible, _issue(lu, un.texte)] += 1
    return decompte


def codes(graine: int, fois: int) -> Iterator[Code]:
    """Bills with a code in a corner."""
    hasard = random.Random(graine)
    for _ in range(fois):
        for prendre in (scanner, telephone):
            for degat, echelle in DEGATS.items():
                for lisible in (True, False):
                    papier, texte = facture_signee(hasard)
                    force = hasard.uniform(*(echelle.bon if lisible else echelle.mauvais))
                    pixels = echelle.degat(prendre(papier, hasard), papier.corps, force, hasard)
                    yield Code(degat, lisible, texte, fichier(np.ascontiguousarray(pixels), hasard))


def facture_signee(hasard: random.Random) -> tuple[Papier, str]:
    donnees = [
        ("10", f"MME/{hasard.choice(PRENOMS)}/{hasard.choice(('MARTIN', 'ROUX', 'OBISPO'))}"),
        ("22", f"{hasard.randint(1, 99)} RUE DE L EGLISE"),
        ("24", f"{hasard.randint(1, 95):02}160"),
        ("25", "ANTONY"),
    ]
    texte = signer(ENTETE, donnees, CLE)
    code = zxingcpp.create_barcode(texte, zxingcpp.BarcodeFormat.DataMatrix).to_image(scale=MODULE)
    papier = facture(hasard)
    image = papier.image.copy()
    image.paste(Image.fromarray(np.asarray(code, np.uint8)), (hasard.randint(120, 1200), hasard.randint(220, 420)))
    return papier._replace(image=image), texte


def lectures(octets: bytes, genre: Genre) -> tuple[Lecture, ...]:
    return lire_page(next(iter(pages_grises(octets))), [genre])


def _issue(lu: object, voulu: object) -> str:
    return "non lu" if lu is None else "juste" if lu == voulu else "faux"


def tableau(titre: str, decompte: Decompte) -> None:
    print(f"\n{titre}\n")
    print("| damage | readable | right | wrong | not read | unreadable | right | wrong | not read |")
    print("|---|---|---|---|---|---|---|---|---|")
    for degat in (*DEGATS, "all"):
        print(_ligne(degat, decompte))


def _ligne(degat: str, decompte: Decompte) -> str:
    cells = []
    for lisible in (True, False):
        par = Counter[str]()
        for (nom, label, issue), nombre in decompte.items():
            par[issue] += nombre if label is lisible and degat in (nom, "all") else 0
        cells += [f"{sum(par.values())}", *(f"{par[issue]}" for issue in ISSUES)]
    return f"| {degat} | {' | '.join(cells)} |"


def main(graine: int, fois: int) -> None:
    tableau("zones for machines", compter_zones(graine, fois))
    tableau("2D-Doc", compter_codes(graine, fois))
