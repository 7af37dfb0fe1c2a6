"""The printed page, read again by poppler and pikepdf."""

# mypy: disable-error-code="no-untyped-call"
# WeasyPrint carries no types.

import io
import re
import socket
from itertools import chain, combinations
from typing import Any

import pikepdf
import pytest
from document_samples import (
    ETAT_CIVIL,
    LONGUE,
    LONGUE_ADRESSE,
    NEPH,
    NUMERO,
    PHOTO,
    SANS_FIN,
    SIGNATURE,
    Ordinary,
    bare,
    boites,
    dossier,
    infos,
    order,
    polices,
    texte,
)
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from contracts.events.parts import EtatCivil, Prefecture
from contracts.vocabulary.documents import Document
from documents_pdf.domain.modeles import MODELES
from documents_pdf.rendering.fetcher import HandedPictures
from documents_pdf.rendering.order import MiseEnPageImpossible, Picture
from documents_pdf.rendering.press import Press

RECEPISSE, ATTESTATION = Document.RECEPISSE_DEPOT, Document.ATTESTATION_INSCRIPTION
PHRASE = (
    "Ce document permet d’entamer l’apprentissage de la personne concernée sur les voies ouvertes à la circulation"
    " publique."
)


@pytest.fixture(scope="module")
def recepisse(ordinary: Ordinary) -> bytes:
    return ordinary(RECEPISSE)


@pytest.fixture(scope="module")
def attestation(ordinary: Ordinary) -> bytes:
    return ordinary(ATTESTATION)


def test_the_recepisse_is_one_page_and_the_attestation_one_sheet(recepisse: bytes, attestation: bytes) -> None:
    assert infos(recepisse)["Pages"] == "1"
    assert infos(attestation)["Pages"] == "2"
    assert "A4" in infos(recepisse)["Page size"]


def test_the_recepisse_says_what_it_allows_and_what_it_is_not(recepisse: bytes) -> None:
    text = texte(recepisse)

    assert PHRASE in text  # word for word of seed 002
    assert "Ce n’est pas un permis de conduire" in text
    assert "Ce n’est pas l’attestation d’inscription" in text
    for word in (
        "RÉPUBLIQUE FRANÇAISE",
        "Récépissé de dépôt de la demande",
        NUMERO,
        "Renaud-Lefèvre",
        "Éric, Jean-Noël, Zoé",
        "29 février 2004 à Villeurbanne (69)",
        "12 bis RUE CAMILLE CLAUDEL 92160 Antony",
        "B – Voiture particulière",
        "12 avril 2026 à 14 h 24",
        "Antony (921)",
        "Auto-école de l'Étoile",
        "E 17 095 0006 0",
        "Récépissé délivré le 12 avril 2026.",
    ):
        assert word in text.replace("\u00a0", " ")


def test_the_recto_is_the_holder_and_the_verso_the_exam(attestation: bytes) -> None:
    recto, verso = texte(attestation, 1), texte(attestation, 2)

    for word in (NEPH, NUMERO, "Éric, Jean-Noël, Zoé", "Premier permis de conduire", "acceptée le 1er mai 2026"):
        assert word in recto.replace("\u00a0", " ")
    assert "imprimez-la en recto/verso et en couleur sur une seule feuille" in recto
    for words in (
        "Ce document doit être imprimé en recto/verso et en couleur sur une seule feuille.",
        "Il est à présenter obligatoirement à l’inspecteur du permis de conduire chargé de l’évaluation lors des"
        " épreuves du permis de conduire, en sus des pièces habituelles",
        "livret d’apprentissage, pour la conduite accompagnée",
        "entraîne le report de l’examen",
        "Cachet et signature",
        "Défavorable",
        "Renaud-Lefèvre",
        NEPH,
    ):
        assert words in verso


def test_the_attestation_of_rights_names_its_last_day_and_the_categories(press: Press) -> None:
    lost = dossier(motif="perte", categories=("B", "A2"), numero_permis="13AA00026")
    text = texte(press.print(order(Document.ATTESTATION_DROITS, lost)).octets).replace("\u00a0", " ")

    for words in (
        "jusqu’au 1er juillet 2026 inclus",
        "B – Voiture particulière",
        "A2 – Motocyclette",
        NEPH,
        "13AA00026",
    ):
        assert words in text


