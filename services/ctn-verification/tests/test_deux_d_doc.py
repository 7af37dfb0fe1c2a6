"""The 2D-Doc of a page: found where it is small, and not looked for with all pixels where there is none."""

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from ctn_verification.moteur.deux_d_doc import lire_codes, places
from ctn_verification.moteur.nettete import Gris
from deploy.local.exemplaires import page

TEXTE = (
    "DC03FR0000011E821E8226FR0110MME/ZOE/RENAUD\x1d2212 BIS RUE CAMILLE CLAUDEL\x1d2492160\x1d25ANTONY\x1d\x1f"
    + "A" * 103
)
FINE = (2480, 3508)  # an A4 page at 300 dpi
NORMALISEE = (1131, 1600)


def vues(coin: tuple[int, int] | None = None) -> tuple[Gris, Gris]:
    """A bill at the normalised scale and with all its pixels, with a code of small squares at this corner."""
    image = page().resize(FINE, Image.Resampling.BICUBIC)
    if coin is not None:
        code = zxingcpp.create_barcode(TEXTE, zxingcpp.BarcodeFormat.DataMatrix).to_image(scale=3)
        pose = Image.fromarray(np.asarray(code, np.uint8))
        image.paste(pose, coin)
    fine = image.convert("L")
    petite = fine.resize(NORMALISEE, Image.Resampling.BOX)
    return np.asarray(petite), np.asarray(fine)


@pytest.mark.parametrize("coin", [(220, 110), (1900, 3200)])
def test_a_code_of_small_squares_is_read_with_all_the_pixels_and_its_place_is_on_the_page(
    coin: tuple[int, int],
) -> None:
    petite, fine = vues(coin)

    assert lire_codes(petite, lambda: petite) == []
    [lue] = lire_codes(petite, lambda: fine)

    assert lue.texte == TEXTE
    assert lue.cadre is not None
    assert (lue.cadre.x * FINE[0], lue.cadre.y * FINE[1]) == pytest.approx(coin, abs=40)


def test_of_a_page_of_text_next_to_nothing_is_looked_at_with_all_the_pixels() -> None:
    petite, _ = vues()

    assert sum((droite - gauche) * (bas - haut) for gauche, haut, droite, bas in places(petite)) < 0.1


def test_a_page_without_anything_dense_is_not_decoded_again() -> None:
    def jamais() -> Gris:
        raise AssertionError

    assert lire_codes(np.full((1600, 1132), 240, np.uint8), jamais) == []


def test_a_page_that_is_dense_everywhere_is_looked_at_as_a_whole() -> None:
    bruit = np.random.default_rng(5).integers(0, 255, (1600, 1132), np.uint8)

    assert places(bruit) == [(0.0, 0.0, 1.0, 1.0)]
