"""The table of motifs: each row can be filed from beginning to end, asks what it says, and refuses what it must."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.vocabulary.categories import Categorie
from contracts.vocabulary.documents import Document
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.pieces import Piece
from contracts.vocabulary.roles import Role
from contracts.vocabulary.statuts import Statut
from demandes.domain.categories import AGES, CATEGORIES_DU_DIPLOME, Demandees, age_minimum, sans_prealable, trop_jeune
from demandes.domain.champs import CHAMPS, montrer
from demandes.domain.manques import avertissements, demandees, manques
from demandes.domain.motif import DeclarationsSaisies, EtapeMotif, MotifSaisi, lire_motif
from demandes.domain.motifs import MOTIFS, MotifNonOuvert, verifier_deposant_du_motif
from demandes.domain.pieces import PIECES, conditions, pieces_requises
from demandes.domain.releve import EtapeIncorrecte
from demandes.domain.saisie import (
    choisir_photo,
    ouvrir,
    saisir_adresse_contact,
    saisir_etat_civil,
    saisir_motif,
    situation,
)
from demandes.domain.taxe import DEPARTEMENTS_TAXES, TAXES, taxe_de
from services.demandes.tests.builders import ADRESSE, AUTO_ECOLE, CANDIDAT, ETAT_CIVIL, LUNDI, Vie, photo

JOUR = date(2026, 4, 13)
REPONSES = {
    "perte_le": "2026-04-02",
    "perte_lieu": "Villeurbanne",
    "vol_le": "2026-04-02",
    "vol_lieu": "Lyon",
    "etat_civil_changement": "nom",
    "retrait_nature": "invalidation",
    "retrait_le": "2025-01-15",
    "retrait_mois": "6",
    "suspension_autorite": "prefet",
    "suspension_le": "2025-10-01",
    "suspension_mois": "6",
    "titre_obtention": "premier",
    "formation_nature": "levee_78",
    "formation_le": "2026-03-30",
    "diplome_nature": "livreur",
    "diplome_le": "2020-07-01",
    "brevet_le": "2019-02-03",
}
ASKED = [(motif, question.code) for motif in Motif for question in MOTIFS[motif].questions if question.obligatoire]


def saisi(motif: Motif, **changes: Any) -> MotifSaisi:
    """Step 1 of this motif, answered as it asks."""
    regle = MOTIFS[motif]
    values: dict[str, Any] = {
        "motif": motif.value,
        "beneficiaire": "majeur",
        "premier_permis": True if regle.premier else None,
        "categories": ["B"],
        "visite_medicale": False,
        "declarations": DeclarationsSaisies(True, False, False, False, False),
        "precisions": {question: REPONSES[question] for of, question in ASKED if of is motif},
        "neph": "070469300512" if regle.neph else "",
        "examen_le": "2026-03-12" if regle.examen else "",
    }
    return MotifSaisi(**(values | changes))


def lu(motif: Motif, role: Role = Role.USAGER, **changes: Any) -> EtapeMotif:
    return lire_motif(saisi(motif, **changes), role=role, aujourdhui=JOUR)


def fautes(motif: Motif, role: Role = Role.USAGER, **changes: Any) -> list[str]:
    with pytest.raises(EtapeIncorrecte) as refus:
        lu(motif, role, **changes)
    return [faute.pointer for faute in refus.value.errors]


def remplie(motif: Motif) -> Vie:
    """A draft of this motif with its four steps."""
    vie = Vie(motif=motif)
    par = AUTO_ECOLE if Role.AUTO_ECOLE in MOTIFS[motif].deposants else CANDIDAT
    vie.demande = ouvrir(vie.demande.id, motif, par, 1000, LUNDI).demande
    vie.demande = saisir_motif(vie.demande, lu(motif, Role.AUTO_ECOLE), LUNDI).demande
    vie.demande = saisir_etat_civil(vie.demande, ETAT_CIVIL, LUNDI).demande
    vie.demande = saisir_adresse_contact(vie.demande, ADRESSE, LUNDI).demande
    vie.demande = choisir_photo(vie.demande, photo(), LUNDI).demande
    return vie


def requises(vie: Vie) -> list[Piece]:
    cas = situation(vie.demande, LUNDI)
    assert cas is not None
    return pieces_requises(cas)


@pytest.mark.parametrize("motif", Motif)
def test_every_motif_can_be_filed_whole(motif: Motif) -> None:
    vie = remplie(motif)
    for piece in requises(vie):
        vie.joindre(piece)

    assert manques(vie.demande, LUNDI) == []
    assert avertissements(vie.demande, LUNDI) == []


@pytest.mark.parametrize("motif", Motif)
def test_each_piece_that_is_missing_is_said(motif: Motif) -> None:
    vie = remplie(motif)
    asked = requises(vie)

    dites = [faute.detail for faute in manques(vie.demande, LUNDI)]

    assert len(dites) == len(asked)
    assert all(f"« {piece.libelle} »" in dit for piece, dit in zip(asked, dites, strict=True))


@pytest.mark.parametrize("motif", Motif)
def test_every_row_is_whole(motif: Motif) -> None:
    regle = MOTIFS[motif]

    assert regle.deposants <= {Role.USAGER, Role.AUTO_ECOLE}
    assert regle.deposants
    assert regle.sources
    assert bool(regle.ailleurs) == (len(regle.deposants) == 1)
    assert {question.code for question in regle.questions} <= set(CHAMPS)
    assert set(regle.pieces) <= set(PIECES)
    assert Document.JUSTIFICATIF_DEPOT in regle.documents
    assert regle.statut_final is (Statut.ACCEPTEE if regle.fin == "inscription" else Statut.REMISE)
    assert [piece for piece, _ in conditions(motif)][:2] == [Piece.IDENTITE, Piece.DOMICILE]


def test_every_question_and_every_piece_is_asked_by_some_motif() -> None:
    assert {question.code for regle in MOTIFS.values() for question in regle.questions} == set(CHAMPS)
    assert {piece for regle in MOTIFS.values() for piece in regle.pieces} == set(PIECES) == set(Piece)


def test_a_school_files_what_seed_002_lists_and_a_person_the_rest() -> None:
    ecole = {motif for motif, regle in MOTIFS.items() if Role.AUTO_ECOLE in regle.deposants}
    personne = {motif for motif, regle in MOTIFS.items() if Role.USAGER in regle.deposants}

    assert ecole == {Motif.INSCRIPTION, Motif.TITRE_EXAMEN, Motif.TITRE_FORMATION}
    assert personne == set(Motif) - {Motif.TITRE_FORMATION}
    with pytest.raises(MotifNonOuvert, match="par la personne elle-même"):
        verifier_deposant_du_motif(Motif.PERTE, Role.AUTO_ECOLE)
    with pytest.raises(MotifNonOuvert, match="auto-école"):
        verifier_deposant_du_motif(Motif.TITRE_FORMATION, Role.USAGER)


def test_rights_are_attested_after_a_loss_and_for_no_other_title() -> None:
    assert [m for m, regle in MOTIFS.items() if Document.ATTESTATION_DROITS in regle.documents] == [Motif.PERTE]


@pytest.mark.parametrize(("motif", "question"), ASKED)
def test_each_question_must_be_answered(motif: Motif, question: str) -> None:
    given = {code: reponse for code, reponse in saisi(motif).precisions.items() if code != question}

    assert f"/precisions/{question}" in fautes(motif, Role.AUTO_ECOLE, precisions=given)


@pytest.mark.parametrize(
    ("motif", "changes", "pointer"),
    [
        (Motif.PERTE, {"precisions": {"perte_le": "2027-01-01", "perte_lieu": "Lyon"}}, "/precisions/perte_le"),
        (Motif.PERTE, {"precisions": {"perte_le": "31/02/2026", "perte_lieu": "Lyon"}}, "/precisions/perte_le"),
        (Motif.PERTE, {"precisions": {"perte_le": "2026-01-01", "perte_lieu": "L\x07"}}, "/precisions/perte_lieu"),
        (Motif.PERTE, {"precisions": REPONSES}, "/precisions/vol_le"),
        (Motif.SUSPENSION, {"precisions": {"suspension_mois": "mille"}}, "/precisions/suspension_mois"),
        (Motif.ETAT_CIVIL, {"precisions": {"etat_civil_changement": "humeur"}}, "/precisions/etat_civil_changement"),
        (Motif.TITRE_EXAMEN, {"neph": ""}, "/neph"),
        (Motif.TITRE_EXAMEN, {"neph": "071369300512"}, "/neph"),
        (Motif.TITRE_EXAMEN, {"examen_le": ""}, "/examen_le"),
        (Motif.TITRE_EXAMEN, {"examen_le": "2015-01-01"}, "/examen_le"),
        (Motif.TITRE_EXAMEN, {"premier_permis": False}, "/precisions/titre_obtention"),
        (Motif.INSCRIPTION, {"examen_le": "2026-01-01"}, "/examen_le"),
        (Motif.INSCRIPTION, {"categories": ["AM"]}, "/categories/0"),
        (Motif.INSCRIPTION, {"categories": ["A2", "B"]}, "/categories"),
        (Motif.INSCRIPTION, {"categories": ["BE"]}, "/categories_detenues"),
        (Motif.INSCRIPTION, {"categories": ["C"], "formation_complementaire": "aucune"}, "/visite_medicale"),
        (Motif.INSCRIPTION, {"categories": ["C"], "visite_medicale": True}, "/formation_complementaire"),
        (Motif.INSCRIPTION, {"categories_detenues": ["A2"]}, "/premier_permis"),
        (Motif.TITRE_FORMATION, {"categories": ["AM"]}, "/categories"),
        (Motif.PERTE, {"mandat_papier": True}, "/mandat_papier"),
        (Motif.DIPLOME, {"categories": ["A2"]}, "/categories/0"),
        (Motif.VOL, {"numero_permis": "12"}, "/numero_permis"),
        (Motif.INSCRIPTION, {"categories_detenues": ["B"], "premier_permis": False}, "/categories_detenues"),
        (Motif.CONVERSION, {"categories": ["A2", "B"], "categories_detenues": ["B"]}, "/categories_detenues"),
        (Motif.DIPLOME, {"categories": ["BE"]}, "/categories"),
        (Motif.DIPLOME, {"categories": ["CE"], "visite_medicale": True}, "/categories"),
    ],
)
def test_what_does_not_fit_is_said_at_its_place(motif: Motif, changes: dict[str, Any], pointer: str) -> None:
    assert pointer in fautes(motif, **changes)


def test_a_comes_after_two_years_of_a2() -> None:
    formation = {"formation_nature": "a", "formation_le": "2026-03-30"}
    trop_tot, a_temps = ({**formation, "a2_depuis": depuis} for depuis in ("2024-04-14", "2024-04-13"))

    assert fautes(Motif.TITRE_FORMATION, categories=["A"], precisions=trop_tot) == ["/precisions/a2_depuis"]
    assert lu(Motif.TITRE_FORMATION, categories=["A"], precisions=a_temps)


def test_several_categories_where_the_rule_allows_them() -> None:
    assert lu(Motif.CONVERSION, categories=["B", "A2"]).categories == (Categorie.A2, Categorie.B)


@pytest.mark.parametrize(
    ("motif", "changes", "ans", "ouvert"),
    [
        (Motif.CONVERSION, {"formation_complementaire": "aucune"}, 20, False),
        (Motif.CONVERSION, {"formation_complementaire": "fimo"}, 20, True),
        (Motif.CONVERSION, {"formation_complementaire": "aucune"}, 21, True),
        (Motif.DIPLOME, {"formation_complementaire": "aucune"}, 18, True),
        (Motif.DIPLOME, {"formation_complementaire": "aucune"}, 17, False),
        (Motif.FIN_DE_VALIDITE, {"formation_complementaire": "aucune"}, 18, True),
    ],
)
def test_new_heavy_categories_have_their_age_and_those_one_has_held_none(
    motif: Motif, changes: dict[str, Any], ans: int, ouvert: bool
) -> None:
    etape = lu(motif, categories=["C"], visite_medicale=True, **changes)
    naissance = date(JOUR.year - ans, 4, 13)

    assert (list(trop_jeune(demandees(etape), naissance, JOUR)) == []) is ouvert


def test_what_a_diploma_opens_is_among_what_the_motif_allows() -> None:
    assert set(CATEGORIES_DU_DIPLOME) <= set(CHAMPS["diplome_nature"].choix)
    assert all(ouvertes <= MOTIFS[Motif.DIPLOME].categories for ouvertes in CATEGORIES_DU_DIPLOME.values())


def test_the_answers_go_on_as_people_read_them() -> None:
    dites = [(reponse.libelle, reponse.valeur) for reponse in lu(Motif.PERTE).reponses()]

    assert dites == [("Date de la perte", "02/04/2026"), ("Lieu de la perte", "Villeurbanne")]
    assert montrer(CHAMPS["suspension_autorite"], "prefet") == "Préfet"


def test_a_draft_whose_motif_changes_loses_the_answers_of_the_other() -> None:
    vie = remplie(Motif.PERTE)
    vie.demande = saisir_motif(vie.demande, lu(Motif.DETERIORATION), LUNDI).demande

    assert vie.demande.motif is Motif.DETERIORATION
    assert vie.demande.etape_motif is not None
    assert vie.demande.etape_motif.reponses() == ()
    assert any("Copie du permis" in faute.detail for faute in manques(vie.demande, LUNDI))


def test_a_piece_that_the_new_motif_does_not_ask_for_is_said_and_blocks_nothing() -> None:
    vie = remplie(Motif.VOL)
    for piece in (Piece.DECLARATION_VOL, Piece.TIMBRE_FISCAL, Piece.IDENTITE, Piece.DOMICILE, Piece.AUTRE):
        vie.joindre(piece)
    vie.demande = saisir_motif(vie.demande, lu(Motif.PERTE), LUNDI).demande

    dits = avertissements(vie.demande, LUNDI)

    assert [dit.pointer for dit in dits] == ["/pieces/0"]
    assert "« Récépissé de déclaration de vol » n'est pas demandée, ou ne l'est plus" in dits[0].detail
    assert manques(vie.demande, LUNDI) == []


def test_an_avis_medical_is_superfluous_once_no_answer_asks_for_it() -> None:
    vie = remplie(Motif.INSCRIPTION)
    vie.demande = saisir_motif(vie.demande, lu(Motif.INSCRIPTION, visite_medicale=True), LUNDI).demande
    vie.joindre(Piece.AVIS_MEDICAL)
    avant = avertissements(vie.demande, LUNDI)
    vie.demande = saisir_motif(vie.demande, lu(Motif.INSCRIPTION), LUNDI).demande

    assert avant == []
    assert [dit.pointer for dit in avertissements(vie.demande, LUNDI)] == ["/pieces/0"]


@given(st.sampled_from(Categorie), st.dates(date(2013, 2, 1), date(2060, 1, 1)), st.booleans(), st.booleans())
def test_every_category_has_its_age_every_day(categorie: Categorie, le: date, titre: bool, forme: bool) -> None:
    minimum = age_minimum(categorie, le, titre=titre, formation="fimo" if forme else "aucune")

    assert 14 <= minimum <= 24
    assert minimum <= age_minimum(categorie, le, titre=titre)
    assert age_minimum(categorie, le, titre=False) <= age_minimum(categorie, le, titre=True)
    assert {regle.categorie for regle in AGES} == set(Categorie)


@given(st.sampled_from(Categorie), st.integers(10, 40), st.booleans())
def test_who_is_old_enough_hears_nothing(categorie: Categorie, ans: int, titre: bool) -> None:
    demandees = Demandees((categorie,), titre, "aucune")
    minimum = age_minimum(categorie, JOUR, titre=titre)

    assert (list(trop_jeune(demandees, date(JOUR.year - ans, 4, 13), JOUR)) == []) == (ans >= minimum)


@given(st.frozensets(st.sampled_from(Categorie)), st.frozensets(st.sampled_from(Categorie)))
def test_what_one_holds_opens_what_follows_and_closes_nothing(
    demandees: frozenset[Categorie], detenues: frozenset[Categorie]
) -> None:
    assert set(sans_prealable(demandees, detenues)) <= set(sans_prealable(demandees, ()))
    assert list(sans_prealable(demandees, list(Categorie))) == []


def test_a_minor_s_licence_needs_his_representative_and_an_adult_s_does_not() -> None:
    vie = remplie(Motif.INSCRIPTION)
    vie.demande = saisir_motif(vie.demande, lu(Motif.INSCRIPTION, beneficiaire="mineur"), LUNDI).demande

    dites = [faute.detail for faute in manques(vie.demande, LUNDI)]

    assert any("représentant légal" in dit for dit in dites)
    assert any("est majeure" in dit for dit in dites)


def test_a_paper_mandate_is_not_for_taxed_regions() -> None:
    vie = remplie(Motif.INSCRIPTION)
    mandat = lu(Motif.INSCRIPTION, Role.AUTO_ECOLE, mandat_papier=True)
    vie.demande = saisir_motif(vie.demande, mandat, LUNDI).demande
    en_corse = replace(ADRESSE, commune="2A004", code_postal="20000")
    vie.demande = saisir_adresse_contact(vie.demande, en_corse, LUNDI).demande

    assert any("mandat papier" in faute.detail for faute in manques(vie.demande, LUNDI))


def test_the_tax_is_asked_with_the_titre_where_it_exists() -> None:
    vie = remplie(Motif.TITRE_EXAMEN)
    vie.demande = saisir_adresse_contact(vie.demande, replace(ADRESSE, commune="97411"), LUNDI).demande
    cas = situation(vie.demande, LUNDI)

    assert cas is not None
    assert Piece.TAXE_REGIONALE in pieces_requises(cas)
    assert Piece.TAXE_REGIONALE not in pieces_requises(replace(cas, departement="92"))
    assert Piece.TAXE_REGIONALE not in pieces_requises(replace(cas, categories=frozenset({Categorie.A1})))


def test_the_tax_is_dated_and_unknown_years_have_no_amount() -> None:
    assert all(taxe_de(departement, date(2017, 6, 1)) for departement in DEPARTEMENTS_TAXES)
    assert taxe_de("974", date(2017, 6, 1)).montant == 69  # type: ignore[union-attr]
    assert taxe_de("974", JOUR).montant is None  # type: ignore[union-attr]
    assert taxe_de("92", JOUR) is None
    assert len(TAXES) == 10
