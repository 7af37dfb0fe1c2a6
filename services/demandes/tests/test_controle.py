"""The upload gate: each file its cause, or its pages; whatever it holds, the service goes on."""

import asyncio
import io
import os
import signal
from collections.abc import AsyncIterator
from contextlib import suppress

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from demandes.controle import Gate
from demandes.controle.images import examiner_image
from demandes.controle.segments import image_seule, sans_metadonnees
from demandes.domain.fichiers import FichierRefuse, nom_montre, noms_de_pages
from services.demandes.tests import fichiers
from services.demandes.tests.fichiers import dessin, encode

JPEG = encode(dessin(), "JPEG", quality=88)
PNG = encode(dessin((600, 800)), "PNG")


@pytest.fixture(scope="module")
async def gate() -> AsyncIterator[Gate]:
    opened = Gate(2)
    yield opened
    await opened.close()


TRACES = (b"Renaud", b"GPSL", b"48,45", b"Exif\0\0", b"xmpmeta")

GOOD = [
    ("page.jpg", JPEG, 1),
    ("page.JPEG", encode(dessin(), "JPEG", progressive=True), 1),
    ("imprimeur.jpg", encode(dessin().convert("CMYK"), "JPEG"), 1),
    ("téléphone.jpg", fichiers.jpeg_de_telephone(), 1),
    ("téléphone récent.jpg", fichiers.zip_colle(JPEG), 1),
    ("plusieurs vues.jpg", fichiers.mpo(), 1),
    ("IMG_2041.HEIC", fichiers.heic_d_iphone(), 1),
    ("rafale.heif", fichiers.heic_de_rafale(), 1),
    ("page.png", PNG, 1),
    ("transparent.png", encode(dessin((600, 800)).convert("RGBA"), "PNG"), 1),
    ("palette.png", encode(dessin((600, 800)).quantize(16), "PNG"), 1),
    ("seize bits.png", encode(Image.new("I;16", (600, 800), 40_000), "PNG"), 1),
    ("page.bmp", encode(dessin((600, 800)), "BMP"), 1),
    ("fax.tif", encode(dessin((600, 800)).convert("1"), "TIFF", compression="group4"), 1),
    ("trois.tiff", fichiers.tiff(3), 3),
    ("une.pdf", fichiers.pdf(1), 1),
    ("deux.pdf", fichiers.pdf(2), 2),
    ("vue.pdf", fichiers.pdf_avec("vue"), 1),
    ("auteur.pdf", fichiers.pdf_avec("métadonnées"), 1),
]


@pytest.mark.parametrize(("nom", "octets", "pages"), GOOD, ids=[nom for nom, *_ in GOOD])
async def test_what_people_send_is_accepted(gate: Gate, nom: str, octets: bytes, pages: int) -> None:
    accepte = await gate.controler(nom, octets)

    assert (accepte.nom, accepte.pages) == (nom, pages)
    assert accepte.octets


