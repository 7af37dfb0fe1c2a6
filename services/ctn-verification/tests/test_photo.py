"""What an identity photo and a signature are refused for: the smallest change that would pass, and where to look."""

from collections.abc import Callable

import cv2
import images
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from contracts.events.parts import CauseRejet
from contracts.vocabulary.causes import Cause
from ctn_verification.domain.mesures import Mesure
from ctn_verification.domain.verdict import Controle, Verdict, juger
from ctn_verification.moteur.lecture import Refus
from ctn_verification.moteur.photo import regarder_photo
from ctn_verification.moteur.signature import regarder_signature

FOND = (198, 208, 220)
Change = Callable[[Image.Image], Image.Image]


def photo(image: Image.Image) -> Verdict:
    return juger("photo", [regarder_photo(images.jpeg(image, 93))[0]])


def signature(image: Image.Image) -> Verdict:
    return juger("signature", [regarder_signature(images.png(image))[0]])


def cause(verdict: Verdict, code: Cause) -> CauseRejet:
    return next(cause for cause in verdict.causes if cause.code == code)


def posee(taille: float = 1.0, dx: float = 0.0, dy: float = 0.0, angle: float = 0.0) -> Image.Image:
    """The good photo, framed otherwise: larger, moved by fractions of width and height, turned."""
    pixels = np.asarray(images.portrait())
    haut, large = pixels.shape[:2]
    pose = cv2.getRotationMatrix2D((large / 2, 0.47 * haut), angle, taille)
    pose[:, 2] += np.array([dx * large, dy * haut])
    posees = cv2.warpAffine(
        pixels, pose, (large, haut), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_CONSTANT, borderValue=FOND
    )
    return Image.fromarray(np.asarray(posees, np.uint8))


def multipliee(facteur: tuple[float, float, float]) -> Change:
    return lambda image: Image.fromarray(np.clip(np.asarray(image) * np.array(facteur), 0, 255).astype(np.uint8))


def sur_fond(couleur: tuple[int, int, int]) -> Image.Image:
    """The good photo before another wall."""
    pixels = np.asarray(images.portrait())
    mur = np.abs(pixels.astype(int) - np.array(FOND)).max(axis=2) <= 12
    return Image.fromarray(np.where(mur[..., None], np.array(couleur, np.uint8), pixels))


@pytest.mark.parametrize(
    ("image", "code", "dit", "remede"),
    [
        (lambda: posee(taille=0.62), Cause.VISAGE_TAILLE, "environ 4", "Rapprochez-vous"),
        (lambda: posee(taille=1.4), Cause.VISAGE_TAILLE, "environ 1", "Reculez"),
        (lambda: posee(dx=0.16), Cause.VISAGE_PLACE, "mm du bord gauche", "mm vers la gauche"),
        (lambda: posee(dx=-0.16), Cause.VISAGE_PLACE, "mm du bord gauche", "mm vers la droite"),
        (lambda: posee(taille=0.95, dy=0.16), Cause.VISAGE_PLACE, "mm du bas", "doit monter de"),
        (lambda: posee(angle=15), Cause.VISAGE_PENCHE, "8° sont admis", "° vers la droite"),
        (lambda: posee(angle=-15), Cause.VISAGE_PENCHE, "8° sont admis", "° vers la gauche"),
        (
            lambda: images.portrait().rotate(90, fillcolor=FOND),
            Cause.VISAGE_PENCHE,
            "tournant de 90°",
            "vers la droite",
        ),
        (lambda: posee(dy=-0.2), Cause.VISAGE_COUPE, "bord supérieur", "Reculez ou recadrez"),
        (lambda: sur_fond((255, 255, 255)), Cause.FOND_PHOTO, "clarté 100", "le blanc est interdit"),
        (lambda: sur_fond((60, 60, 64)), Cause.FOND_PHOTO, "clarté 2", "gris clair ou bleu clair"),
        (lambda: sur_fond((220, 110, 100)), Cause.FOND_PHOTO, "trop coloré", "gris clair ou bleu clair"),
        (lambda: images.portrait().convert("L"), Cause.SANS_COULEUR, "couleur de la peau 0", "en couleur"),
        (
            lambda: multipliee((0.45, 0.6, 1.0))(images.portrait()),
            Cause.COULEUR_FAUSSEE,
            "teintes",
            "balance des blancs",
        ),
    ],
)
def test_a_refusal_says_what_to_change_and_where(
    image: Callable[[], Image.Image], code: Cause, dit: str, remede: str
) -> None:
    verdict = photo(image())

    assert verdict.controle is Controle.NON_CONFORME
    trouvee = cause(verdict, code)
    assert dit in trouvee.cause
    assert remede in trouvee.remede
    if code is not Cause.VISAGE_PENCHE or "tournant" not in dit:
        assert trouvee.zones


