"""The seal on a printed document, read by others: a scanner, poppler, pikepdf, pyHanko, another reader of 2D-Doc."""

# mypy: disable-error-code="no-untyped-call"
# tddoc and asn1crypto carry no types.

import io
import json
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pikepdf
import pytest
import tddoc.doc
import tddoc.keychain
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from document_samples import ACCEPTEE_LE, LONGUE, dossier, infos, order, order_of, texte, transmise
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from sceau_samples import ADRESSE, AUTORITE, CACHET, CONFIANCE, DEMANDE, IMITATION, SCEAU, SIGNATURE, cle, scanne

from contracts.deux_d_doc import SignatureFausse, lire, verifier
from contracts.vocabulary.documents import Document
from documents_pdf.domain.document import Pdf
from documents_pdf.rendering.press import Press
from documents_pdf.scellement.cles import Cle, CleInvalide, secret_du_fichier
from documents_pdf.scellement.code import ALPHABET, code_de_verification, imprime, saisi
from documents_pdf.scellement.datamatrix import TYPES
from documents_pdf.scellement.examen import signatures
from documents_pdf.scellement.pades import Pades

ATTESTATION = Document.ATTESTATION_DROITS
LE = date(2026, 11, 21)


@pytest.fixture(scope="module")
def press() -> Press:
    return Press()


@pytest.fixture(scope="module")
def imprimee(press: Press) -> Pdf:
    """An attestation that ends on a day, with its seal, not signed yet."""
    return press.print(order(ATTESTATION, dossier()))


@pytest.fixture(scope="module")
async def scellee(imprimee: Pdf) -> bytes:
    return (await SCEAU.signer(imprimee, ACCEPTEE_LE)).octets


def _colle(texte: str) -> str:
    """Poppler sees a space between some letters of a code."""
    return texte.replace(" ", "")


def lu_par_pdfsig(pdf: bytes, tmp_path: Path) -> str:
    file = tmp_path / "document.pdf"
    file.write_bytes(pdf)
    return subprocess.run(["pdfsig", "-nocert", file], capture_output=True, check=False).stdout.decode()


def test_a_scanner_reads_the_seal_from_paper_and_its_signature_holds(scellee: bytes) -> None:
    [scanned] = scanne(scellee)
    code = lire(scanned)

    verifier(code, CONFIANCE, le=LE)
    assert (code.entete.ac, code.entete.certificat, code.entete.type) == ("FRP0", "0001", "P2")
    assert (code.get("62"), code.get("60")) == ("RENAUD LEFEVRE", "ERIC/JEAN NOEL/ZOE")
    assert (code.jour("69"), code.jour("08")) == (date(2004, 2, 29), date(2026, 7, 1))
    assert code.entete.emission == date(2026, 5, 1)  # the day in Paris, as on the page
    assert code.get("E6") == "B"
    assert imprime(code.get("01") or "") in _colle(texte(scellee))


def test_an_independent_reader_believes_the_seal(scellee: bytes) -> None:
    chaine = tddoc.keychain.KeyChain()
    chaine.certs += [AUTORITE.certificat, CACHET.certificat]
    lu = tddoc.doc.TwoDDoc.from_code(scanne(scellee)[0])

    assert lu.signature_is_valid(chaine)
    assert {data.definition.id: data.value for data in lu.message.dataset}["69"] == date(2004, 2, 29)


@pytest.mark.parametrize("type", Document)
def test_every_document_bears_its_seal_and_how_to_verify_it(type: Document, press: Press) -> None:
    pdf = press.print(order(type, dossier(etat_civil=LONGUE))).octets
    lus = [texte for page in range(1, int(infos(pdf)["Pages"]) + 1) for texte in scanne(pdf, page=page)]

    [code] = map(lire, lus)
    verifier(code, CONFIANCE, le=LE)
    assert code.entete.type == TYPES[type]
    assert ADRESSE in texte(pdf)
    assert imprime(code.get("01") or "") in _colle(texte(pdf))


def test_each_document_has_a_type_of_its_own() -> None:
    assert set(TYPES) == set(Document)
    assert len(set(TYPES.values())) == len(TYPES)


def test_the_data_go_with_the_document(scellee: bytes) -> None:
    with pikepdf.open(io.BytesIO(scellee)) as pdf:
        [attached] = pdf.attachments.values()
        [associated] = pdf.Root.AF
        dit = json.loads(attached.get_file().read_bytes())

    assert (attached.filename, str(associated.AFRelationship)) == ("donnees.json", "/Data")
    assert dit["document"]["valable_jusqu_a"] == "2026-07-01"
    assert dit["document"]["prenoms"] == ["Éric", "Jean-Noël", "Zoé"]
    assert dit["mentions"]["adresse"][-1] == "92160 Antony"
    assert dit["verification"]["adresse"] == ADRESSE
    assert dit["verification"]["code"] in _colle(texte(scellee))


def test_poppler_and_pyhanko_find_one_valid_signature_over_the_whole_file(scellee: bytes, tmp_path: Path) -> None:
    said = lu_par_pdfsig(scellee, tmp_path)
    root = asn1.Certificate.load(AUTORITE.certificat.public_bytes(Encoding.DER))
    [embedded] = PdfFileReader(io.BytesIO(scellee)).embedded_signatures
    status = validate_pdf_signature(embedded, ValidationContext(trust_roots=[root], allow_fetching=False))

    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert status.bottom_line
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert status.signer_reported_dt == ACCEPTEE_LE