def test_photo_and_signature_are_embedded_as_they_are(attestation: bytes) -> None:
    with pikepdf.open(io.BytesIO(attestation)) as pdf:
        images = [image for image in pdf.pages[0].get_images().values() if image.get("/BitsPerComponent") != 1]

        assert len(images) == 2
        assert PHOTO in [image.read_raw_bytes() for image in images]
        assert {(int(image.Width), int(image.Height)) for image in images} == {(413, 531), (700, 280)}


@pytest.mark.parametrize("type", Document)
def test_every_font_is_embedded_and_maps_to_unicode(type: Document, ordinary: Ordinary) -> None:
    fonts = polices(ordinary(type))

    assert fonts
    assert {tuple(flags) for _, *flags in fonts} == {("yes", "yes", "yes")}


@pytest.mark.parametrize("type", Document)
def test_documents_are_tagged_archivable_and_in_french(type: Document, ordinary: Ordinary) -> None:
    with pikepdf.open(io.BytesIO(ordinary(type))) as pdf:
        root = pdf.Root
        with pdf.open_metadata() as xmp:
            assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("3", "A")
            assert xmp["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
            assert xmp["dc:title"] == str(pdf.docinfo["/Title"]) == MODELES[type].titre
        assert pdf.check_pdf_syntax() == []
        assert str(root.Lang) == "fr"
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert root.OutputIntents[0].S == "/GTS_PDFA1"
        assert "/ID" in pdf.trailer
        assert not {"/OpenAction", "/AA", "/AcroForm"} & set(root.keys())
        assert set(root.Names.keys()) == {"/EmbeddedFiles"}


@pytest.mark.parametrize("type", Document)
def test_metadata_names_nobody(type: Document, ordinary: Ordinary) -> None:
    with pikepdf.open(io.BytesIO(ordinary(type))) as pdf:
        said = pdf.Root.Metadata.read_bytes().decode() + str(dict(pdf.docinfo))

    assert not [word for word in ("Renaud", "Éric", NUMERO, NEPH, "Villeurbanne", "exemple.fr") if word in said]


@pytest.mark.parametrize("type", Document)
def test_everything_on_the_page_is_content_with_a_place_in_the_tree_or_decoration(
    type: Document, ordinary: Ordinary
) -> None:
    with pikepdf.open(io.BytesIO(ordinary(type))) as pdf:
        marked = 0
        for page in pdf.pages:
            depth = 0
            for instruction in pikepdf.parse_content_stream(page):
                match str(instruction.operator):
                    case "BDC" | "BMC":
                        depth += 1
                        marked += str(instruction.operands[0]) != "/Artifact"
                    case "EMC":
                        depth -= 1
                    case "Tj" | "TJ" | "Do" | "S" | "f" | "f*":
                        assert depth > 0, instruction
        placed = list(_contents(pdf.Root.StructTreeRoot.K))
        feet = 2 * len(pdf.pages) if MODELES[type].suite else 0  # repeated on each page, so no part of the text

    assert len(placed) == marked - feet > 20


def _contents(node: Any) -> Any:
    if isinstance(node, int):
        yield node
    elif isinstance(node, pikepdf.Array):
        for kid in node:
            yield from _contents(kid)
    elif "/K" in node:
        yield from _contents(node.K)


def test_figures_have_an_alternative_and_cells_their_headers(attestation: bytes) -> None:
    with pikepdf.open(io.BytesIO(attestation)) as pdf:
        elements = [object for object in pdf.objects if isinstance(object, pikepdf.Dictionary) and "/S" in object]
        alternatives = {str(element.Alt) for element in elements if element.S == "/Figure"}
        cells = [element for element in elements if element.S == "/TD"]
        roles = {str(element.S) for element in elements}

        pictures = {alternative for alternative in alternatives if not alternative.startswith("Cachet électronique")}
        assert pictures == {"Photo d’identité du titulaire", "Signature du titulaire"} < alternatives
        assert all(len(cell.A.Headers) > 0 for cell in cells)
        assert {"/H1", "/H2", "/Table", "/TH", "/L", "/LI", "/P"} <= roles


def test_the_same_event_gives_the_same_bytes_whatever_was_printed_before(press: Press) -> None:
    fresh = Press()

    for type in reversed(Document):
        one = order(type, dossier())
        assert fresh.print(one) == press.print(one), type


@pytest.mark.parametrize("type", Document)
def test_the_longest_identity_stays_on_its_pages(type: Document, press: Press) -> None:
    longest = dossier(
        etat_civil=LONGUE,
        adresse=LONGUE_ADRESSE,
        prefecture=Prefecture(code="9711", nom="Saint-Germain-en-Laye-Basse-Terre-et-Pointe-à-Pitre-Ab"),
        premier_permis=False,
    )

    printed = press.print(order(type, longest))

    assert infos(printed.octets)["Pages"] == str(printed.pages)
    for boite in chain(*boites(printed.octets)):  # the margins are 16, 14 and 12 mm
        assert boite.gauche >= 44, boite
        assert boite.droite <= 596 - 45, boite
        assert boite.haut >= 36, boite
        assert boite.bas <= 842 - 33, boite
    text = re.sub("[ -]", "", texte(printed.octets))  # pdftotext takes a hyphen at the end of a line for a division
    for word in (LONGUE.nom_naissance, *LONGUE.prenoms, LONGUE_ADRESSE.commune, "République démocratique du Congo"):
        assert re.sub("[ -]", "", word) in text


@pytest.mark.parametrize("type", Document)
@pytest.mark.parametrize("etat_civil", [ETAT_CIVIL, LONGUE, SANS_FIN], ids=["ordinary", "longest", "endless"])
def test_no_word_lies_upon_another(etat_civil: EtatCivil, type: Document, press: Press) -> None:
    printed = press.print(order(type, dossier(etat_civil=etat_civil, adresse=LONGUE_ADRESSE))).octets

    for page in boites(printed):
        assert not [(one, other) for one, other in combinations(page, 2) if one.chevauche(other)]


@pytest.mark.parametrize("etat_civil", [ETAT_CIVIL, LONGUE, SANS_FIN], ids=["ordinary", "longest", "endless"])
def test_no_word_lies_upon_the_photo(etat_civil: EtatCivil, press: Press) -> None:
    recto, _ = boites(press.print(order(ATTESTATION, dossier(etat_civil=etat_civil))).octets)
    [above] = [boite.bas for boite in recto if boite.mot == "Titulaire"]
    [below] = [boite.haut for boite in recto if boite.mot == "Inscription"]
    beside = [boite for boite in recto if above < boite.haut and boite.bas < below]

    assert below - above > 195  # 69 mm: photo and signature
    assert [boite.mot for boite in beside if boite.gauche < 150] == ["Signature", "du", "titulaire"]


@pytest.mark.parametrize("type", Document)
def test_a_text_far_beyond_the_limits_is_set_tighter_rather_than_lost(type: Document, press: Press) -> None:
    printed = press.print(order(type, dossier(etat_civil=SANS_FIN, adresse=LONGUE_ADRESSE)))

    assert infos(printed.octets)["Pages"] == str(printed.pages)
    assert "Prénom17" in texte(printed.octets)


def test_what_cannot_fit_at_all_is_refused(press: Press) -> None:
    endless = ETAT_CIVIL.model_copy(update={"commune_naissance": "Saint-Remy " * 400})

    with pytest.raises(MiseEnPageImpossible, match="pages instead of 2"):
        press.print(order(ATTESTATION, dossier(etat_civil=endless)))


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src="http://127.0.0.1:9/x.png"><b x="',
    "O'Brien & Fils <b>gras</b>",
    "{{ 7*7 }} {% raw %}",
    "&lt;Nom&gt; &amp;",
    "url(file:///etc/passwd)",
]


