"""2D-Doc: the specification's samples, two independent readers, all that hypothesis can write, and what is refused."""

# mypy: disable-error-code="no-untyped-call"
# tddoc carries no types.

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import py2ddoc.verifier
import pytest
import tddoc.doc
import tddoc.keychain
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import example, given
from hypothesis import strategies as st

from contracts.deux_d_doc import (
    CHAMPS,
    TEXTE_MAX,
    TYPES,
    CertificatInconnu,
    CertificatPerime,
    CodeRefuse,
    Confiance,
    Donnee,
    Entete,
    Illisible,
    ListeDeConfianceInvalide,
    SignatureFausse,
    ValeurImpossible,
    composer,
    lire,
    majuscules,
    saisi,
    signer,
    verifier,
)
from contracts.deux_d_doc.essai import AutoriteDEssai

AUJOURD_HUI = date(2026, 11, 21)
DOMICILE_V3 = (  # domain.md §8.4, and the sample of the specification that it is
    "DC03FR000001123F1636000126FR245700010MLLE/SAMPLE/ANGELA<GS>20<GS>21BAT 2 ETG 3<GS>227 PLACE DES SPECIMENS<GS>"
    "23<GS>25METZ<GS><US>"
    "3HJIYP3OAJ4LIZNQXCTZMNQPTT5C2XICTEF4UGJ3NDE2CWM7HJOEEK4ACIY4CZOO5ZOFG35APDZMZQFEAEBWRZTW4CBPG35JE2FJ4EY"
)
FACTURE_V2 = (
    "DC02FR000001125E125B0126FR247500010MME/SPECIMEN/NATACHA<GS>22145 AVENUE DES SPECIMENS<GS><US>"
    "54LDD5F7JD4JEFPR6WZYVZVB2JZXPZB73SP7WUTN5N44P3GESXW75JZUZD5FM3G4URAJ6IKDSSUB66Y3OWQIEH22G46QOAGWH7YHJWQ"
)
"""Codes signed by the test authority of the specification, FR00."""

DEPUIS, JUSQU_A = date(2026, 1, 1), date(2028, 1, 1)
AUTORITE = AutoriteDEssai.creer("FRT0", depuis=DEPUIS, jusqu_a=JUSQU_A)
CLE, CERTIFICAT = AUTORITE.emettre("0001", depuis=DEPUIS, jusqu_a=JUSQU_A)
CONFIANCE = Confiance([AUTORITE.certificat, CERTIFICAT])
ENTETE = Entete(4, "FRT0", "0001", date(2026, 11, 20), date(2026, 11, 21), "AB")
DONNEES = [("62", "RENAUD LEFEVRE"), ("60", "ERIC/JEAN NOEL"), ("69", "29022004"), ("E6", "B"), ("08", "2710")]


def specification() -> Confiance:
    """The test authority's certificate, as tddoc brings it; the authority itself is nowhere."""
    lues = tddoc.keychain.KeyChain()
    lues.load_der_blob(files("tddoc.chains").joinpath("FR00.der").read_bytes())
    return Confiance(lues.certs, essai=True)


@pytest.mark.parametrize("texte", [DOMICILE_V3, FACTURE_V2])
def test_a_sample_of_the_specification_is_genuine(texte: str) -> None:
    certificat = verifier(lire(saisi(texte)), specification(), le=AUJOURD_HUI)

    assert (certificat.ac, certificat.id) == ("FR00", "0001")


def test_the_sample_says_who_lives_where() -> None:
    code = lire(saisi(DOMICILE_V3))

    assert code.entete == Entete(3, "FR00", "0001", date(2012, 10, 15), date(2015, 7, 27), "00", "01")
    assert code.entete.document == TYPES["00"]
    assert [(donnee.id, donnee.valeur) for donnee in code.donnees] == [
        ("26", "FR"),
        ("24", "57000"),
        ("10", "MLLE/SAMPLE/ANGELA"),
        ("20", ""),
        ("21", "BAT 2 ETG 3"),
        ("22", "7 PLACE DES SPECIMENS"),
        ("23", ""),
        ("25", "METZ"),
    ]
    assert ("Code postal du point de service", "57000") in list(code.en_clair())


def test_the_test_authority_is_not_believed_without_its_setting() -> None:
    lues = tddoc.keychain.internal(include_test=True).certs
    listed = [c for c in lues if tddoc.keychain.KeyChain._cn(c.issuer) == "FR00"]

    with pytest.raises(CertificatInconnu, match="FR00"):
        verifier(lire(saisi(DOMICILE_V3)), Confiance(listed), le=AUJOURD_HUI)