def test_the_signature_leaves_the_archive_and_the_tags_as_they_were(imprimee: Pdf, scellee: bytes) -> None:
    with pikepdf.open(io.BytesIO(imprimee.octets)) as before, pikepdf.open(io.BytesIO(scellee)) as after:
        assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        with after.open_metadata() as xmp:
            assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("3", "A")
        [field] = after.Root.AcroForm.Fields
        assert int(field.F) & 0b100111 == 0b100  # printed, not hidden (ISO 19005-3 §6.3.2) …
        assert float(field.Rect[2]) < 0  # … and off the page, where it needs no tag (ISO 14289-1 §7.18.4)
    assert scellee.startswith(imprimee.octets)
    assert _structure(scellee) == _structure(imprimee.octets)


def _structure(pdf: bytes) -> str:
    return subprocess.run(["pdfinfo", "-struct-text", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


async def test_the_same_fact_gives_the_same_bytes(press: Press, imprimee: Pdf, scellee: bytes) -> None:
    again = await SCEAU.signer(press.print(order(ATTESTATION, dossier())), ACCEPTEE_LE)

    assert again.octets == scellee


def test_a_changed_byte_a_wrong_key_and_an_added_page_are_told_apart(imprimee: Pdf, scellee: bytes) -> None:
    place = imprimee.octets.index(b"stream") + 20
    changed = scellee[:place] + bytes([scellee[place] ^ 1]) + scellee[place + 1 :]
    longer = scellee + b"\n% one more line\n"

    [ours] = signatures(scellee) or []
    [broken] = signatures(changed) or []
    [grown] = signatures(longer) or []

    assert (ours.intacte, ours.entiere) == (True, True)
    assert not broken.intacte
    assert (grown.intacte, grown.entiere) == (True, False)
    assert ours.certificat == SIGNATURE.certificat.public_bytes(Encoding.DER)
    assert signatures(imprimee.octets) == []


async def test_a_key_younger_than_the_fact_signs_as_of_its_first_day(imprimee: Pdf, tmp_path: Path) -> None:
    privee, certificat = AUTORITE.emettre("jeune", depuis=date(2026, 10, 1), jusqu_a=date(2030, 1, 1))
    signed = await Pades(Cle(privee, certificat, ())).signer(imprimee, ACCEPTEE_LE)

    assert "Signing Time: Oct 01 2026" in lu_par_pdfsig(signed.octets, tmp_path)


def test_a_seal_of_somebody_else_is_false(press: Press) -> None:
    imitated = order(ATTESTATION, dossier())
    faux = IMITATION.preparer(DEMANDE, imitated.contenu)
    pdf = press.print(replace(imitated, images=dict(imitated.images) | {"cachet": faux.dessin})).octets

    with pytest.raises(SignatureFausse):
        verifier(lire(scanne(pdf)[0]), CONFIANCE, le=LE)


CONTENU = order(ATTESTATION, dossier()).contenu


@given(st.uuids(), st.binary(min_size=16, max_size=32))
def test_a_code_is_read_back_however_it_is_typed(demande: UUID, secret: bytes) -> None:
    code = code_de_verification(secret, demande, CONTENU)

    assert len(code) == 20
    assert set(code) <= set(ALPHABET)
    assert saisi(imprime(code)) == saisi(imprime(code).lower().replace("-", " ")) == code
    assert saisi(code.replace("0", "O").replace("1", "l")) == code


@pytest.mark.parametrize("texte", ["", "ABC", "U" * 20, "A" * 21, "é" * 20, "../../../../etc/passwd"])
def test_what_cannot_be_a_code_is_none(texte: str) -> None:
    assert saisi(texte) is None


def test_codes_differ_by_demande_by_words_by_instant_and_by_secret() -> None:
    contenu = order(Document.RECEPISSE_DEPOT, dossier()).contenu
    autre = order_of(transmise(dossier(numero="92120260412142448776919")), Document.RECEPISSE_DEPOT).contenu
    plus_tard = replace(contenu, fait_le=datetime(2026, 5, 2, tzinfo=UTC))
    codes = [
        code_de_verification(b"a" * 16, DEMANDE, contenu),
        code_de_verification(b"b" * 16, DEMANDE, contenu),
        code_de_verification(b"a" * 16, uuid4(), contenu),
        code_de_verification(b"a" * 16, DEMANDE, autre),
        code_de_verification(b"a" * 16, DEMANDE, plus_tard),
    ]

    assert len(set(codes)) == len(codes)


def test_a_wrong_key_stops_the_start(tmp_path: Path) -> None:
    for nom, privee in {"bonne": CACHET.privee, "autre": cle("0002").privee}.items():
        (tmp_path / nom).write_bytes(privee.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    grande = ec.generate_private_key(ec.SECP384R1())
    (tmp_path / "grande").write_bytes(grande.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (tmp_path / "certificat").write_bytes(CACHET.certificat.public_bytes(Encoding.PEM))
    (tmp_path / "court").write_text("court")

    assert Cle.des_fichiers(tmp_path / "bonne", tmp_path / "certificat").id == "0001"
    with pytest.raises(CleInvalide, match="not the certificate"):
        Cle.des_fichiers(tmp_path / "autre", tmp_path / "certificat")
    with pytest.raises(CleInvalide, match="P-256"):
        Cle.des_fichiers(tmp_path / "grande", tmp_path / "certificat")
    with pytest.raises(CleInvalide, match="16 bytes"):
        secret_du_fichier(tmp_path / "court")


def test_keys_are_not_shown() -> None:
    assert "privee" not in repr(CACHET)
