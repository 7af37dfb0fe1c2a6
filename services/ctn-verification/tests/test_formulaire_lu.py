"""A page of a stack, however it lies on the glass: whose form it is, photo and signature cut out and judged."""

from functools import cache

import cv2
import feuilles
import images
import numpy as np
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from contracts.vocabulary.formulaire_photo import FORMULAIRE_PHOTO, Rectangle
from ctn_verification.domain.liasse import FINESSE, PAGES_MAX, Doute
from ctn_verification.domain.page_lue import PageLue, doutes
from ctn_verification.domain.releve import Releve
from ctn_verification.domain.verdict import Controle, Verdict, juger
from ctn_verification.moteur import enfant
from ctn_verification.moteur.feuillet import FEUILLETS_MAX, compter
from ctn_verification.moteur.formulaire import montrer
from ctn_verification.moteur.lecture import Refus
from deploy.local.papier import Scanner, coller, en_pixels, numeriser, perforer, signer, tacher

GROSSE = (35, 45)
FOND = 206  # grey level of the portrait's background


def lue(octets: bytes, rang: int = 0) -> PageLue:
    """As the service hears it."""
    return PageLue.entendre(*enfant.TASKS["formulaire"]({"rang": rang}, octets))


def verdict(page: PageLue, nom: str) -> Verdict:
    found, _ = enfant.TASKS[nom]({}, page.images[nom])
    return juger(nom, [Releve.entendre(image) for image in found["images"]])


def scan(feuille: Image.Image, scanner: Scanner = Scanner(), quality: int = 85) -> bytes:  # noqa: B008
    return images.jpeg(numeriser(feuille, scanner), quality)


@cache
def attendue() -> np.ndarray:
    """The photo that was glued, coarsely."""
    return np.asarray(images.portrait().convert("L").resize(GROSSE, Image.Resampling.BOX), dtype=float)


def ressemble(page: PageLue) -> bool:
    """The photo is upright and whole, and at its edges nothing of paper or frame is left."""
    decoupee = images.opened(page.images["photo"]).convert("L")
    pixels = np.asarray(decoupee, dtype=float)
    lignes = (pixels[0, :], pixels[:, 0], pixels[:, -1])  # three sides of its plain background
    grosse = np.asarray(decoupee.resize(GROSSE, Image.Resampling.BOX), dtype=float)
    pareille = float(np.corrcoef(grosse.ravel(), attendue().ravel())[0, 1])
    return pareille > 0.93 and all(abs(float(np.median(ligne)) - FOND) < 12 for ligne in lignes)


@pytest.mark.parametrize(("quarts", "angle"), [(0, -4.0), (1, 4.0), (2, 0.0), (2, -3.0), (3, 2.0)])
def test_a_sheet_may_lie_anyhow_on_the_glass(quarts: int, angle: float) -> None:
    page = lue(scan(feuilles.remplie(), Scanner(quarts=quarts, angle=angle)))

    assert (page.numero, doutes(page)) == (feuilles.NUMERO, ())
    assert ressemble(page)
    assert [verdict(page, nom).controle for nom in ("photo", "signature")] == [Controle.CONFORME] * 2


@given(st.integers(150, 330), st.floats(-4, 4), st.integers(0, 3), st.integers(45, 95), st.floats(0, 6))
@settings(max_examples=4, deadline=None, phases=(Phase.explicit, Phase.generate))
@example(600, 0.0, 2, 85, 2.0)
@example(150, -3.0, 1, 45, 6.0)
def test_the_number_is_read_and_the_photo_found_at_any_setting_of_the_scanner(
    dpi: int, angle: float, quarts: int, quality: int, bruit: float
) -> None:
    page = lue(scan(feuilles.remplie(), Scanner(dpi, angle, quarts, bruit), quality))

    assert page.numero == feuilles.NUMERO
    assert ressemble(page)
    assert (Doute.TROP_PEU_FINE in doutes(page)) == (page.points_par_pouce < FINESSE)


@pytest.mark.parametrize(
    ("feuille", "scanner"),
    [
        (tacher(feuilles.remplie(), 178, 232, 16), Scanner()),  # on the code
        (tacher(feuilles.remplie(), 195, 282, 12), Scanner(angle=2)),  # on a mark
        (perforer(feuilles.remplie()), Scanner(marge=6, angle=-2, quarts=2)),  # through a mark, the lid showing
        (feuilles.remplie().convert("L").convert("RGB"), Scanner(flou=0.8, bruit=5)),
    ],
    ids=["coffee on the code", "coffee on a mark", "punched, with the lid around", "grey"],
)
def test_stains_and_holes_hide_nothing(feuille: Image.Image, scanner: Scanner) -> None:
    page = lue(scan(feuille, scanner))

    assert (page.numero, doutes(page)) == (feuilles.NUMERO, ())
    assert ressemble(page)