@pytest.mark.parametrize("type", Document)
def test_hostile_names_are_printed_letter_for_letter(type: Document, press: Press) -> None:
    ensemble = " ".join(HOSTILE)
    etat_civil = ETAT_CIVIL.model_copy(
        update={"nom_naissance": ensemble, "prenoms": (*HOSTILE, "Zoé"), "commune_naissance": ensemble}
    )

    text = texte(press.print(order(type, dossier(etat_civil=etat_civil))).octets).replace(" ", "")

    for nom in HOSTILE:
        assert text.count(nom.replace(" ", "")) >= 3, nom


@pytest.mark.parametrize("nom", ["محمد عبد الله", "משה כהן", "Zoé 😀🚗", "Nguyễn Thị Ánh", "Łukasz Żółć", "Ωμέγα Жук"])
def test_other_scripts_do_not_break_the_document(nom: str, press: Press) -> None:
    etat_civil = ETAT_CIVIL.model_copy(update={"nom_naissance": nom})

    printed = press.print(order(ATTESTATION, dossier(etat_civil=etat_civil))).octets

    assert infos(printed)["Pages"] == "2"
    assert NUMERO in texte(printed)
    assert {tuple(flags) for _, *flags in polices(printed)} == {("yes", "yes", "yes")}


def test_a_character_that_no_font_has_is_shown_as_missing(press: Press) -> None:
    etat_civil = ETAT_CIVIL.model_copy(update={"nom_naissance": "Zoé 🚗 \U00020000"})

    assert "Zoé \ufffd \ufffd" in texte(press.print(order(RECEPISSE, dossier(etat_civil=etat_civil))).octets)