BAD = [
    ("vide.jpg", b"", "fichier-vide"),
    ("lourd.jpg", JPEG + bytes(12 * 1024 * 1024), "fichier-trop-lourd"),
    ("texte.jpg", b"Bonjour.\n" * 100, "format-refuse"),
    ("page.gif", encode(dessin((60, 80)), "GIF"), "format-refuse"),
    ("page.webp", encode(dessin((60, 80)), "WEBP"), "format-refuse"),
    ("archive.pdf", fichiers.zip_colle(b""), "format-refuse"),
    ("scan.jpg", fichiers.pdf(1), "extension-trompeuse"),
    ("sans extension", JPEG, "extension-trompeuse"),
    ("facture.pdf.exe", fichiers.pdf(1), "extension-trompeuse"),
    ("coupée.jpg", JPEG[: len(JPEG) // 2], "fichier-illisible"),
    ("coupée.png", PNG[: len(PNG) // 2], "fichier-illisible"),
    ("coupé.pdf", fichiers.pdf(2)[:300], "fichier-illisible"),
    ("début.jpg", JPEG[:4], "fichier-illisible"),
    ("début.tif", b"II*\x00", "fichier-illisible"),
    ("bombe.png", fichiers.png_bombe(), "trop-de-pixels"),
    ("grande.png", fichiers.png_bombe(6700, 6700, couleurs=True), "trop-de-pixels"),
    ("bombe.jpg", fichiers.jpeg_de_passes(), "fichier-illisible"),
    ("bombe.heic", fichiers.heic_bombe(), "trop-de-pixels"),
    ("coupée.heic", fichiers.heic_d_iphone()[:40_000], "fichier-illisible"),
    ("début.heic", fichiers.heic_d_iphone()[:24], "fichier-illisible"),
    ("scan.heic", JPEG, "extension-trompeuse"),
    ("film.heic", b"\0\0\0\x18ftypisom" + bytes(64), "format-refuse"),
    ("long.tif", fichiers.tiff(31, (60, 80)), "trop-de-pages"),
    ("long.pdf", fichiers.pdf(101), "trop-de-pages"),
    ("protégé.pdf", fichiers.pdf_chiffre(), "pdf-protege"),
    ("verrouillé.pdf", fichiers.pdf_de_proprietaire(), "pdf-protege"),
    ("collé.pdf", fichiers.zip_colle(fichiers.pdf(1)), "pdf-actif"),
    *(
        (f"{quoi}.pdf", fichiers.pdf_avec(quoi), "pdf-actif")
        for quoi in ("javascript", "action de page", "lancement", "fichier", "xfa")
    ),
]


@pytest.mark.parametrize(("nom", "octets", "slug"), BAD, ids=[f"{nom}: {slug}" for nom, _, slug in BAD])
async def test_what_cannot_be_a_piece_is_refused_with_its_cause(gate: Gate, nom: str, octets: bytes, slug: str) -> None:
    with pytest.raises(FichierRefuse) as refused:
        await gate.controler(nom, octets)

    assert refused.value.slug == slug
    assert len(refused.value.detail) > 20
    assert refused.value.errors[0].pointer == "/fichier"


@pytest.mark.parametrize(
    ("nom", "octets"), [("photo.jpg", fichiers.jpeg_de_telephone()), ("photo.heic", fichiers.heic_d_iphone())]
)
async def test_the_picture_is_upright_and_knows_neither_place_nor_author(gate: Gate, nom: str, octets: bytes) -> None:
    accepte = await gate.controler(nom, octets)

    kept = Image.open(io.BytesIO(accepte.octets))
    assert kept.size == (1200, 1600)
    assert not kept.getexif()
    assert accepte.format == "image/jpeg"
    assert b"ric Renaud" not in accepte.octets
    corner = kept.convert("L").crop((1000, 50, 1150, 200))
    assert max(corner.tobytes()) < 80  # the dark corner turned with the picture


@pytest.mark.parametrize(
    ("nom", "octets"),
    [
        ("photo.png", fichiers.png_situe()),
        ("scan.tif", fichiers.tiff_situe()),
        ("photo.pdf", fichiers.pdf_de_telephone()),
    ],
    ids=["png", "tif", "pdf"],
)
async def test_no_kept_file_knows_the_place_where_it_was_made(gate: Gate, nom: str, octets: bytes) -> None:
    assert any(trace in octets for trace in TRACES)
    accepte = await gate.controler(nom, octets)

    assert [trace for trace in TRACES if trace in accepte.octets] == []
    if accepte.format != "application/pdf":
        kept = Image.open(io.BytesIO(accepte.octets))
        for page in range(accepte.pages):
            kept.seek(page)
            assert kept.size == (800, 600)
            assert not {*kept.getexif()} & {0x8825, 0x013B, 0x0112, 700}


async def test_a_picture_in_a_pdf_keeps_its_pixels(gate: Gate) -> None:
    sent = fichiers.pdf_de_telephone()
    accepte = await gate.controler("photo.pdf", sent)

    both = [pixels_of_the_picture(octets) for octets in (sent, accepte.octets)]
    assert both[0] == both[1]


def pixels_of_the_picture(pdf: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        octets = document.pages[0].obj.Resources.XObject.I.read_raw_bytes()
        return Image.open(io.BytesIO(octets)).tobytes()


@given(st.binary(max_size=200), st.integers(0, 400))
def test_a_broken_jpeg_loses_nothing_but_what_is_personal(junk: bytes, cut: int) -> None:
    small = encode(Image.effect_noise((16, 16), 50), "JPEG", exif=fichiers.exif_de_lieu())

    assert b"Renaud" not in sans_metadonnees(small)
    assert len(sans_metadonnees(small[:cut] + junk)) <= cut + len(junk)
    assert sans_metadonnees(junk) == junk or junk.startswith(b"\xff\xd8")


@pytest.mark.parametrize("mode", ["L", "RGB"])
async def test_an_upright_jpeg_loses_what_is_personal_and_not_one_pixel(gate: Gate, mode: str) -> None:
    exif = fichiers.exif_de_lieu()
    exif[0x0112] = 1
    image = dessin((600, 800)).convert(mode)
    sent = encode(image, "JPEG", exif=exif, comment=b"GPSLatitude 48,45.2N", icc_profile=b"Renaud" * 9, quality=91)

    accepte = await gate.controler("page.jpg", fichiers.zip_colle(sent))

    assert [trace for trace in (*TRACES, b"PK\x03\x04") if trace in accepte.octets] == []
    assert accepte.octets.endswith(b"\xff\xd9")
    kept, was = (Image.open(io.BytesIO(octets)) for octets in (accepte.octets, sent))
    assert kept.tobytes() == was.tobytes()
    assert kept.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}


@pytest.mark.parametrize("autrement", [{"progressive": True}, {"exif": fichiers.exif_de_lieu()}], ids=str)
def test_a_jpeg_that_is_turned_or_comes_in_passes_is_written_anew(autrement: dict[str, object]) -> None:
    sent = encode(dessin((600, 800)), "JPEG", **autrement)

    kept = examiner_image(sent)[1].octets

    assert "progressive" not in Image.open(io.BytesIO(kept)).info
    assert kept != image_seule(sent)


@given(st.integers(0, 700), st.binary(max_size=30), st.integers(0, 30))
def test_what_is_kept_of_any_jpeg_is_frame_tables_and_scans(at: int, junk: bytes, over: int) -> None:
    small = encode(Image.effect_noise((16, 16), 50), "JPEG", exif=fichiers.exif_de_lieu())
    kept = image_seule(small[:at] + junk + small[at + over :])

    assert kept is None or (kept == image_seule(kept) and b"Exif" not in kept[:20])


async def test_a_page_too_large_behind_a_small_one_is_refused_with_its_size(gate: Gate) -> None:
    pages = [dessin((60, 80)), Image.new("RGB", (6700, 6700))]
    octets = encode(pages[0], "TIFF", save_all=True, append_images=pages[1:], compression="tiff_lzw")

    with pytest.raises(FichierRefuse) as refused:
        await gate.controler("scan.tif", octets)

    assert "6700 × 6700 pixels, 44 millions au plus en couleurs dans un TIFF" in refused.value.detail


async def test_a_pdf_loses_its_author(gate: Gate) -> None:
    accepte = await gate.controler("auteur.pdf", fichiers.pdf_avec("métadonnées"))

    with pikepdf.open(io.BytesIO(accepte.octets)) as document:
        assert "/Author" not in document.docinfo


async def test_what_hid_behind_a_picture_is_gone(gate: Gate) -> None:
    accepte = await gate.controler("page.jpg", fichiers.zip_colle(JPEG))

    assert b"PK\x03\x04" not in accepte.octets


@pytest.mark.parametrize(
    ("nom", "octets"),
    [(nom, octets) for nom, octets, _ in GOOD],
    ids=[nom for nom, *_ in GOOD],
)
async def test_what_is_kept_is_what_it_says_to_be(gate: Gate, nom: str, octets: bytes) -> None:
    accepte = await gate.controler(nom, octets)

    if accepte.format == "application/pdf":
        assert accepte.octets.startswith(b"%PDF-")
    else:
        assert Image.MIME[Image.open(io.BytesIO(accepte.octets)).format or ""] == accepte.format


async def test_a_pdf_that_would_unpack_to_gigabytes_is_not_unpacked(gate: Gate) -> None:
    octets = fichiers.pdf_bombe()
    assert len(octets) < 3_000_000

    accepte = await gate.controler("bombe.pdf", octets)

    assert len(accepte.octets) < 3_000_000


async def test_a_picture_of_eighty_million_pixels_fits(gate: Gate) -> None:
    accepte = await gate.controler("grand.png", encode(Image.new("L", (8900, 8900), 200), "PNG"))

    assert accepte.pages == 1


async def test_the_death_of_a_child_costs_nobody_his_file(gate: Gate) -> None:
    await gate.controler("page.jpg", JPEG)
    for pid in gate.pids:
        os.kill(pid, signal.SIGKILL)

    answers = await asyncio.gather(*(gate.controler("page.jpg", JPEG) for _ in range(4)))

    assert {answer.sha256 for answer in answers} == {answers[0].sha256}


SEEDS = [JPEG[:40_000], PNG[:40_000], fichiers.tiff(2)[:40_000], fichiers.pdf(2), encode(dessin((60, 80)), "BMP")]
NAMES = ["a.jpg", "a.png", "a.tif", "a.pdf", "a.bmp"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(index=st.integers(0, 4), cut=st.floats(0, 1), junk=st.binary(max_size=200), at=st.floats(0, 1))
async def test_damaged_files_are_answered(gate: Gate, index: int, cut: float, junk: bytes, at: float) -> None:
    octets = SEEDS[index][: int(len(SEEDS[index]) * cut)]
    place = int(len(octets) * at)
    with suppress(FichierRefuse):  # anything else that it raises fails the test
        accepte = await gate.controler(NAMES[index], octets[:place] + junk + octets[place + len(junk) :])
        assert accepte.pages >= 1


@given(st.text(max_size=400))
def test_a_name_is_always_fit_to_show(nom: str) -> None:
    shown = nom_montre(nom)

    assert 0 < len(shown) <= 120
    assert not set(shown) & set("/\\\n\r\t\0\u202e\u200b")
    assert nom_montre(shown) == shown


def test_names_are_shown_as_the_person_knows_them() -> None:
    assert nom_montre("../../etc/carte d’identité.pdf") == "carte d’identité.pdf"
    assert nom_montre("x" * 300 + ".jpeg").endswith("x.jpeg")
    assert nom_montre("") == "fichier"
    assert noms_de_pages("cni sylvie.pdf", 2) == ["cni sylvie_P1", "cni sylvie_P2"]
