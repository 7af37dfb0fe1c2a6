"""The table of documents: which fact makes which document, in which words."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from document_samples import (
    ADRESSE,
    ETAT_CIVIL,
    NEPH,
    NUMERO,
    TRANSMISE_LE,
    acceptee,
    attendu,
    dossier,
    transmise,
    validee,
)

from contracts.vocabulary.categories import Categorie
from contracts.vocabulary.documents import Document
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.roles import Role
from documents_pdf.domain.contenu import lignes, naissance
from documents_pdf.domain.document import Emis, Pdf, emettre
from documents_pdf.domain.modeles import DROITS_VALABLES, MODELES, dans_des_mois, documents_de
from documents_pdf.domain.sujet import sujet


def test_every_document_of_the_vocabulary_has_its_line() -> None:
    assert set(MODELES) == set(Document)
    assert MODELES[Document.RECEPISSE_DEPOT].titre == "Récépissé de dépôt de la demande"
    assert MODELES[Document.ATTESTATION_INSCRIPTION].pages == 2
    for modele in MODELES.values():
        assert modele.lecteurs <= {Role.USAGER, Role.AUTO_ECOLE, Role.INSTRUCTEUR, Role.SUPERVISEUR}
    assert Role.AUTO_ECOLE not in MODELES[Document.ATTESTATION_DROITS].lecteurs  # its holder's alone (domain.md §6)


@pytest.mark.parametrize("categorie", [*Categorie, "Z9"])
def test_only_category_b_gets_a_recepisse(categorie: str) -> None:
    made = [contenu.type for contenu in documents_de(transmise(dossier(categorie=categorie)))]

    assert made == ([Document.RECEPISSE_DEPOT] if categorie == "B" else [])


@pytest.mark.parametrize("categorie", [*Categorie, "Z9"])
def test_every_accepted_inscription_gets_an_attestation(categorie: str) -> None:
    made = [contenu.type for contenu in documents_de(acceptee(dossier(categorie=categorie)))]

    assert made == [Document.ATTESTATION_INSCRIPTION]


@pytest.mark.parametrize("motif", [*Motif, "conduite_lunaire"])
def test_each_motif_has_its_documents(motif: str) -> None:
    other = dossier(motif=motif, categorie="C")
    made = [[contenu.type for contenu in documents_de(fait(other))] for fait in (validee, transmise, acceptee)]

    decided = {
        "perte": [Document.ATTESTATION_DROITS],
        "inscription": [Document.ATTESTATION_INSCRIPTION],
        "invalidation": [Document.ATTESTATION_INSCRIPTION],
    }
    assert made == [[Document.JUSTIFICATIF_DEPOT, Document.RECAPITULATIF], [], decided.get(motif, [])]


def test_a_photo_on_paper_has_its_form() -> None:
    made = documents_de(attendu(dossier()))

    assert [contenu.type for contenu in made] == [
        Document.JUSTIFICATIF_DEPOT,
        Document.FORMULAIRE_PHOTO,
        Document.RECAPITULATIF,
    ]
    assert str(made[1].limite).replace("\u00a0", " ") == "27 avril 2026"


@pytest.mark.parametrize(
    ("le", "fin"),
    [
        (datetime(2026, 4, 30, 22, 30, tzinfo=UTC), datetime(2026, 6, 30, 22, 30, tzinfo=UTC)),
        (datetime(2026, 12, 31, tzinfo=UTC), datetime(2027, 2, 28, tzinfo=UTC)),
    ],
)
def test_rights_are_attested_for_two_months(le: datetime, fin: datetime) -> None:
    assert dans_des_mois(le, DROITS_VALABLES) == fin


def test_the_words_of_the_recepisse() -> None:
    [contenu] = documents_de(transmise(dossier()))

    assert (contenu.numero, contenu.neph, contenu.photo) == (NUMERO, None, None)
    assert contenu.prenoms == "Éric, Jean-Noël, Zoé"
    assert contenu.naissance_intitule == "Né le"
    assert contenu.prefecture == "Antony (921)"
    assert contenu.deposee_le.replace("\u00a0", " ") == "12 avril 2026 à 14 h 24"


def test_the_words_of_the_attestation() -> None:
    [contenu] = documents_de(acceptee(dossier(auto_ecole=None)))

    assert contenu.neph == NEPH
    assert contenu.photo is not None
    assert contenu.auto_ecole is contenu.numero_agrement is None
    assert contenu.jour.replace("\u00a0", " ") == "1er mai 2026"


@pytest.mark.parametrize(
    ("pays", "departement", "lieu"),
    [
        ("FR", "69", "à Villeurbanne (69)"),
        ("FR", None, "à Villeurbanne"),
        ("PL", None, "à Villeurbanne (Pologne)"),
        ("ZZ", "99", "à Villeurbanne (ZZ)"),
    ],
)
def test_where_the_person_was_born(pays: str, departement: str | None, lieu: str) -> None:
    etat_civil = ETAT_CIVIL.model_copy(update={"pays_naissance": pays, "departement_naissance": departement})

    assert naissance(etat_civil).replace("\u00a0", " ") == f"29 février 2004 {lieu}"


def test_an_address_has_no_empty_lines_and_ends_with_the_commune() -> None:
    assert lignes(ADRESSE.model_copy(update={"lignes": ("", " 12 RUE X ")})) == ("12 RUE X", "92160 Antony")


def test_the_same_words_on_another_day_are_the_same_document() -> None:
    [first] = documents_de(transmise(dossier()))
    [later] = documents_de(transmise(dossier(), tour=2, le=TRANSMISE_LE + timedelta(days=3)))
    [renamed] = documents_de(
        transmise(dossier(etat_civil=ETAT_CIVIL.model_copy(update={"nom_naissance": "Renaud-Lefevre"})))
    )

    assert first.empreinte == later.empreinte != renamed.empreinte


def test_another_photo_is_another_attestation() -> None:
    one = dossier()
    other = one.model_copy(update={"ephoto": one.ephoto.model_copy(update={"photo": one.ephoto.signature})})

    assert documents_de(acceptee(one))[0].empreinte != documents_de(acceptee(other))[0].empreinte


def emis(*, numero: str = NUMERO, version: int = 1) -> Emis:
    [contenu] = documents_de(transmise(dossier(numero=numero)))
    about = sujet(transmise(dossier()))
    assert about is not None
    issued, _ = emettre(
        contenu,
        about,
        Pdf(b"%PDF", "00", 1),
        id=uuid4(),
        demande=uuid4(),
        version=version,
        cle="c",
        now=TRANSMISE_LE,
    )
    return issued


def test_file_names_tell_the_document_and_cannot_leave_their_header() -> None:
    assert emis().nom_de_fichier == f"recepisse-de-depot-{NUMERO}.pdf"
    assert emis(version=2).nom_de_fichier == f"recepisse-de-depot-{NUMERO}-v2.pdf"
    assert emis(numero='9"\r\nX: y/../é').nom_de_fichier == "recepisse-de-depot-9Xy.pdf"
