"""Hostile files in real children: a cause, or a doubt for an agent, in bounded memory; the next page is judged."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import hostiles
import images
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from contracts.children.pool import Pool
from contracts.vocabulary.causes import Cause
from ctn_verification.controle import OCTETS_MAX, controler_image
from ctn_verification.domain.verdict import Controle, Verdict
from ctn_verification.settings import Settings

MO = 1024 * 1024
MEMOIRE_MAX = 400 * MO  # resident, of one child
PAGE = images.jpeg(hostiles.PETITE)
PDF = images.pdf(hostiles.PETITE)

Fait = Callable[[], bytes]


class Releveur:
    """The most memory that each child of a pool ever held, also of those that died."""

    def __init__(self, bassin: Pool) -> None:
        self.bassin, self.plus_haut = bassin, 0

    async def suivre(self) -> None:
        while True:
            self.relever()
            await asyncio.sleep(0.01)

    def relever(self) -> None:
        for pid in self.bassin.pids:
            with suppress(OSError):
                lignes = Path(f"/proc/{pid}/status").read_text().splitlines()
                hauts = [int(ligne.split()[1]) * 1024 for ligne in lignes if ligne.startswith("VmHWM")]
                self.plus_haut = max(self.plus_haut, *hauts, 0)


@pytest.fixture(scope="module")
async def bassin() -> AsyncIterator[Pool]:
    """As the service has it, but a file is tried once, and for less long."""
    memoire = Settings.model_fields["engine_memory_mb"].default * MO
    ouvert = Pool("ctn_verification.moteur.enfant", 2, memory=memoire, patience=3.0, tries=1)
    releveur = Releveur(ouvert)
    suivi = asyncio.create_task(releveur.suivre())
    yield ouvert
    releveur.relever()
    suivi.cancel()
    await ouvert.close()
    assert 0 < releveur.plus_haut < MEMOIRE_MAX


async def juge(bassin: Pool, octets: bytes, tache: str = "document") -> Verdict:
    return (await controler_image(tache, octets, bassin)).verdict


REFUSES: dict[str, tuple[Fait, Cause]] = {
    "zero bytes": (lambda: b"", Cause.FICHIER_VIDE),
    "one byte": (lambda: b"\xff", Cause.FORMAT_REFUSE),
    "eleven megabytes and one byte": (lambda: PAGE + bytes(OCTETS_MAX + 1 - len(PAGE)), Cause.FICHIER_TROP_LOURD),
    **{
        f"{debut!r} and nothing more": (partial(bytes, debut), Cause.FICHIER_ILLISIBLE)
        for debut in (b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"BM", b"II*\0", b"MM\0*", b"%PDF-")
    },
    "PNG of 60,000 pixels each way": (hostiles.png_geant, Cause.TROP_DE_PIXELS),
    "BMP of 60,000 pixels each way": (hostiles.bmp_geant, Cause.TROP_DE_PIXELS),
    "TIFF of 60,000 pixels each way": (hostiles.tiff_geant, Cause.TROP_DE_PIXELS),
    "GIF of 60,000 pixels each way": (hostiles.gif_geant, Cause.FORMAT_REFUSE),
    "JPEG of 65,000 pixels each way": (hostiles.jpeg_geant, Cause.TROP_DE_PIXELS),
    "PNG, colours, 75 megapixels in 220 kB": (lambda: hostiles.png_tasse(8700, 3), Cause.TROP_DE_PIXELS),
    "TIFF, 1,600 megapixels in 10 kB": (hostiles.tiff_tasse, Cause.TROP_DE_PIXELS),
    "TIFF, 79 megapixels of which ten are there": (lambda: hostiles.tiff_tasse(8900), Cause.FICHIER_ILLISIBLE),
    "progressive JPEG, 64 megapixels in full colour": (hostiles.jpeg_plein, Cause.TROP_DE_PIXELS),
    "progressive JPEG of 20,000 scans": (hostiles.jpeg_de_passes, Cause.FICHIER_ILLISIBLE),
    "PNG whose comment unpacks to 60 MB": (hostiles.png_texte_tasse, Cause.FICHIER_ILLISIBLE),
    "TIFF of 21 pages": (lambda: hostiles.tiff_de_pages(21), Cause.TROP_DE_PAGES),
    "PDF of 10,000 pages": (hostiles.pdf_de_pages, Cause.TROP_DE_PAGES),
    "PDF, a ribbon": (lambda: hostiles.pdf_de_boite("0", "0", "14400", "1"), Cause.FICHIER_ILLISIBLE),
    "PDF, a page of 350 kilometres": (lambda: hostiles.pdf_de_boite("0", "0", "1e9", "1e9"), Cause.PAGE_BLANCHE),
    "PDF, a page of 1e39 points": (lambda: hostiles.pdf_de_boite("0", "0", "1" + "0" * 39, "9"), Cause.PAGE_BLANCHE),
    "PDF, a page of no size": (lambda: hostiles.pdf_de_boite("0", "0", "nan", "-5"), Cause.PAGE_BLANCHE),
    "PDF with a password": (hostiles.pdf_chiffre, Cause.PDF_PROTEGE),
    "PDF with a program, empty": (hostiles.pdf_actif, Cause.PAGE_BLANCHE),
    "PDF, JBIG2 of four gigapixels and noise": (hostiles.pdf_jbig2_casse, Cause.PAGE_BLANCHE),
    "PDF, JPEG 2000 of noise": (lambda: hostiles.pdf_image(bytes(200), "/JPXDecode"), Cause.PAGE_BLANCHE),
    "PDF, JPEG of 65,000 pixels": (lambda: hostiles.pdf_image(hostiles.jpeg_geant(), "/DCTDecode"), Cause.PAGE_BLANCHE),
    "PDF, fax of noise": (
        lambda: hostiles.pdf_image(bytes(range(256)) * 40, "/CCITTFaxDecode", 30_000, bits=1),
        Cause.PAGE_BLANCHE,
    ),
    "HTML": (lambda: b"<!doctype html><script>alert(1)</script>", Cause.FORMAT_REFUSE),
    "HTML in a GIF": (lambda: hostiles.gif_geant() + b"<script>alert(1)</script>", Cause.FORMAT_REFUSE),
    "HTML behind the mark of a PDF": (lambda: b"%PDF-1.7\n<script>alert(1)</script>", Cause.FICHIER_ILLISIBLE),
    "ZIP": (hostiles.archive, Cause.FORMAT_REFUSE),
    "PDF behind a ZIP": (lambda: hostiles.archive() + PDF, Cause.FORMAT_REFUSE),
    "PDF behind the mark of a JPEG": (lambda: b"\xff\xd8\xff\xe0" + PDF, Cause.FICHIER_ILLISIBLE),
    "PDF in the middle of a JPEG": (lambda: PAGE[:600] + PDF, Cause.FICHIER_ILLISIBLE),
    "JPEG without its last two bytes": (lambda: PAGE[:-2], Cause.FICHIER_ILLISIBLE),
    "JPEG of noise": (lambda: b"\xff\xd8\xff" + bytes(range(256)) * 1000, Cause.FICHIER_ILLISIBLE),
    "TIFF, its directory its own successor": (hostiles.tiff_en_rond, Cause.TROP_PETITE),
    "PNG, pixels beyond its palette": (hostiles.png_palette_sans_couleurs, Cause.TROP_PETITE),
}
LUS: dict[str, Fait] = {
    "CMYK JPEG": hostiles.jpeg_cmjn,
    "JPEG with a profile of noise": hostiles.jpeg_profil_faux,
    "JPEG with 5 MB of EXIF": lambda: hostiles.jpeg_charge(0xE1, b"Exif\0\0II*\0\x08\0\0\0\xff\xff"),
    "JPEG with 5 MB of XMP": lambda: hostiles.jpeg_charge(0xE1, b"http://ns.adobe.com/xap/1.0/\0"),
    "JPEG with 5 MB of profile": lambda: hostiles.jpeg_charge(0xE2, b"ICC_PROFILE\0\x01\xff"),
    "JPEG with 5 MB of further views": lambda: hostiles.jpeg_charge(0xE2, b"MPF\0II*\0\x08\0\0\0"),
    "JPEG with 5 MB of Photoshop": lambda: hostiles.jpeg_charge(0xED, b"Photoshop 3.0\0"),
    "JPEG with a PDF behind it": lambda: PAGE + PDF,
    "PDF with a ZIP behind it": lambda: PDF + hostiles.archive(),
    "PNG of one bit": lambda: images.png(hostiles.PETITE.convert("1")),
    "PNG, grey and transparency": lambda: images.png(hostiles.PETITE.convert("LA")),
}
"""What else these carry is not looked at; demandes takes it off, or refuses the file, when it is deposited."""
ABANDONNES: dict[str, Fait] = {
    "PDF whose page unpacks to 300 MB": hostiles.pdf_bombe,
    "PDF, a drawing that draws itself": hostiles.pdf_en_rond,
    "PDF, 10^14 strokes": hostiles.pdf_de_formes,
}


@pytest.mark.parametrize("sorte", REFUSES)
async def test_each_hostile_file_gets_its_cause(bassin: Pool, sorte: str) -> None:
    make, cause = REFUSES[sorte]
    verdict = await juge(bassin, make())

    assert verdict.controle is Controle.NON_CONFORME, verdict
    assert cause in {rejet.code for rejet in verdict.causes}
    assert all(rejet.remede for rejet in verdict.causes)


@pytest.mark.parametrize("sorte", LUS)
async def test_an_odd_file_is_judged_by_its_picture(bassin: Pool, sorte: str) -> None:
    verdict = await juge(bassin, LUS[sorte]())

    assert verdict.controle is Controle.CONFORME, verdict


async def test_what_costs_a_child_goes_to_an_agent_and_the_next_page_is_judged(bassin: Pool) -> None:
    vues = await asyncio.gather(*(juge(bassin, fait()) for fait in ABANDONNES.values()))

    assert [vue.controle for vue in vues] == [Controle.A_VERIFIER] * len(ABANDONNES)
    assert (await juge(bassin, PAGE)).controle is Controle.CONFORME


async def test_large_images_within_the_bounds_are_judged_in_bounded_memory(bassin: Pool) -> None:
    for image in (
        Image.new("L", (8900, 8900), 240),
        Image.new("RGBA", (6600, 6600), "white"),
        Image.new("I;16", (7600, 7600), 60_000),
    ):
        verdict = await juge(bassin, images.encoded(image, "PNG", compress_level=1))

        assert [rejet.code for rejet in verdict.causes] == [Cause.PAGE_BLANCHE], (image.mode, verdict)


PETITES = [Image.effect_noise((90, 70), 60), hostiles.PETITE.crop((100, 100, 220, 200))]
GRAINES = [
    *(images.encoded(image, format) for image in PETITES for format in ("JPEG", "PNG", "BMP", "TIFF", "GIF")),
    images.progressive_jpeg(PETITES[1], 80),
    hostiles.tiff_de_pages(3),
    images.pdf(*PETITES),
    hostiles.enregistre(hostiles.document(2)),
    hostiles.pdf_jbig2_casse(),
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    graine=st.sampled_from(GRAINES),
    garde=st.floats(0, 1) | st.just(1.0),
    coups=st.lists(st.tuples(st.floats(0, 1), st.integers(1, 255)), max_size=8),
    tache=st.sampled_from(["document", "photo", "signature", "apercu"]),
)
async def test_a_file_cut_or_altered_anywhere_is_answered_by_a_child_that_lives(
    bassin: Pool, graine: bytes, garde: float, coups: list[tuple[float, int]], tache: str
) -> None:
    octets = bytearray(graine[: int(len(graine) * garde)])
    for place, coup in coups if octets else ():
        octets[int((len(octets) - 1) * place)] ^= coup
    answer = await bassin.perform(tache, bytes(octets))

    assert "refus" in answer.found or "images" in answer.found or "largeur" in answer.found


@pytest.mark.parametrize("sorte", ["JPEG", "PNG", "TIFF", "PDF"])
async def test_a_page_that_breaks_off_is_never_a_good_page(bassin: Pool, sorte: str) -> None:
    entiere = images.encoded(hostiles.PETITE, sorte)
    for part in (0.02, 0.3, 0.6, 0.9):
        verdict = await juge(bassin, entiere[: int(len(entiere) * part)])

        assert verdict.controle is not Controle.CONFORME, (part, verdict)
