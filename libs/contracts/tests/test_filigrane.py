"""The mark on copies of identity papers: on every page, in the same format, and the paper stays readable."""

import io
from datetime import UTC, datetime

import pikepdf
import pytest
from PIL import Image, ImageChops, ImageSequence

from contracts.filigrane import FiligraneImpossible, marquer, mention

TEXTE = mention("l'École de l'Étoile", "92120260413142400001", datetime(2026, 4, 13, 12, 24, tzinfo=UTC))


def dessin(format: str, pages: int = 1, mode: str = "RGB", size: tuple[int, int] = (900, 600)) -> bytes:
    first, *others = [Image.new(mode, size, 230 if mode == "L" else (230, 240, 235)) for _ in range(pages)]
    buffer = io.BytesIO()
    more = {"save_all": True, "append_images": others} if others else {}
    first.save(buffer, format, **more)
    return buffer.getvalue()


def pages(octets: bytes) -> list[Image.Image]:
    return [page.convert("L").copy() for page in ImageSequence.Iterator(Image.open(io.BytesIO(octets)))]


def test_the_words_say_for_whom_when_and_for_what() -> None:
    assert TEXTE == (
        "Copie pour l'École de l'Étoile, le 13/04/2026 à 14:24, demande 92120260413142400001 : aucun autre usage"
    )


@pytest.mark.parametrize(
    ("format", "media_type", "combien", "mode"),
    [
        ("JPEG", "image/jpeg", 1, "RGB"),
        ("JPEG", "image/jpeg", 1, "L"),
        ("PNG", "image/png", 1, "RGB"),
        ("TIFF", "image/tiff", 3, "L"),
    ],
)
async def test_every_page_of_a_picture_is_marked(format: str, media_type: str, combien: int, mode: str) -> None:
    octets = dessin(format, combien, mode)
    marque = await marquer(octets, media_type, TEXTE)

    assert Image.MIME[Image.open(io.BytesIO(marque)).format or ""] == media_type
    for avant, apres in zip(pages(octets), pages(marque), strict=True):
        assert apres.size == avant.size
        change = ImageChops.difference(avant, apres).point(lambda level: 255 if level > 20 else 0)
        part = change.histogram()[255] / (change.width * change.height)
        assert 0.01 < part < 0.2
        assert min(apres.tobytes()) > 120  # the mark is a veil: black letters beneath it stay black


async def test_every_page_of_a_pdf_is_marked_whatever_its_own_axes() -> None:
    document = pikepdf.new()
    for _ in range(2):
        document.add_blank_page(page_size=(595, 842))
    document.pages[0].contents_add(b"0.01 0 0 0.01 5000 5000 cm")
    buffer = io.BytesIO()
    document.save(buffer)
    marque = await marquer(buffer.getvalue(), "application/pdf", TEXTE)

    with pikepdf.open(io.BytesIO(marque)) as lu:
        for page in lu.pages:
            contenu = (
                page.Contents.read_bytes()
                if isinstance(page.Contents, pikepdf.Stream)
                else b"".join(part.read_bytes() for part in page.Contents)
            )
            assert contenu.count("Étoile".encode("cp1252")) >= 3
            assert contenu.count(b"q\n") >= 1
            assert list(page.Resources.Font.keys())


async def test_a_huge_picture_is_made_smaller_and_what_is_no_picture_comes_back() -> None:
    marque = await marquer(dessin("JPEG", size=(9000, 3000)), "image/jpeg", TEXTE)

    assert max(Image.open(io.BytesIO(marque)).size) <= 4000
    assert await marquer(b"autre", "text/plain", TEXTE) == b"autre"


@pytest.mark.parametrize("media_type", ["image/jpeg", "image/tiff", "application/pdf"])
async def test_what_cannot_be_opened_is_not_shown(media_type: str) -> None:
    for octets in (b"", b"%PDF-1.7 pas vraiment", dessin("JPEG")[:300]):
        with pytest.raises(FiligraneImpossible):
            await marquer(octets, media_type, TEXTE)
