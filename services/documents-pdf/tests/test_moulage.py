"""What is cast from a mould is what would have been laid out: the same words, tags and places, by other means."""

# mypy: disable-error-code="no-untyped-call"
# Neither pikepdf nor pypdfium2 is typed throughout.

import io
import subprocess
from datetime import UTC, date, datetime
from itertools import chain
from uuid import UUID

import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pytest
from document_samples import (
    ETAT_CIVIL,
    LONGUE,
    LONGUE_ADRESSE,
    boites,
    dossier,
    infos,
    order,
    polices,
    texte,
)
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from contracts.events.parts import AutoEcole, EtatCivil
from contracts.vocabulary.documents import Document
from documents_pdf.domain.modeles import MODELES
from documents_pdf.rendering.moulage.fonderie import GARDES, Fonderie
from documents_pdf.rendering.order import Order, Picture
from documents_pdf.rendering.press import Press

ATTESTATION = Document.ATTESTATION_INSCRIPTION
D_UNE_PAGE = [type for type, modele in MODELES.items() if not modele.suite]
AUTRE = EtatCivil(
    nom_naissance="Größelköy-Ÿvelines",
    prenoms=("Łucja", "Œdipe", "Anne-Sophie"),
    sexe="F",
    date_naissance=date(2001, 3, 4),
    pays_naissance="FR",
    departement_naissance="75",
    commune_naissance="Paris",
)
TRES_DIFFERENT = 96  # grey levels
PART = 5e-4  # of a page: a letter that stands a hundredth of a millimetre aside may fall on the next pixel
PLACE = 0.15  # points


@pytest.fixture(scope="module")
def press() -> Press:
    """One that has printed a document of each kind, of somebody else."""
    press = Press()
    for type in D_UNE_PAGE:
        press.print(order(type, dossier()))
    return press


def autre(type: Document) -> Order:
    """Of another person, on another demande, filed at another time of that day."""
    return order(
        type,
        dossier(etat_civil=AUTRE, numero="92120260412142448776333", validee_le=datetime(2026, 4, 12, 7, 5, tzinfo=UTC)),
    )


def structure(pdf: bytes) -> str:
    """The tags with their texts, as poppler reads them."""
    command = ["pdfinfo", "-struct-text", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


def pages(pdf: bytes) -> list[NDArray[np.int16]]:
    """As an eye sees them."""
    with pdfium.PdfDocument(pdf) as document:
        return [np.array(page.render(scale=1.2, grayscale=True).to_numpy(), dtype=np.int16) for page in document]


def differents(one: bytes, other: bytes) -> float:
    """Share of the worst page that looks otherwise."""
    pairs = zip(pages(one), pages(other), strict=True)
    return max(float(np.mean(np.abs(mine - theirs) > TRES_DIFFERENT)) for mine, theirs in pairs)


def joint(pdf: bytes) -> bytes:
    """The data that go with it."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return bytes(opened.attachments["donnees.json"].get_file().read_bytes())


def photo(size: tuple[int, int]) -> Picture:
    image = Image.new("RGB", size, (120, 140, 160))
    ImageDraw.Draw(image).ellipse(
        (size[0] // 4, size[1] // 5, size[0] * 3 // 4, size[1] * 4 // 5), fill=(220, 180, 150)
    )
    file = io.BytesIO()
    image.save(file, "JPEG", quality=90)
    return Picture("image/jpeg", file.getvalue())


def signature(size: tuple[int, int]) -> Picture:
    image = Image.new("L", size, 255)
    ImageDraw.Draw(image).line([(20, 20), (size[0] // 2, size[1] - 20), (size[0] - 20, 30)], fill=0, width=9)
    file = io.BytesIO()
    image.save(file, "PNG")
    return Picture("image/png", file.getvalue())


def cast(press: Press, wanted: Order) -> bytes:
    assert press._fonderie is not None
    octets = press._fonderie.couler(wanted, press._html(wanted, ""))
    assert octets is not None, "no mould fits"
    return octets


@pytest.mark.parametrize("type", D_UNE_PAGE)
def test_what_is_cast_says_and_shows_what_would_have_been_laid_out(type: Document, press: Press) -> None:
    coule, compose = cast(press, autre(type)), Press(couler=False).print(autre(type)).octets

    assert texte(coule) == texte(compose)
    assert structure(coule) == structure(compose)
    assert infos(coule) == {**infos(compose), "File size": infos(coule)["File size"]}
    assert {police[0] for police in polices(coule)} == {police[0] for police in polices(compose)}
    assert differents(coule, compose) < PART
    for mine, theirs in zip(chain(*boites(coule)), chain(*boites(compose)), strict=True):
        assert mine.mot == theirs.mot
        assert mine[1:] == pytest.approx(theirs[1:], abs=PLACE)


def test_a_picture_of_another_size_is_fitted_alike(press: Press) -> None:
    wanted = order(ATTESTATION, dossier())
    images = {**wanted.images, "photo": photo((700, 900)), "signature": signature((900, 240))}
    other = Order(**{**vars(wanted), "images": images})
    coule, compose = cast(press, other), Press(couler=False).print(other).octets

    assert differents(coule, compose) < PART


@pytest.mark.parametrize(
    "etat_civil",
    [
        LONGUE,
        ETAT_CIVIL.model_copy(update={"nom_naissance": "Παπαδοπούλου"}),
        ETAT_CIVIL.model_copy(update={"nom_naissance": "مريم"}),
        ETAT_CIVIL.model_copy(update={"prenoms": ("漢字",)}),
    ],
    ids=["too long", "greek", "arabic", "chinese"],
)
def test_what_does_not_fit_is_laid_out_and_nothing_of_it_is_lost(etat_civil: EtatCivil, press: Press) -> None:
    wanted = order(ATTESTATION, dossier(etat_civil=etat_civil, adresse=LONGUE_ADRESSE))
    printed = press.print(wanted).octets

    assert texte(printed) == texte(Press(couler=False).print(wanted).octets)


def test_nothing_of_the_one_before_is_left_in_the_next(press: Press) -> None:
    press.print(order(ATTESTATION, dossier()))
    coule = press.print(autre(ATTESTATION)).octets

    assert b"Renaud" not in coule
    assert "Renaud" not in texte(coule) + structure(coule)
    assert b"Renaud" not in joint(coule)


def test_another_school_another_day_and_another_category_are_theirs(press: Press) -> None:
    ecole = AutoEcole(
        compte=UUID(int=9), raison_sociale="Zèbre & Cie", numero_agrement="E 18 075 0011 0", email="z@e.fr"
    )
    wanted = order(ATTESTATION, dossier(auto_ecole=ecole, categorie="A2", categories=("A2",)))

    assert texte(press.print(wanted).octets) == texte(Press(couler=False).print(wanted).octets)


def test_moulds_are_forgotten_when_there_are_too_many() -> None:
    press, fonderie = Press(), Fonderie()
    press._fonderie = fonderie
    press.print(order(Document.JUSTIFICATIF_DEPOT, dossier()))
    ((cle, moule),) = fonderie._moules.items()
    for number in range(GARDES):
        fonderie._moules[(cle[0][0], f"{number}"), cle[1]] = moule
    press.print(order(Document.RECEPISSE_DEPOT, dossier()))

    assert cle not in fonderie._moules
