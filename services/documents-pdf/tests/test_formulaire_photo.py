"""The paper form: what a person reads on it, what the envelope shows, what the scanner finds."""

import subprocess
from typing import cast

import cv2
import numpy
import pytest
from document_samples import (
    ADRESSE,
    ETAT_CIVIL,
    LONGUE,
    LONGUE_ADRESSE,
    NUMERO,
    SANS_FIN,
    boites,
    dossier,
    order,
    texte,
)

from contracts.events.parts import EtatCivil
from contracts.vocabulary.documents import Document
from contracts.vocabulary.formulaire_photo import FORMULAIRE_PHOTO, Rectangle
from documents_pdf.rendering.press import Press

MM = 72 / 25.4
DPI = 200


@pytest.fixture(scope="module", params=[ETAT_CIVIL, LONGUE, SANS_FIN], ids=["ordinary", "longest", "endless"])
def printed(press: Press, request: pytest.FixtureRequest) -> bytes:
    etat_civil = cast(EtatCivil, request.param)
    adresse = ADRESSE if etat_civil is ETAT_CIVIL else LONGUE_ADRESSE
    return press.print(order(Document.FORMULAIRE_PHOTO, dossier(etat_civil=etat_civil, adresse=adresse))).octets


@pytest.fixture(scope="module")
def scanned(printed: bytes) -> numpy.ndarray:
    """The sheet as grey pixels."""
    png = subprocess.run(["pdftoppm", "-gray", "-png", "-r", str(DPI), "-"], input=printed, capture_output=True)
    image = cv2.imdecode(numpy.frombuffer(png.stdout, numpy.uint8), cv2.IMREAD_GRAYSCALE)
    assert image is not None
    return image


def within(image: numpy.ndarray, r: Rectangle) -> numpy.ndarray:
    x, y, w, h = (round(mm * DPI / 25.4) for mm in r)
    return image[y : y + h, x : x + w]


def test_the_form_says_where_it_goes_and_what_to_do(printed: bytes) -> None:
    text = texte(printed).replace("\u00a0", " ")

    for words in (  # seed 004, letter for letter
        "CTN CS 80168 53102 MAYENNE CEDEX",
        "Demande de permis de conduire",
        "Formulaire de dépôt de photo et de signature pour numérisation",
        "Récapitulatif de votre saisie",
        "Photo Couleur A COLLER sans agrafe",
        "SIGNATURE A L’ENCRE NOIRE",
        "J’atteste sur l’honneur que les informations fournies sont exactes",
        "Si vous raturez ce formulaire, la modification ne sera pas prise en compte et risque d’entraîner l’échec de"
        " votre demande. Ne joindre aucune pièce justificative à ce courrier.",
        "Mettre ce document dans une enveloppe affranchie adressée à l’adresse figurant ci-dessus (celle-ci est placée"
        " afin de pouvoir insérer ce document dans une enveloppe à fenêtre).",
        f"Numéro de demande {NUMERO}",
        "au plus tard le 27 avril 2026",
    ):
        assert words in text


def test_the_window_of_the_envelope_shows_the_address_and_nothing_else(printed: bytes) -> None:
    [page] = boites(printed)
    x, y, w, h = (mm * MM for mm in FORMULAIRE_PHOTO.adresse)
    shown = [b for b in page if b.droite > 90 * MM and b.gauche < 200 * MM and b.bas > 34 * MM and b.haut < 90 * MM]

    assert [boite.mot for boite in shown] == ["CTN", "CS", "80168", "53102", "MAYENNE", "CEDEX"]
    for boite in shown:
        assert x - 0.1 <= boite.gauche
        assert y <= boite.haut
        assert boite.droite <= x + w
        assert boite.bas <= y + h


def test_the_marks_are_black_squares_with_white_around_them(scanned: numpy.ndarray) -> None:
    side = FORMULAIRE_PHOTO.cote_repere
    for centre in FORMULAIRE_PHOTO.reperes:
        inside = Rectangle(centre.x - side / 2 + 0.2, centre.y - side / 2 + 0.2, side - 0.4, side - 0.4)
        around = within(scanned, Rectangle(centre.x - side, centre.y - side, 2 * side, 2 * side))

        assert within(scanned, inside).max() < 30
        assert (around < 128).mean() == pytest.approx(0.25, abs=0.01)


def test_the_code_says_the_number_where_the_geometry_says(scanned: numpy.ndarray) -> None:
    found, _, _ = cv2.QRCodeDetector().detectAndDecode(within(scanned, FORMULAIRE_PHOTO.code))

    assert found == NUMERO


def test_the_frame_to_sign_is_empty_and_the_frame_to_glue_is_framed(scanned: numpy.ndarray) -> None:
    x, y, w, h = FORMULAIRE_PHOTO.signature
    assert within(scanned, Rectangle(x + 0.3, y + 0.3, w - 0.6, h - 0.6)).min() > 250
    for x, y, w, h in (FORMULAIRE_PHOTO.signature, FORMULAIRE_PHOTO.photo):
        for edge in (Rectangle(x, y - 0.5, w, 0.5), Rectangle(x, y + h, w, 0.5), Rectangle(x - 0.5, y, 0.5, h)):
            assert (within(scanned, edge) < 128).mean() > 0.2


def test_nothing_lies_upon_the_frames(printed: bytes) -> None:
    [page] = boites(printed)
    glue = {"Photo", "Couleur", "A", "COLLER", "sans", "agrafe"}
    for x, y, w, h in (FORMULAIRE_PHOTO.photo, FORMULAIRE_PHOTO.signature, FORMULAIRE_PHOTO.code):
        upon = {b.mot for b in page if b.droite > x * MM and b.gauche < (x + w) * MM and y * MM < b.bas < (y + h) * MM}
        assert upon <= glue


def test_no_frame_lies_on_a_fold() -> None:
    for _, y, _, h in (
        FORMULAIRE_PHOTO.adresse,
        FORMULAIRE_PHOTO.code,
        FORMULAIRE_PHOTO.photo,
        FORMULAIRE_PHOTO.signature,
    ):
        assert not [fold for fold in FORMULAIRE_PHOTO.plis if y - 1 < fold < y + h + 1]
