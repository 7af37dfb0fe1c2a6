"""The demande read back on paper: every block, every answer, in the order of step 6."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from document_samples import SAISIE, attendu, dossier, fichier, order_of, texte, validee
from hypothesis import given
from hypothesis import strategies as st

from contracts.events.parts import Dossier, EtatCivil, PieceAbsente, PieceJointe, Precision, Representant
from contracts.vocabulary.documents import Document
from documents_pdf.domain.formulation import lisible
from documents_pdf.domain.modeles import documents_de
from documents_pdf.domain.recapitulatif import Bloc, Ligne, blocs
from documents_pdf.rendering.press import Press

MERE = Representant(qualite="mere", nom="Lefèvre", prenoms=("Maëlle",), sexe="F")


def bloc(titre: str, of: Dossier) -> Bloc:
    [found] = [bloc for bloc in blocs(of) if bloc.titre == titre]
    return found


def valeurs(titre: str, of: Dossier) -> dict[str, str]:
    return {ligne.libelle: ligne.valeur.replace("\u00a0", " ") for ligne in bloc(titre, of).lignes}


def piece(type: str, nom: str | None, pages: int = 1) -> PieceJointe:
    stored = fichier(b"x", "application/pdf", bucket="pieces").model_copy(update={"pages": pages})
    return PieceJointe(id=uuid4(), type=type, fichier=stored, nom_fichier=nom)


def test_the_blocks_come_in_the_order_of_the_seeds() -> None:
    assert [bloc.titre for bloc in blocs(dossier())] == [
        "Motif de la demande du titre",
        "État civil de la personne concernée par le titre",
        "Adresse de la personne concernée par le titre",
        "Coordonnées où l’on peut vous joindre",
        "Photo et signature",
        "Pièces justificatives",
        "Attestation sur l’honneur",
    ]
    extra = dossier(representant=MERE, pieces_absentes=(PieceAbsente(type_piece="domicile", raison="Perdu."),))
    titres = [bloc.titre for bloc in blocs(extra)]
    assert titres[2] == "Représentant légal"
    assert titres[-2] == "Pièces qui ne peuvent pas être fournies"


def test_the_honour_statement_is_the_seeds_word_for_word() -> None:
    assert bloc("Attestation sur l’honneur", dossier()).phrases == (
        "Je soussigné(e), le (la) déclarant(e), atteste sur l’honneur que les renseignements de la présente demande"
        " sont exacts et ne pas faire l’objet d’une suspension du permis de conduire en cours d’exécution ou d’une"
        " interdiction judiciaire de solliciter la délivrance du permis de conduire.",
    )


def test_what_was_answered_at_step_1_is_there() -> None:
    answered = dossier(
        precisions=(Precision(code="perte_lieu", libelle="Lieu de la perte", valeur="Gare de l'Est : quai 3"),),
        examen_le=date(2026, 3, 1),
        numero_permis="13AA00026",
        mandat_papier=True,
    )
    motif = bloc("Motif de la demande du titre", answered)

    assert motif.phrases == (
        "La demande est effectuée pour une personne majeure ou mineure émancipée.",
        "Il s’agit d’un premier permis de conduire.",
        "La visite médicale n’est pas nécessaire.",
        "L’auto-école détient le mandat papier signé\u00a0: elle a validé la demande pour le candidat.",
    )
    assert valeurs("Motif de la demande du titre", answered) == {
        "Motif": "Inscription au permis nécessitant le passage d’un examen pratique",
        "Catégorie de permis demandée": "B – Voiture particulière",
        "Catégories détenues": "A1",
        "Formation complémentaire": "Non, pas de formation complémentaire",
        "Lieu de la perte": "Gare de l'Est : quai 3",  # as it was typed
        "Numéro du permis": "13AA00026",
        "Date de l’examen": "1er mars 2026",
        "Comprend et lit couramment le français": "Oui",
        "Doit conduire un véhicule aménagé": "Non",
        "Porte un dispositif de correction de la vision": "Oui",
        "Déclare une affection ou un handicap": "Non",
    }


@pytest.mark.parametrize(("oui", "words"), [(True, "le accepte que ses"), (False, "le n’accepte pas que ses")])
def test_the_consent_is_told_as_it_was_given(oui: bool, words: str) -> None:
    saisie = SAISIE.model_copy(update={"reutilisation_donnees": oui})
    [phrase] = bloc("Coordonnées où l’on peut vous joindre", dossier(saisie=saisie)).phrases

    assert "par le titre " + words.removeprefix("le ") in phrase


def test_a_dossier_of_an_older_writer_is_read_back_with_what_it_has() -> None:
    old = dossier(saisie=None)

    assert bloc("Coordonnées où l’on peut vous joindre", old).phrases == ()
    assert set(valeurs("Motif de la demande du titre", old)) == {"Motif", "Catégorie de permis demandée"}


def test_files_have_the_names_that_their_owner_gave_them() -> None:
    three = dossier(
        pieces=(piece("domicile", "quittance.pdf", 3), piece("identite", "r.jpg"), piece("identite", "v.jpg"))
    )

    assert bloc("Pièces justificatives", three).lignes == (
        Ligne("Pièce d’identité", "2 pages – r.jpg, v.jpg"),
        Ligne("Justificatif de domicile", "3 pages – quittance.pdf"),
    )
    assert valeurs("Pièces justificatives", dossier(pieces=(piece("inconnue", None),))) == {"inconnue": "1 page"}


def test_a_photo_on_paper_is_said_to_be_one() -> None:
    [_, _, read_back] = documents_de(attendu(dossier()))

    [photo] = [bloc for bloc in read_back.blocs if bloc.titre == "Photo et signature"]
    assert photo.phrases == ("Sur papier, par le formulaire à envoyer au CTN.",)


def test_a_form_of_an_older_writer_has_no_recapitulatif() -> None:
    old = attendu(dossier()).model_copy(update={"dossier": None})

    assert Document.RECAPITULATIF not in [contenu.type for contenu in documents_de(old)]


TYPED = st.text(min_size=1, max_size=60).filter(lambda text: lisible(text) != "")


@given(nom=TYPED, prenoms=st.lists(TYPED, min_size=1, max_size=5), lieu=TYPED, rue=TYPED)
def test_nothing_that_was_typed_is_lost(nom: str, prenoms: list[str], lieu: str, rue: str) -> None:
    typed: dict[str, Any] = {
        "etat_civil": EtatCivil(
            nom_naissance=nom,
            nom_usage=nom,
            prenoms=tuple(prenoms),
            sexe="F",
            date_naissance=date(2001, 9, 1),
            pays_naissance="FR",
            commune_naissance=lieu,
        ),
        "representant": Representant(qualite="tuteur", nom=nom, prenoms=tuple(prenoms), sexe="M"),
        "pieces_absentes": (PieceAbsente(type_piece="domicile", raison=rue),),
    }
    said = " ".join(ligne.valeur for bloc in blocs(dossier(**typed)) for ligne in bloc.lignes)

    for value in (nom, *prenoms, lieu, rue):
        assert lisible(value) in said


def test_on_paper_each_block_has_its_heading_and_nothing_comes_before_its_turn(press: Press) -> None:
    fait = validee(dossier(representant=MERE))
    printed = press.print(order_of(fait, Document.RECAPITULATIF))
    text = texte(printed.octets).replace("\u00a0", " ")

    places = [text.index(bloc.titre) for bloc in blocs(fait.dossier)]
    assert places == sorted(places)
    assert "06 12 34 56 78" in text
    for page in range(1, printed.pages + 1):
        assert f"Page {page} sur {printed.pages}" in texte(printed.octets, page)