@pytest.mark.parametrize(("angle", "decalage"), [(-9.0, (-3.5, 3.0)), (5.0, (4.0, -4.0)), (0.0, (2.0, 2.0))])
def test_a_photo_glued_askew_or_over_the_edge_of_its_frame_is_cut_out_by_its_own_edges(
    angle: float, decalage: tuple[float, float]
) -> None:
    page = lue(scan(signer(coller(feuilles.formulaire(), angle=angle, decalage=decalage))))

    assert doutes(page) == ()
    assert ressemble(page)


@pytest.mark.parametrize("part", [0.93, 0.97])
def test_a_printer_that_fits_the_form_to_its_margins_changes_nothing(part: float) -> None:
    entiere = feuilles.formulaire()
    reduite = Image.new("RGB", entiere.size, entiere.getpixel((5, 5)))
    petite = entiere.resize((round(entiere.width * part), round(entiere.height * part)), Image.Resampling.LANCZOS)
    reduite.paste(petite, ((entiere.width - petite.width) // 2, (entiere.height - petite.height) // 2))
    photo, page = FORMULAIRE_PHOTO.photo, FORMULAIRE_PHOTO.page
    du_milieu = photo.x + photo.largeur / 2 - page.largeur / 2, photo.y + photo.hauteur / 2 - page.hauteur / 2

    lu = lue(scan(coller(reduite, decalage=(du_milieu[0] * (part - 1), du_milieu[1] * (part - 1))), Scanner(angle=1)))

    assert doutes(lu) == ()
    assert ressemble(lu)


def test_a_page_taken_by_telephone_is_straightened() -> None:
    feuille = np.asarray(numeriser(feuilles.remplie(), Scanner(dpi=400)))
    hauteur, largeur = feuille.shape[:2]
    coins = np.array([[0, 0], [largeur, 0], [largeur, hauteur], [0, hauteur]], np.float32)
    vus = np.array([[260, 190], [largeur - 90, 320], [largeur + 60, hauteur + 40], [150, hauteur - 60]], np.float32)
    biais = cv2.getPerspectiveTransform(coins, vus)
    table = cv2.warpPerspective(feuille, biais, (largeur + 200, hauteur + 200), borderValue=(96, 78, 62))
    lumiere = np.linspace(0.95, 1.0, table.shape[1])[None, :, None]

    page = lue(images.jpeg(Image.fromarray((table * lumiere).astype(np.uint8))))

    assert (page.numero, doutes(page)) == (feuilles.NUMERO, ())
    assert ressemble(page)


@pytest.mark.parametrize(
    ("feuille", "dits"),
    [
        (signer(feuilles.formulaire()), (Doute.PHOTO_ABSENTE,)),
        (coller(feuilles.formulaire(), taille=(40, 50)), (Doute.PHOTO_HORS_FORMAT,)),
        (coller(feuilles.formulaire(), taille=(20, 26)), (Doute.PHOTO_HORS_FORMAT,)),
        (images.page((2480, 3508)), (Doute.SANS_CODE, Doute.REPERES_ABSENTS)),
    ],
    ids=["no photo", "too large", "too small", "another document"],
)
def test_what_an_agent_must_see_is_told_with_its_cause(feuille: Image.Image, dits: tuple[Doute, ...]) -> None:
    assert doutes(lue(scan(feuille))) == dits


def test_a_photo_as_white_as_the_paper_is_left_to_an_agent() -> None:
    portrait = np.asarray(images.portrait()).copy()
    portrait[np.abs(portrait.astype(int) - (198, 208, 220)).max(axis=2) < 16] = (240, 240, 236)

    page = lue(scan(signer(coller(feuilles.formulaire(), Image.fromarray(portrait)))))

    assert doutes(page) == (Doute.PHOTO_INDECISE,)


def test_black_and_white_is_told() -> None:
    bitonal = images.encoded(feuilles.scannee().convert("1"), "TIFF", compression="group4")

    page = lue(bitonal)

    assert page.numero == feuilles.NUMERO
    assert Doute.NOIR_ET_BLANC in doutes(page)


def test_the_back_of_a_sheet_is_blank_whatever_shows_through() -> None:
    transparait = Image.blend(
        feuilles.vierge(), feuilles.scannee(scanner=Scanner(dpi=150)).transpose(Image.Transpose.FLIP_LEFT_RIGHT), 0.08
    )

    assert lue(images.jpeg(feuilles.vierge())).vierge
    assert lue(images.jpeg(transparait)).vierge
    assert not lue(images.jpeg(feuilles.scannee(scanner=Scanner(dpi=150)))).vierge


def test_codes_of_two_forms_and_foreign_codes_are_told_apart() -> None:
    deux, etranger = feuilles.remplie().copy(), feuilles.remplie().copy()
    second = feuilles.qr(feuilles.AUTRE).resize((en_pixels(26), en_pixels(26)))
    deux.paste(second, (en_pixels(40), en_pixels(160)))
    code = FORMULAIRE_PHOTO.code
    place = (en_pixels(code.x), en_pixels(code.y))
    etranger.paste(feuilles.qr("https://exemple.fr").resize((en_pixels(26), en_pixels(26))), place)
    avec_publicite = feuilles.remplie().copy()
    avec_publicite.paste(feuilles.qr("https://exemple.fr").resize((300, 300)), (300, 1900))

    assert doutes(lue(scan(deux)))[0] is Doute.PLUSIEURS_CODES
    assert doutes(lue(scan(etranger))) == (Doute.CODE_ETRANGER,)
    assert doutes(lue(scan(avec_publicite))) == ()


@pytest.mark.parametrize("quarts", [1, 2])
def test_without_its_code_a_sheet_is_set_upright_by_its_marks(quarts: int) -> None:
    cache_ = feuilles.remplie().copy()
    x, y, largeur, hauteur = (en_pixels(mm) for mm in FORMULAIRE_PHOTO.code)
    ImageDraw.Draw(cache_).rectangle((x, y, x + largeur, y + hauteur), "white")
    octets = scan(cache_, Scanner(dpi=200, quarts=quarts, angle=2))

    page = lue(octets)
    vue = images.opened(montrer(octets, 0)).convert("L")

    assert doutes(page) == (Doute.SANS_CODE, Doute.TROP_PEU_FINE)
    assert ressemble(page)
    cadre = [mm * vue.width / 210 for mm in (20, 102.5, 190, 284.5)]
    coin = vue.crop((round(cadre[0] * 0.6), round(cadre[1]), round(cadre[0] * 0.85), round(cadre[1] * 1.045)))
    assert np.asarray(coin).mean() < 80  # the mark at the upper left


def test_the_printed_frame_is_no_ink_and_a_signature_across_it_is_cut() -> None:
    vide = lue(scan(coller(feuilles.formulaire()), Scanner(angle=1.5)))
    a_cheval = Rectangle(FORMULAIRE_PHOTO.signature.x - 20, FORMULAIRE_PHOTO.signature.y + 2, 108, 40)
    coupee = lue(scan(signer(coller(feuilles.formulaire()), a_cheval)))

    assert [cause.code for cause in verdict(vide, "signature").causes] == ["signature_vide"]
    assert "signature_coupee" in [cause.code for cause in verdict(coupee, "signature").causes]


def test_a_stack_is_counted_and_each_of_its_pages_read() -> None:
    pages = feuilles.scannee(), feuilles.vierge(), feuilles.scannee(feuilles.AUTRE, Scanner(quarts=2))
    for liasse in (feuilles.liasse_pdf(*pages), feuilles.liasse_tiff(*pages)):
        assert compter(liasse) == 3
        assert [lue(liasse, rang).numero for rang in range(3)] == [feuilles.NUMERO, None, feuilles.AUTRE]


@pytest.mark.parametrize("octets", [b"", b"rien", b"%PDF-1.4 cass\xc3\xa9", b"II*\0\0\0\0\0", b"\xff\xd8\xff"])
def test_what_is_no_stack_is_refused(octets: bytes) -> None:
    with pytest.raises(Refus):
        compter(octets)


def test_a_stack_of_more_pages_than_the_table_has_rows_for_is_refused() -> None:
    mince = Image.new("1", (8, 8), 1)
    liasse = images.encoded(mince, "TIFF", save_all=True, append_images=[mince] * FEUILLETS_MAX)

    with pytest.raises(Refus):
        compter(liasse)
    assert FEUILLETS_MAX == PAGES_MAX


@pytest.mark.parametrize(
    ("dit", "octets"),
    [
        ({}, b""),
        ({"vierge": False, "numeros": ["12; DROP"], "etrangers": 0, "reperes": 4, "bitonal": False}, b""),
        ({"vierge": False, "numeros": ["1"] * 9, "etrangers": 0, "reperes": 4, "bitonal": False}, b""),
        (
            {"vierge": False, "numeros": [], "etrangers": 0, "reperes": 4, "bitonal": False, "tailles": {"photo": 9}},
            b"1",
        ),
        ({"vierge": False, "numeros": [], "etrangers": 0, "reperes": 4, "bitonal": False, "tailles": {"x": 1}}, b"1"),
    ],
)
def test_a_child_that_was_taken_over_is_not_believed(dit: dict[str, object], octets: bytes) -> None:
    with pytest.raises((ValueError, LookupError)):
        PageLue.entendre(dit, octets)