def test_the_figure_of_the_remedy_would_make_it_pass() -> None:
    """What is told to move the face by is what is missing to the middle of the norm's range."""
    droite = cause(photo(posee(dx=0.16)), Cause.VISAGE_PLACE)
    de = float(droite.remede.split(" de ")[1].split(" mm")[0].replace(",", "."))

    assert photo(posee(dx=0.16 - de / 35)).controle is Controle.CONFORME


@pytest.mark.parametrize("fois", [0.5, 2.0])
def test_the_measures_do_not_depend_on_the_number_of_pixels(fois: float) -> None:
    bonne = images.portrait()
    autre = bonne.resize((round(bonne.width * fois), round(bonne.height * fois)), Image.Resampling.LANCZOS)
    un, deux = (regarder_photo(images.jpeg(image, 95))[0].mesures for image in (bonne, autre))

    assert deux[Mesure.TETE] == pytest.approx(un[Mesure.TETE], rel=0.06)
    assert deux[Mesure.PLACE_X] == pytest.approx(un[Mesure.PLACE_X], abs=0.6)
    assert deux[Mesure.INCLINAISON] == pytest.approx(un[Mesure.INCLINAISON], abs=3.0)
    assert deux[Mesure.ECART_YEUX] == pytest.approx(fois * un[Mesure.ECART_YEUX], rel=0.06)


def test_the_bad_side_of_the_light_is_pointed_at() -> None:
    sombre = np.asarray(images.portrait()).astype(np.float32)
    sombre[:, 414:] *= 0.45
    trouvee = cause(photo(Image.fromarray(sombre.astype(np.uint8))), Cause.LUMIERE_INEGALE)

    assert trouvee.zones[0].x >= 0.45


def test_a_drawing_is_told_from_a_photo() -> None:
    plat = np.asarray(images.portrait().filter(ImageFilter.ModeFilter(9))) // 48 * 48 + 24
    verdict = photo(Image.fromarray(plat.astype(np.uint8)))

    assert verdict.controle is not Controle.CONFORME
    assert cause(verdict, Cause.PHOTO_DESSINEE)


def test_dots_of_a_print_are_seen_and_grain_is_not_taken_for_them() -> None:
    y, x = np.mgrid[:1063, :827]
    points = 22 * (np.cos((x * 0.94 + y * 0.34) * 1.5) + np.cos((y * 0.94 - x * 0.34) * 1.5))
    imprimee = np.clip(np.asarray(images.portrait()) + points[..., None], 0, 255).astype(np.uint8)

    assert cause(photo(Image.fromarray(imprimee)), Cause.PHOTO_REPRODUITE)
    assert photo(images.grained(images.portrait(), 5.0)).controle is Controle.CONFORME


