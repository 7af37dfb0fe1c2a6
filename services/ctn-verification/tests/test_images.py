"""Sample images get exactly their verdict, in real children of the engine; the distances keep the thresholds honest."""

from collections.abc import Callable

import images
import numpy as np
import pytest
from PIL import Image, ImageDraw

from contracts.vocabulary.causes import Cause
from ctn_verification.app import App
from ctn_verification.controle import controler_image
from ctn_verification.domain.mesures import Mesure
from ctn_verification.domain.verdict import Controle, Verdict

Fait = Callable[[], bytes]

BONNES: dict[str, Fait] = {
    "jpeg": lambda: images.jpeg(images.page()),
    "png": lambda: images.png(images.page()),
    "bmp": lambda: images.bmp(images.page((1240, 1754))),
    "tiff of two pages": lambda: images.tiff(images.page(), images.verso()),
    "pdf of two pages": lambda: images.pdf(images.page(), images.verso()),
    "telephone, 12 megapixels": lambda: images.jpeg(images.photographed()),
    "low quality": lambda: images.jpeg(images.page(), quality=40),
    "grey": lambda: images.jpeg(images.page().convert("L")),
    "fax": lambda: images.tiff(images.page().convert("1", dither=Image.Dither.NONE)),
    "palette": lambda: images.png(images.page().quantize(64)),
    "transparent": lambda: images.png(transparent(images.page())),
    "sixteen bits": lambda: images.png(sixteen_bits(images.page())),
    "small sheet, 1,012 pixels wide": lambda: images.jpeg(images.page((1012, 1431))),
}
MAUVAISES: dict[str, tuple[Fait, Cause]] = {
    "blurred": (lambda: images.jpeg(images.blurred(images.page(), 3)), Cause.FLOUE),
    "very blurred": (lambda: images.jpeg(images.blurred(images.page(), 8)), Cause.FLOUE),
    "telephone, blurred": (lambda: images.jpeg(images.blurred(images.photographed(), 7)), Cause.FLOUE),
    "dark": (lambda: images.jpeg(images.dark(images.page())), Cause.TROP_SOMBRE),
    "lens cap": (lambda: images.jpeg(images.dark(images.page(), 0.01)), Cause.TROP_SOMBRE),
    "washed out": (lambda: images.jpeg(images.bright(images.page())), Cause.TROP_CLAIRE),
    "blank": (lambda: images.jpeg(images.blank()), Cause.PAGE_BLANCHE),
    "blank second page": (lambda: images.pdf(images.page(), images.blank()), Cause.PAGE_BLANCHE),
    "pure white": (lambda: images.png(Image.new("RGB", (1654, 2339), "white")), Cause.PAGE_BLANCHE),
    "small": (lambda: images.jpeg(images.page((640, 905))), Cause.TROP_PETITE),
    "one pixel": (lambda: images.png(Image.new("L", (1, 1))), Cause.TROP_PETITE),
}
DOUTEUSES: dict[str, tuple[Fait, Cause]] = {
    "slightly blurred": (lambda: images.jpeg(images.blurred(images.page(), 2)), Cause.FLOUE),
    "a part blurred": (lambda: images.jpeg(half_blurred(images.page())), Cause.FLOUE),
    "dim": (lambda: images.jpeg(images.dark(images.page(), 0.45)), Cause.TROP_SOMBRE),
    "pale": (lambda: images.jpeg(images.bright(images.page(), 150)), Cause.TROP_CLAIRE),
    "two words": (lambda: images.jpeg(two_words()), Cause.PAGE_BLANCHE),
}


async def judged(app: App, octets: bytes, tache: str = "document") -> Verdict:
    return (await controler_image(tache, octets, app.moteur)).verdict


@pytest.mark.parametrize("sorte", BONNES)
async def test_good_pages_are_conforme(wired: App, sorte: str) -> None:
    verdict = await judged(wired, BONNES[sorte]())

    assert (verdict.controle, verdict.causes) == (Controle.CONFORME, ())


@pytest.mark.parametrize("sorte", MAUVAISES)
async def test_bad_pages_are_refused_for_their_fault_alone(wired: App, sorte: str) -> None:
    make, cause = MAUVAISES[sorte]
    verdict = await judged(wired, make())

    assert verdict.controle is Controle.NON_CONFORME
    assert cause in {rejet.code for rejet in verdict.causes}
    if sorte != "one pixel":
        assert {rejet.code for rejet in verdict.causes} == {cause}


@pytest.mark.parametrize("sorte", DOUTEUSES)
async def test_pages_between_the_thresholds_are_left_to_an_agent(wired: App, sorte: str) -> None:
    make, cause = DOUTEUSES[sorte]
    verdict = await judged(wired, make())

    assert verdict.controle is Controle.A_VERIFIER, verdict
    assert {rejet.code for rejet in verdict.causes} == {cause}


