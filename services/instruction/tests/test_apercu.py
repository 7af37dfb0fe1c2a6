"""One page of a piece as a picture, for the screen of an instructor."""

import io
from hashlib import sha256
from uuid import UUID, uuid4

import pytest
from PIL import Image

from contracts.events.parts import PieceJointe
from contracts.testing import deliver
from instruction.app import App
from instruction.handlers import HANDLERS
from services.instruction.tests.test_dossiers import TRANSMISE, Client


def fichier(format: str, *pages: Image.Image) -> bytes:
    buffer = io.BytesIO()
    premiere, *autres = (page.copy() for page in pages)  # saving leaves its own settings in an image
    more = {"save_all": True, "append_images": autres} if autres else {}
    premiere.save(buffer, format, **more)
    return buffer.getvalue()


ROUGE, BLEUE = Image.new("RGB", (900, 600), (200, 0, 0)), Image.new("RGB", (900, 600), (0, 0, 200))


async def avec(app: App, octets: bytes, format: str, type: str = "domicile") -> tuple[UUID, PieceJointe]:
    """A dossier whose second piece is this file."""
    premiere, seconde, *autres = TRANSMISE.dossier.pieces
    cle = uuid4().hex
    change = {"cle": cle, "format": format, "sha256": sha256(octets).hexdigest(), "taille": len(octets)}
    piece = seconde.model_copy(update={"type": type, "fichier": seconde.fichier.model_copy(update=change)})
    await app.objects.put(piece.fichier.bucket, cle, octets, format)
    dossier = TRANSMISE.dossier.model_copy(update={"pieces": (premiere, piece, *autres)})
    demande = uuid4()
    await deliver(HANDLERS, app, TRANSMISE.model_copy(update={"dossier": dossier}), demande)
    return demande, piece


@pytest.mark.parametrize(("format", "media_type"), [("PDF", "application/pdf"), ("TIFF", "image/tiff")])
async def test_each_page_of_a_file_is_drawn(app: App, client: Client, format: str, media_type: str) -> None:
    demande, piece = await avec(app, fichier(format, ROUGE, BLEUE), media_type)

    answer = await client().get(f"/api/instruction/dossiers/{demande}/pieces/{piece.id}/pages/2?largeur=300")
    absente = await client().get(f"/api/instruction/dossiers/{demande}/pieces/{piece.id}/pages/3")

    with Image.open(io.BytesIO(answer.content)) as image:
        assert (image.format, image.width) == ("JPEG", 300)
        rouge, _, bleu = image.convert("RGB").getpixel((20, 20))  # type: ignore[misc]
        assert bleu > 150 > rouge
    assert absente.status_code == 404
    assert absente.json()["type"] == "/problemes/apercu-impossible"


async def test_the_page_of_an_identity_paper_is_marked(app: App, client: Client) -> None:
    blanche = Image.new("RGB", (900, 600), "white")
    demande, piece = await avec(app, fichier("JPEG", blanche), "image/jpeg", "identite")

    answer = await client().get(f"/api/instruction/dossiers/{demande}/pieces/{piece.id}/pages/1")

    with Image.open(io.BytesIO(answer.content)) as image:
        assert min(image.convert("L").tobytes()) < 220


async def test_another_prefecture_sees_no_page(app: App, client: Client) -> None:
    demande, piece = await avec(app, fichier("JPEG", ROUGE), "image/jpeg")

    answer = await client(prefecture="751").get(f"/api/instruction/dossiers/{demande}/pieces/{piece.id}/pages/1")

    assert answer.status_code == 404