def test_two_independent_readers_read_and_believe_what_is_written_here() -> None:
    texte = signer(replace(ENTETE, version=3), DONNEES, CLE)
    chaine = tddoc.keychain.KeyChain(check_expiry=False)
    chaine.certs += [AUTORITE.certificat, CERTIFICAT]
    lu = tddoc.doc.TwoDDoc.from_code(texte)
    autre = py2ddoc.parse(texte)

    assert lu.signature_is_valid(chaine)
    assert (lu.header.emit_date, lu.header.sign_date) == (ENTETE.emission, ENTETE.signature)
    assert lu.header.doc_type().user_type == "Justificatif permis de conduire"
    assert {data.definition.id: data.value for data in lu.message.dataset} == {
        "62": "RENAUD LEFEVRE",
        "60": "ERIC/JEAN NOEL",
        "69": date(2004, 2, 29),
        "E6": "B",
        "08": date(2027, 5, 19),
    }
    assert py2ddoc.verifier.verify(autre, py2ddoc.TrustStore.from_der("FRT0", CERTIFICAT.public_bytes(Encoding.DER)))


def test_the_fields_are_as_long_as_an_independent_table_says() -> None:
    from tddoc.data_definition import c40

    for id, champ in CHAMPS.items():
        _, theirs = c40.datatype_get(1, id)
        assert (champ.minimum, champ.maximum) == (theirs.encoding.size_min, theirs.encoding.size_max), id


@pytest.mark.parametrize("version", [1, 2, 3, 4])
def test_each_version_is_read_as_it_was_written(version: int) -> None:
    code = lire(signer(replace(ENTETE, version=version), DONNEES, CLE))

    assert code.entete == replace(ENTETE, version=version)
    assert [(donnee.id, donnee.valeur) for donnee in code.donnees] == DONNEES
    assert verifier(code, CONFIANCE, le=AUJOURD_HUI).x509 == CERTIFICAT


def test_the_same_words_and_key_give_the_same_code() -> None:
    assert signer(ENTETE, DONNEES, CLE) == signer(ENTETE, DONNEES, CLE)


VALEURS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 /-@'", max_size=60)


@st.composite
def donnees(draw: st.DrawFn) -> list[tuple[str, str]]:
    ids = draw(st.lists(st.sampled_from([*CHAMPS, "ZZ"]), max_size=12))
    return [(id, _a_la_taille(id, draw(VALEURS))) for id in ids]


def _a_la_taille(id: str, valeur: str) -> str:
    champ = CHAMPS.get(id)
    if champ is None or champ.fixe is None:
        return valeur or "A"
    return valeur[: champ.fixe].ljust(champ.fixe, "0")


@given(donnees())
def test_what_is_written_is_read(donnees: list[tuple[str, str]]) -> None:
    lues = lire(signer(ENTETE, donnees, CLE)).donnees
    limites = [CHAMPS[id].maximum if id in CHAMPS else None for id, _ in donnees]

    assert list(lues) == [
        Donnee(id, valeur[:limite], tronquee=limite is not None and len(valeur) > limite)
        for (id, valeur), limite in zip(donnees, limites, strict=True)
    ]


@given(st.integers(0, 10_000), st.integers(0, 127))
def test_a_changed_character_is_never_genuine(place: int, autre: int) -> None:
    texte = signer(ENTETE, DONNEES, CLE)
    place %= len(texte) - 1  # the last character of base32 has bits that mean nothing
    change = texte[:place] + chr(autre) + texte[place + 1 :]

    if change != texte:
        with pytest.raises(CodeRefuse):
            verifier(lire(change), CONFIANCE, le=AUJOURD_HUI)


@given(
    st.one_of(st.text(max_size=200), st.text("DC0123456789ABF\x1d\x1e\x1fR=", max_size=200).map("DC04FRT00001".__add__))
)
@example("")
@example("DC04" + "A" * 22 + "\x1f" + "A" * 103)
@example("DC04FRT00001FFFFFFFFAB01FR\x1f")
@example("DC03FRT00001FFFFFFFFAB01" + "60" + "\x1d" * 3000)
def test_whatever_is_scanned_gives_a_code_or_a_reason(texte: str) -> None:
    try:
        lire(saisi(texte))
    except Illisible:
        return


@pytest.mark.parametrize(
    ("texte", "cause"),
    [
        ("A" * (TEXTE_MAX + 1), "plus long"),
        ("https://exemple.fr/abc", "signature manque"),
        ("DC05FRT00001FFFFFFFFAB01FR\x1fAA", "en-tête"),
        ("DC04FRT00001FFFFFFFFAB01\x1fAA", "coupé"),
        ("DC03FRT00001FFFFFFFFAB01\x1dA\x1fAA", "identifiant"),
        ("DC03FRT00001FFFFFFFFAB016929\x1d\x1fAA", "8 caractères"),
        ("DC03FRT00001FFFFFFFFAB01é\x1fAA", "accents"),
        ("DC03FRT00001FFFFFFFFAB0162X\x1d\x1f!!", "signature"),
    ],
)
def test_an_unreadable_code_says_what_is_wrong(texte: str, cause: str) -> None:
    with pytest.raises(Illisible, match=cause):
        lire(texte)


