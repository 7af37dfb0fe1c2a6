"""Whether the whole page is there to be read: both halves sharp, no edge through a line, no part in black shadow."""

import random

import cv2
import numpy as np
import pytest

from contracts.vocabulary.causes import Cause
from ctn_verification.domain.mesures import Mesure
from ctn_verification.domain.verdict import Controle, Verdict, juger
from ctn_verification.moteur.document import regarder_document
from tests.precision.degats import Pixels, defocalise_a_moitie
from tests.precision.papiers import PAPIERS
from tests.precision.prises import fichier, scanner, telephone

PAPIER = "lettre"


def numerisee(papier: str = PAPIER, graine: int = 11) -> tuple[Pixels, float]:
    hasard = random.Random(graine)
    dessine = PAPIERS[papier](hasard)
    return scanner(dessine, hasard), dessine.corps


def juge(pixels: Pixels) -> Verdict:
    return juger("document", regarder_document(fichier(np.ascontiguousarray(pixels), random.Random(1))))


def doutes(verdict: Verdict) -> set[str]:
    assert verdict.controle is Controle.A_VERIFIER
    return {cause.code for cause in verdict.causes}


@pytest.mark.parametrize("graine", [3, 11, 12])
def test_a_page_that_is_whole_has_none_of_these_faults(graine: int) -> None:
    pixels, _ = numerisee(graine=graine)

    assert juge(pixels).controle is Controle.CONFORME


@pytest.mark.parametrize("papier", ["lettre", "formulaire", "tableau", "dactylographié"])
def test_half_a_page_out_of_focus_is_a_doubt_with_its_place(papier: str) -> None:
    pixels, corps = numerisee(papier)
    verdict = juge(defocalise_a_moitie(pixels, corps, 1.6, random.Random(5)))
    (cadre,) = verdict.releves[0].zones[Mesure.MOITIE_FLOUE]

    assert Cause.FLOUE in doutes(verdict)
    assert sorted((cadre.largeur, cadre.hauteur)) == [0.5, 1.0]


def test_an_edge_through_a_line_is_a_doubt() -> None:
    pixels, _ = numerisee("tableau")
    gris = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    haut = len(gris) // 5
    ligne = haut + int(np.argmax((gris[haut : haut + 200] < 100).sum(axis=1)))

    assert juge(pixels[ligne:]).releves[0].mesures[Mesure.LETTRES_ROGNEES] > 2
    assert Cause.DOCUMENT_COUPE in doutes(juge(pixels[ligne:]))


def test_an_edge_that_grazes_the_first_line_is_a_doubt() -> None:
    pixels, _ = numerisee("petits caractères")
    ecrites = np.flatnonzero((cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY) < 100).sum(axis=1) > 20)
    verdict = juge(pixels[ecrites[0] - 8 :])

    assert verdict.releves[0].mesures[Mesure.BLANC] < 1
    assert verdict.releves[0].mesures[Mesure.LETTRES_ROGNEES] == 0
    assert Cause.DOCUMENT_COUPE in doutes(verdict)


def test_a_square_part_of_a_page_is_a_doubt() -> None:
    pixels, _ = numerisee()
    verdict = juge(pixels[: int(1.1 * pixels.shape[1])])

    assert Cause.DOCUMENT_COUPE in doutes(verdict)
    assert verdict.releves[0].mesures[Mesure.CARRURE] == pytest.approx(1 / 1.1, abs=0.01)


def test_what_lies_in_a_black_shadow_is_a_doubt_though_no_letter_is_seen_there() -> None:
    hasard = random.Random(11)
    pixels = telephone(PAPIERS[PAPIER](hasard), hasard)
    pixels[len(pixels) // 2 :] //= 30
    verdict = juge(pixels)

    assert Cause.OMBRE in {cause.code for cause in verdict.causes}
    assert verdict.releves[0].mesures[Mesure.PART_NOIRE] > 0.3


def test_letters_that_stand_in_no_line_are_a_doubt() -> None:
    pixels, hasard = np.full((2339, 1654, 3), 235, np.uint8), random.Random(7)
    for n in range(400):
        place = (100 + n % 20 * 72 + hasard.randint(-30, 30), 150 + n // 20 * 104 + hasard.randint(-45, 45))
        cv2.putText(pixels, chr(97 + n % 26), place, cv2.FONT_HERSHEY_SIMPLEX, 0.9, (30, 30, 30), 2, cv2.LINE_AA)
    verdict = juge(pixels)

    assert verdict.releves[0].mesures[Mesure.SANS_LIGNES] == 1.0
    assert Cause.PAGE_DE_TRAVERS in doutes(verdict)