def test_every_place_lies_on_the_photo() -> None:
    """However the face is cut: a box beyond the picture would not be heard by the parent."""
    for image in (posee(taille=1.6, dx=-0.3), posee(dy=-0.3), posee(dx=0.35), images.portrait((600, 300))):
        for cadres in regarder_photo(images.jpeg(image))[0].zones.values():
            for cadre in cadres:
                assert 0.0 <= cadre.x <= cadre.x + cadre.largeur <= 1.0001
                assert 0.0 <= cadre.y <= cadre.y + cadre.hauteur <= 1.0001


@pytest.mark.parametrize("taille", [(1, 1), (3, 900), (900, 3), (64, 64), (2000, 40)])
def test_no_size_breaks_the_measures(taille: tuple[int, int]) -> None:
    bruit = Image.effect_noise(taille, 80)

    assert photo(bruit.convert("RGB")).controle is Controle.NON_CONFORME
    assert signature(bruit).controle is Controle.NON_CONFORME


def pale(image: Image.Image) -> Image.Image:
    return image.convert("L").point([170 + level // 3 for level in range(256)])


def cadree() -> Image.Image:
    image = images.signature().copy()
    ImageDraw.Draw(image).rectangle((14, 12, 585, 287), outline=60, width=3)
    return image


def imprimee() -> Image.Image:
    image = images.signature().copy()
    ImageDraw.Draw(image).text((20, 8), "SIGNATURE DU DEMANDEUR", fill=30, font=ImageFont.load_default(size=22))
    return image


def double() -> Image.Image:
    petite = images.signature((300, 150))
    image = Image.new("L", (700, 300), 252)
    image.paste(petite, (0, 70))
    image.paste(petite, (395, 70))
    return image


@pytest.mark.parametrize(
    ("image", "code"),
    [
        (cadree, Cause.SIGNATURE_ENCADREE),
        (imprimee, Cause.SIGNATURE_ENCADREE),
        (double, Cause.SIGNATURE_MULTIPLE),
        (lambda: images.blurred(images.signature(), 5).convert("L"), Cause.FLOUE),
        (lambda: images.signature().point([170 + level * 82 // 255 for level in range(256)]), Cause.TROP_CLAIRE),
        (lambda: pale(images.portrait().crop((0, 200, 827, 600))), Cause.SIGNATURE_DOUTEUSE),
    ],
)
def test_what_is_no_single_clean_signature_is_told(image: Callable[[], Image.Image], code: Cause) -> None:
    verdict = signature(image())

    assert verdict.controle is not Controle.CONFORME
    trouvee = cause(verdict, code)
    assert trouvee.zones or code not in (Cause.SIGNATURE_ENCADREE, Cause.SIGNATURE_MULTIPLE)


def test_paper_turns_white_in_the_copy_and_the_ink_stays() -> None:
    ombre = np.linspace(1.0, 0.82, 600)[None, :]
    grise = Image.fromarray((np.asarray(images.signature()) * ombre * 0.95).astype(np.uint8))
    _, propre = regarder_signature(images.png(grise))
    pixels, avant = np.asarray(images.opened(propre)), np.asarray(grise)

    assert np.percentile(pixels, 40) >= 248
    assert pixels.shape == avant.shape
    assert ((pixels < 128) == (avant < 100)).mean() > 0.99


@pytest.mark.parametrize("regarder", [regarder_photo, regarder_signature])
def test_a_giant_that_must_be_decoded_whole_is_refused_before(regarder: Callable[[bytes], object]) -> None:
    with pytest.raises(Refus) as refus:
        regarder(images.png(Image.new("1", (6000, 6000))))

    assert refus.value.cause is Cause.TROP_DE_PIXELS


def test_a_large_png_keeps_its_size_in_the_measures_and_is_kept_small() -> None:
    grande = images.png(images.portrait((3308, 4252)))
    releve, propre = regarder_photo(grande)

    assert (releve.mesures[Mesure.LARGEUR], releve.mesures[Mesure.HAUTEUR]) == (3308, 4252)
    assert juger("photo", [releve]).controle is Controle.CONFORME
    assert images.opened(propre).height == 1063
