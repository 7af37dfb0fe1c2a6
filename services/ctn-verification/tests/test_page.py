"""How a page lies in its picture: askew, on its side, upside down, in perspective, twice, without its colours."""

import io
import random

import numpy as np
import pytest
from PIL import Image

from contracts.vocabulary.causes import Cause
from ctn_verification.domain.mesures import Mesure
from ctn_verification.domain.verdict import Controle, Verdict, juger
from ctn_verification.moteur.document import regarder_document
from tests.precision.degats import Pixels, perspective, rotation
from tests.precision.papiers import PAPIERS
from tests.precision.prises import fichier, scanner, telephone


def prise(papier: str = "lettre", graine: int = 11) -> tuple[Pixels, float]:
    """Taken well, and how high its small letters are."""
    hasard = random.Random(graine)
    dessine = PAPIERS[papier](hasard)
    return telephone(dessine, hasard), dessine.corps


def juge(pixels: Pixels, *, couleurs: bool = False) -> Verdict:
    return juger("document", regarder_document(fichier(pixels, random.Random(1)), couleurs=couleurs))


def causes(verdict: Verdict) -> list[str]:
    return [cause.code for cause in verdict.causes]


def test_a_page_well_laid_has_no_fault() -> None:
    pixels, _ = prise()

    assert juge(pixels).controle is Controle.CONFORME


@pytest.mark.parametrize("degres", [14.0, 18.0, 33.0])
def test_a_page_askew_is_told_by_how_much(degres: float) -> None:
    pixels, corps = prise()
    verdict = juge(rotation(pixels, corps, degres, random.Random(3)))
    (cause,) = [cause for cause in verdict.causes if cause.code == Cause.PAGE_DE_TRAVERS]

    assert verdict.releves[0].mesures[Mesure.PENTE] == pytest.approx(degres, abs=2.5)
    assert f"Tournez le document ou l'appareil de {verdict.releves[0].mesures[Mesure.PENTE]:.0f}°" in cause.remede


@pytest.mark.parametrize(
    ("quarts", "couchee", "envers"), [(0, 0.0, False), (1, 1.0, None), (2, 0.0, True), (3, 1.0, None)]
)
def test_a_page_on_its_side_or_upside_down_is_no_fault_and_known(
    quarts: int, couchee: float, envers: bool | None
) -> None:
    """Whoever looks at it turns it."""
    pixels, _ = prise()
    verdict = juge(np.ascontiguousarray(np.rot90(pixels, quarts)))
    mesures = verdict.releves[0].mesures

    assert verdict.controle is Controle.CONFORME
    assert mesures[Mesure.COUCHEE] == couchee
    assert (mesures[Mesure.ENVERS] > 0.5 if Mesure.ENVERS in mesures else None) is envers


def test_letters_that_shrink_towards_one_side_are_a_doubt() -> None:
    pixels, corps = prise("petits caractères")
    droit, penche = (juge(perspective(pixels, corps, force, random.Random(3))).releves[0] for force in (0.0, 0.65))

    assert penche.mesures[Mesure.FUITE] > droit.mesures[Mesure.FUITE]


def test_the_same_page_twice_in_a_file_is_told_at_the_second() -> None:
    hasard = random.Random(5)
    une, autre = (Image.fromarray(scanner(PAPIERS["lettre"](hasard), hasard)).convert("L") for _ in range(2))
    buffer = io.BytesIO()
    une.save(buffer, "TIFF", save_all=True, append_images=[autre, une], compression="tiff_deflate")
    verdict = juger("document", regarder_document(buffer.getvalue()))

    assert [releve.mesures[Mesure.PAGE_DOUBLE] for releve in verdict.releves] == [0.0, 0.0, 1.0]
    assert [cause.cause[:9] for cause in verdict.causes if cause.code == Cause.PAGE_EN_DOUBLE] == ["Page 3 : "]


def test_a_grey_copy_of_a_card_is_a_doubt_where_colours_count_and_none_elsewhere() -> None:
    pixels, _ = prise("carte")
    grise = np.repeat(pixels.mean(axis=2, keepdims=True), 3, axis=2).astype(np.uint8)

    assert Cause.SANS_COULEURS not in causes(juge(pixels, couleurs=True))
    assert Cause.SANS_COULEURS in causes(juge(grise, couleurs=True))
    assert Cause.SANS_COULEURS not in causes(juge(grise))


def test_what_has_a_place_is_shown_there() -> None:
    pixels, _ = prise()
    hauteur, largeur = pixels.shape[:2]
    brulee = pixels.copy()
    brulee[hauteur // 3 : hauteur // 2, largeur // 3 : largeur * 2 // 3] = 255
    (cause,) = [cause for cause in juge(brulee).causes if cause.code == Cause.REFLET]
    (zone,) = cause.zones

    assert zone.page == 1
    assert [zone.x, zone.y] == pytest.approx([1 / 3, 1 / 3], abs=0.05)
    assert "entouré" in cause.remede
