"""One page of a piece, rendered for the agent's eyes: upright, bounded, marked, asked about each time."""

from typing import Any
from uuid import UUID, uuid4

import images
import pytest
from ctn_builders import Porteur, demande_validee, deposer_objet, ephoto_inconnue, piece_jointe
from PIL import Image, ImageChops, ImageDraw
from sqlalchemy import select

from contracts.events.ctn import ImagesConsulteesV1
from contracts.events.parts import PieceJointe
from contracts.testing import deliver, published
from contracts.vocabulary.roles import Role
from ctn_verification.app import App
from ctn_verification.handlers import HANDLERS
from ctn_verification.storage.tables import journal

AGENT = uuid4()


def rouge(size: tuple[int, int] = (600, 400)) -> Image.Image:
    """Red in its upper left corner, wider than high."""
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 4, size[1] // 4), fill="red")
    return image


async def au_ctn(
    app: App, octets: bytes, format: str, pages: int = 1, type: str = "domicile"
) -> tuple[UUID, PieceJointe]:
    demande, piece = uuid4(), piece_jointe(await deposer_objet(app, octets, format, pages), type)
    await deliver(HANDLERS, app, demande_validee([piece], ephoto_inconnue()), demande)
    await app.moteur.perform("apercu", octets)  # the children are up before anything is asked of the routes
    return demande, piece


async def montree(porteur: Porteur, demande: UUID, piece: PieceJointe, page: int = 1, **params: Any) -> Any:
    chemin = f"/api/ctn/dossiers/{demande}/pieces/{piece.id}/pages/{page}"
    return await porteur(Role.AGENT_CTN, AGENT).get(chemin, params=params)


def en_rouge(image: Image.Image, x: float, y: float) -> bool:
    pixel: Any = image.convert("RGB").getpixel((round(x * (image.width - 1)), round(y * (image.height - 1))))
    return bool(pixel[0] > 200 and pixel[1] < 80)


PDF, TIFF = (encode(Image.new("RGB", (600, 400), "white"), rouge()) for encode in (images.pdf, images.tiff))


@pytest.mark.parametrize(
    ("octets", "format"),
    [
        (TIFF, "image/tiff"),
        (PDF, "application/pdf"),
    ],
    ids=["tiff", "pdf"],
)
async def test_each_page_of_a_file_is_a_picture(app: App, porteur: Porteur, octets: bytes, format: str) -> None:
    demande, piece = await au_ctn(app, octets, format, pages=2)
    vues = [await montree(porteur, demande, piece, page, largeur=300) for page in (1, 2)]

    assert [(vue.status_code, vue.headers["content-type"]) for vue in vues] == [(200, "image/jpeg")] * 2
    rendues = [images.opened(vue.content) for vue in vues]
    assert [image.width for image in rendues] == [300, 300]
    assert [en_rouge(image, 0.1, 0.1) for image in rendues] == [False, True]
    assert (await montree(porteur, demande, piece, 3)).json()["type"] == "/problemes/page-de-piece-absente"


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
async def test_it_is_shown_upright(app: App, porteur: Porteur, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    turned = {1: 0, 3: 180, 6: 90, 8: 270}[orientation]
    octets = images.jpeg_with(rouge().rotate(turned, expand=True), exif=exif)
    demande, piece = await au_ctn(app, octets, "image/jpeg")
    rendue = images.opened((await montree(porteur, demande, piece)).content)

    assert rendue.size == (600, 400)
    assert en_rouge(rendue, 0.1, 0.1)
    assert not rendue.getexif()


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "I;16"])
async def test_every_kind_of_pixels_can_be_looked_at(app: App, porteur: Porteur, mode: str) -> None:
    image = Image.new("I;16", (500, 700), 40000) if mode == "I;16" else rouge((500, 700)).convert(mode)
    demande, piece = await au_ctn(app, images.png(image), "image/png")
    answer = await montree(porteur, demande, piece, largeur=200)

    assert images.opened(answer.content).size == (200, 280)


async def test_identity_papers_are_marked_and_nothing_is_enlarged(app: App, porteur: Porteur) -> None:
    octets = images.png(rouge())
    vues = []
    for type in ("identite", "domicile"):
        demande, piece = await au_ctn(app, octets, "image/png", type=type)
        vues.append(images.opened((await montree(porteur, demande, piece, largeur=3000)).content).convert("RGB"))

    assert [vue.size for vue in vues] == [(600, 400)] * 2
    assert en_rouge(vues[1], 0.1, 0.1)
    assert ImageChops.difference(vues[0], vues[1]).getbbox() is not None


async def test_what_the_browser_has_is_not_sent_again_but_asked_about(app: App, porteur: Porteur) -> None:
    demande, piece = await au_ctn(app, images.png(rouge()), "image/png")
    premiere = await montree(porteur, demande, piece)
    chemin, headers = premiere.request.url.path, {"If-None-Match": premiere.headers["ETag"]}
    again = await porteur(Role.AGENT_CTN, AGENT).get(chemin, headers=headers)
    wider = await porteur(Role.AGENT_CTN, AGENT).get(f"{chemin}?largeur=200", headers=headers)
    stranger = await porteur(Role.INSTRUCTEUR).get(chemin, headers=headers)

    assert (premiere.headers["Cache-Control"], premiere.headers["X-Content-Type-Options"]) == (
        "private, no-cache",
        "nosniff",
    )
    assert (again.status_code, again.content, wider.status_code, stranger.status_code) == (304, b"", 200, 403)


async def test_turning_pages_is_one_look_for_the_holder_and_a_line_for_each_page(app: App, porteur: Porteur) -> None:
    demande, piece = await au_ctn(app, TIFF, "image/tiff", pages=2)
    for page in (1, 2, 1, 2):
        await montree(porteur, demande, piece, page, largeur=100)
    async with app.db.begin() as tx:
        details = (await tx.execute(select(journal.c.detail).order_by(journal.c.id))).scalars().all()

    image = f"piece {piece.id}"
    assert details == [{"image": image, "page": 1}, {"image": image, "page": 2}]
    told = [event for event in await published(app.db, demande) if isinstance(event, ImagesConsulteesV1)]
    assert [event.quoi for event in told] == ["piece"]


async def test_what_cannot_be_rendered_says_so(app: App, porteur: Porteur) -> None:
    demande, piece = await au_ctn(app, b"\xff\xd8\xff not a picture", "image/jpeg")
    answer = await montree(porteur, demande, piece)

    assert (answer.status_code, answer.json()["type"]) == (503, "/problemes/apercu-impossible")
    for largeur in (99, 3001):
        assert (await montree(porteur, demande, piece, largeur=largeur)).status_code == 422
    assert (await montree(porteur, uuid4(), piece)).status_code == 404
    assert (await montree(porteur, demande, piece.model_copy(update={"id": uuid4()}))).status_code == 404