def test_another_key_under_the_same_name_is_a_false_signature() -> None:
    with pytest.raises(SignatureFausse):
        verifier(lire(signer(ENTETE, DONNEES, ec.generate_private_key(ec.SECP256R1()))), CONFIANCE, le=AUJOURD_HUI)


def test_a_certificate_counts_on_the_day_of_the_signature() -> None:
    apres = date(2030, 6, 1)
    trop_tard = lire(signer(replace(ENTETE, signature=date(2028, 1, 3)), DONNEES, CLE))
    demain = lire(signer(replace(ENTETE, signature=AUJOURD_HUI + timedelta(days=2)), DONNEES, CLE))

    assert verifier(lire(signer(ENTETE, DONNEES, CLE)), CONFIANCE, le=apres).id == "0001"
    with pytest.raises(CertificatPerime, match="03/01/2028"):
        verifier(trop_tard, CONFIANCE, le=apres)
    with pytest.raises(CertificatPerime, match="avenir"):
        verifier(demain, CONFIANCE, le=AUJOURD_HUI)


def test_two_certificates_may_follow_each_other_under_one_name() -> None:
    cle, suivant = AUTORITE.emettre("0001", depuis=date(2027, 6, 1), jusqu_a=date(2029, 1, 1))
    code = lire(signer(replace(ENTETE, signature=date(2027, 7, 1)), DONNEES, cle))

    assert verifier(code, Confiance([CERTIFICAT, suivant]), le=date(2027, 7, 1)).x509 == suivant


@pytest.mark.parametrize("courbe", [ec.SECP384R1(), ec.SECP521R1()])
def test_an_authority_may_sign_with_a_larger_curve(courbe: ec.EllipticCurve) -> None:
    cle, certificat = AUTORITE.emettre("0002", depuis=DEPUIS, jusqu_a=JUSQU_A, courbe=courbe)
    code = lire(signer(replace(ENTETE, certificat="0002"), DONNEES, cle))

    assert verifier(code, Confiance([certificat]), le=AUJOURD_HUI).x509 == certificat


def test_the_list_is_a_file_or_a_folder(tmp_path: Path) -> None:
    (tmp_path / "liste.pem").write_bytes(
        b"".join(c.public_bytes(Encoding.PEM) for c in (AUTORITE.certificat, CERTIFICAT))
    )
    (tmp_path / "lisez-moi.txt").write_text("not a certificate")

    assert len(Confiance.des_fichiers(tmp_path)) == 1
    assert len(Confiance.des_fichiers(tmp_path / "liste.pem")) == 1
    assert len(Confiance.des_fichiers(None)) == 0


def test_a_wrong_list_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "faux.pem").write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    homonyme = AutoriteDEssai.creer("FRT0", depuis=DEPUIS, jusqu_a=JUSQU_A)

    with pytest.raises(ListeDeConfianceInvalide, match=r"faux\.pem"):
        Confiance.des_fichiers(tmp_path)
    with pytest.raises(ListeDeConfianceInvalide, match="not issued"):
        Confiance([homonyme.certificat, CERTIFICAT])


@pytest.mark.parametrize(
    ("ecrit", "majuscule"),
    [("Jean-Noël", "JEAN NOEL"), ("Cœur d’Ærø", "COEUR D AERO"), ("ŁÓDŹ  ß/É", "LODZ SS/E"), ("山", "")],
)
def test_names_are_written_in_capitals_without_accents(ecrit: str, majuscule: str) -> None:
    assert majuscules(ecrit) == majuscule


@pytest.mark.parametrize(
    ("entete", "donnees"),
    [
        (ENTETE, [("69", "2902")]),
        (ENTETE, [("62", "DU\x1dPONT")]),
        (ENTETE, [("62", "ÉRIC")]),
        (ENTETE, [("6G", "")]),
        (replace(ENTETE, ac="FR"), DONNEES),
        (replace(ENTETE, pays="fr"), DONNEES),
        (replace(ENTETE, signature=date(1999, 12, 31)), DONNEES),
    ],
)
def test_what_cannot_stand_in_a_code_is_not_written(entete: Entete, donnees: Sequence[tuple[str, str]]) -> None:
    with pytest.raises(ValeurImpossible):
        composer(entete, donnees)


def test_days_are_read_in_both_forms() -> None:
    code = lire(signer(ENTETE, [*DONNEES, ("6N", "31022026")], CLE))

    assert code.jour("69") == date(2004, 2, 29)
    assert code.jour("08") == date(2027, 5, 19)
    assert code.jour("6N") is None
    assert code.jour("62") is None


def test_a_certificate_without_a_common_name_is_not_listed() -> None:
    maintenant = datetime.now(UTC)
    sans_nom = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([]))
        .issuer_name(AUTORITE.certificat.subject)
        .public_key(CLE.public_key())
        .serial_number(7)
        .not_valid_before(maintenant)
        .not_valid_after(maintenant + timedelta(days=1))
        .sign(CLE, SHA256())
    )

    with pytest.raises(ListeDeConfianceInvalide, match="no common name"):
        Confiance([sans_nom])