async def test_good_and_bad_lie_far_apart(wired: App) -> None:
    """A threshold in the middle of a crowd would be luck: at least a factor of two to each side."""
    nette = (await judged(wired, images.jpeg(images.page()))).releves[0].mesures[Mesure.NETTETE]
    floue = (await judged(wired, images.jpeg(images.blurred(images.page(), 3)))).releves[0].mesures[Mesure.NETTETE]

    assert nette > 2 * 35
    assert floue < 14 / 2


async def test_a_good_photo_is_conforme(wired: App) -> None:
    verdict = await judged(wired, images.jpeg(images.portrait()), "photo")

    assert (verdict.controle, verdict.causes) == (Controle.CONFORME, ())
    assert verdict.releves[0].mesures[Mesure.VISAGES] == 1


@pytest.mark.parametrize(
    ("make", "cause", "controle"),
    [
        (lambda: images.blurred(images.portrait(), 7), Cause.FLOUE, Controle.NON_CONFORME),
        (lambda: images.dark(images.portrait(), 0.2), Cause.TROP_SOMBRE, Controle.NON_CONFORME),
        (lambda: images.bright(images.portrait(), 200), Cause.TROP_CLAIRE, Controle.NON_CONFORME),
        (lambda: images.portrait((350, 450)), Cause.TROP_PETITE, Controle.NON_CONFORME),
        (lambda: images.portrait((1063, 1063)), Cause.PROPORTIONS_PHOTO, Controle.NON_CONFORME),
        (lambda: images.portrait((750, 1063)), Cause.PROPORTIONS_PHOTO, Controle.NON_CONFORME),
        (lambda: faceless(), Cause.VISAGE_INTROUVABLE, Controle.A_VERIFIER),
    ],
)
async def test_bad_photos_say_why(
    wired: App, make: Callable[[], Image.Image], cause: Cause, controle: Controle
) -> None:
    verdict = await judged(wired, images.jpeg(make(), 95), "photo")

    assert verdict.controle is controle, verdict
    assert {rejet.code for rejet in verdict.causes} == {cause}


async def test_a_photo_turned_by_its_exif_is_upright_and_loses_it(wired: App) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90° to the right
    exif[0x8769] = {0x9286: b"ASCII\0\0\0a name"}
    couchee = images.portrait().rotate(90, expand=True)
    vue = await controler_image("photo", images.jpeg_with(couchee, exif=exif), wired.moteur)

    assert vue.verdict.controle is Controle.CONFORME
    propre = images.opened(vue.octets)
    assert propre.size == images.PHOTO
    assert not propre.getexif()
    assert b"a name" not in vue.octets


async def test_a_good_signature_is_conforme(wired: App) -> None:
    verdict = await judged(wired, images.png(images.signature()), "signature")

    assert (verdict.controle, verdict.causes) == (Controle.CONFORME, ())


@pytest.mark.parametrize(
    ("make", "cause"),
    [
        (lambda: Image.new("L", images.SIGNATURE, 250), Cause.SIGNATURE_VIDE),
        (lambda: images.signature().crop((150, 0, 600, 300)), Cause.SIGNATURE_COUPEE),
        (lambda: images.signature().point([255 - level for level in range(256)]), Cause.TROP_SOMBRE),
        (lambda: images.signature((200, 100)), Cause.TROP_PETITE),
        (lambda: scribbled(), Cause.TROP_SOMBRE),
    ],
)
async def test_bad_signatures_say_why(wired: App, make: Callable[[], Image.Image], cause: Cause) -> None:
    verdict = await judged(wired, images.png(make()), "signature")

    assert verdict.controle is Controle.NON_CONFORME, verdict
    assert {rejet.code for rejet in verdict.causes} == {cause}


def transparent(image: Image.Image) -> Image.Image:
    """Black ink on nothing."""
    alpha = image.convert("L").point([255 - level for level in range(256)])
    return Image.merge("RGBA", [Image.new("L", image.size)] * 3 + [alpha])


def sixteen_bits(image: Image.Image) -> Image.Image:
    return Image.fromarray((np.asarray(image.convert("L"), dtype=np.uint16) * 257).astype(np.uint16))


def half_blurred(image: Image.Image) -> Image.Image:
    both = image.copy()
    under = (0, int(image.height * 0.55), image.width, image.height)
    both.paste(images.blurred(image, 4).crop(under), under[:2])
    return both


def two_words() -> Image.Image:
    page = images.blank()
    page.paste(images.page().crop((160, 260, 560, 300)), (160, 260))
    return page


def scribbled() -> Image.Image:
    image = Image.new("L", images.SIGNATURE, 250)
    ImageDraw.Draw(image).rectangle((40, 90, 560, 210), fill=20)
    return image


def faceless() -> Image.Image:
    photo = images.portrait().copy()
    ImageDraw.Draw(photo).rectangle((180, 380, 650, 900), fill=(222, 180, 154))
    return photo