def test_a_right_to_left_override_turns_nothing_round(press: Press) -> None:
    etat_civil = ETAT_CIVIL.model_copy(update={"nom_naissance": "Renaud\u202e dnaueR"})

    assert "Renaud dnaueR" in texte(press.print(order(RECEPISSE, dossier(etat_civil=etat_civil))).octets)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="http://127.0.0.1:9/x.png" width="9" height="9"/></svg>'


def test_a_picture_that_would_fetch_is_refused_and_nothing_is_fetched(press: Press) -> None:
    with socket.create_server(("127.0.0.1", 0)) as outside:
        outside.setblocking(False)
        svg = SVG.replace(b":9/", b":%d/" % outside.getsockname()[1])

        with pytest.raises(MiseEnPageImpossible):
            press.print(
                bare(
                    order(ATTESTATION, dossier()),
                    photo=Picture("image/jpeg", svg),
                    signature=Picture("image/png", SIGNATURE),
                )
            )

        with pytest.raises(BlockingIOError):
            outside.accept()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x.png",
        "https://example.org/",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "permis:signature",
        "permis:../photo",
        "PERMIS:photo",
    ],
)
def test_only_what_was_handed_over_is_served(url: str) -> None:
    fetcher = HandedPictures()
    fetcher.pictures = {"photo": Picture("image/jpeg", PHOTO)}

    assert fetcher.fetch("permis:photo").read() == PHOTO
    for door in (fetcher.fetch, fetcher, fetcher.open):
        with pytest.raises(FatalURLFetchingError):
            door(url)


@pytest.mark.parametrize("html", ['<img src="x.png" alt="x">', '<link rel="stylesheet" href="http://127.0.0.1/x.css">'])
def test_a_template_that_names_another_address_stops_the_layout(html: str) -> None:
    with pytest.raises(FatalURLFetchingError, match="may not fetch"):
        HTML(string=html, url_fetcher=HandedPictures(), base_url="http://127.0.0.1/").render()


@pytest.mark.parametrize("octets", [b"", b"not a picture", PHOTO[:300]])
def test_an_unreadable_photo_is_no_attestation(octets: bytes, press: Press) -> None:
    one = order(ATTESTATION, dossier())

    with pytest.raises(MiseEnPageImpossible):
        press.print(bare(one, photo=Picture("image/jpeg", octets), signature=Picture("image/png", SIGNATURE)))


def test_a_missing_picture_is_a_fault_of_the_template(press: Press) -> None:
    from jinja2 import UndefinedError

    with pytest.raises(UndefinedError):
        press.print(bare(order(ATTESTATION, dossier())))


def test_after_a_refusal_the_press_prints_on(press: Press, recepisse: bytes) -> None:
    with pytest.raises(MiseEnPageImpossible):
        press.print(bare(order(ATTESTATION, dossier()), photo=Picture("image/jpeg", b""), signature=Picture("", b"")))

    assert press.print(order(RECEPISSE, dossier())).octets == recepisse
