"""Which pieces a demande must carry, row by row, and how many pages of each."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.vocabulary.categories import Categorie
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.pieces import Piece
from contracts.vocabulary.roles import Role
from demandes.domain.depot import (
    FICHIERS_MAX,
    OCTETS_MAX,
    PieceIntrouvable,
    QuotaDepasse,
    TropDePages,
    constater_controle,
    deposer_piece,
    retirer_piece,
)
from demandes.domain.motifs import MOTIFS
from demandes.domain.pieces import PIECES, contenu_lisible, pieces_requises, superflue
from demandes.domain.situation import Situation
from services.demandes.tests.builders import LUNDI, Vie, cause, piece

JOUR = date(2026, 4, 13)
ADULTE = Situation(
    motif=Motif.INSCRIPTION,
    categories=frozenset({Categorie.B}),
    premier_permis=True,
    beneficiaire="majeur",
    visite_medicale=False,
    affection=False,
    pension_invalidite=False,
    vehicule_amenage=False,
    formation_complementaire="aucune",
    nationalite="FR",
    naissance=date(1996, 5, 2),
    le=JOUR,
)


def a(age: int, **changes: Any) -> Situation:
    """The same person at another age."""
    return replace(ADULTE, naissance=date(JOUR.year - age, 1, 1), **changes)


SITUATIONS = st.builds(
    Situation,
    motif=st.sampled_from(Motif),
    categories=st.frozensets(st.sampled_from(Categorie), min_size=1),
    premier_permis=st.booleans(),
    beneficiaire=st.sampled_from(["majeur", "mineur", "tutelle"]),
    visite_medicale=st.booleans(),
    affection=st.booleans(),
    pension_invalidite=st.booleans(),
    vehicule_amenage=st.booleans(),
    formation_complementaire=st.sampled_from(["aucune", "fimo", "diplome"]),
    nationalite=st.sampled_from(["FR", "DE", "CH", "MA", "US"]),
    naissance=st.dates(date(1917, 1, 1), date(2012, 1, 1)),
    le=st.just(JOUR),
    departement=st.sampled_from([None, "92", "2A", "974", "976"]),
    precisions=st.fixed_dictionaries(
        {},
        optional={
            "suspension_mois": st.integers(0, 120).map(str),
            "titre_obtention": st.sampled_from(["premier", "ajout", "retour"]),
            "formation_nature": st.sampled_from(["am", "a", "b96", "levee_78"]),
            "etat_civil_changement": st.sampled_from(["mariage", "nom"]),
        },
    ),
    jointes=st.frozensets(st.sampled_from(Piece)),
)
SOCLE = [Piece.IDENTITE, Piece.DOMICILE]


@pytest.mark.parametrize(
    ("situation", "de_plus"),
    [
        (ADULTE, set()),
        (a(15), set()),
        (a(16), {Piece.SERVICE_NATIONAL}),
        (a(24), {Piece.SERVICE_NATIONAL}),
        (a(25), set()),
        (a(20, nationalite="MA"), {Piece.SEJOUR}),
        (a(20, nationalite="DE"), {Piece.RESIDENCE_NORMALE}),
        (replace(ADULTE, nationalite="CH"), {Piece.RESIDENCE_NORMALE}),
        (replace(ADULTE, premier_permis=False), {Piece.PERMIS}),
        (replace(ADULTE, visite_medicale=True), {Piece.AVIS_MEDICAL}),
        (replace(ADULTE, affection=True), {Piece.AVIS_MEDICAL}),
        (replace(ADULTE, pension_invalidite=True), {Piece.AVIS_MEDICAL}),
        (replace(ADULTE, vehicule_amenage=True), {Piece.AVIS_MEDICAL}),
        (
            replace(ADULTE, jointes=frozenset({Piece.HEBERGEMENT})),
            {Piece.HEBERGEMENT, Piece.IDENTITE_HEBERGEANT},
        ),
        (
            replace(ADULTE, jointes=frozenset({Piece.IDENTITE_HEBERGEANT})),
            {Piece.HEBERGEMENT, Piece.IDENTITE_HEBERGEANT},
        ),
    ],
)
def test_what_is_required_when(situation: Situation, de_plus: set[Piece]) -> None:
    assert set(pieces_requises(situation)) == {*SOCLE, *de_plus}


@given(SITUATIONS)
def test_identity_and_domicile_always_never_the_optional_ones(situation: Situation) -> None:
    requises = pieces_requises(situation)

    assert requises[:2] == SOCLE
    assert Piece.AUTRE not in requises
    assert set(requises) <= set(MOTIFS[situation.motif].pieces)
    assert len(requises) == len(set(requises))
    assert not {Piece.SEJOUR, Piece.RESIDENCE_NORMALE} <= set(requises)


@given(SITUATIONS, st.sampled_from(Piece))
def test_what_is_required_is_never_superfluous_nor_what_one_may_add(situation: Situation, piece: Piece) -> None:
    assert not (superflue(piece, situation) and piece in pieces_requises(situation))
    assert not superflue(Piece.AUTRE, situation)
    assert superflue(piece, situation) or piece in MOTIFS[situation.motif].pieces


MEDICALES = st.sampled_from(["visite_medicale", "affection", "pension_invalidite", "vehicule_amenage"])


@given(SITUATIONS, MEDICALES)
def test_a_medical_answer_only_ever_adds_pieces(situation: Situation, reponse: str) -> None:
    dites: list[dict[str, Any]] = [{reponse: True}, {reponse: False}]
    oui, non = (replace(situation, **dite) for dite in dites)

    assert set(pieces_requises(non)) <= set(pieces_requises(oui)) <= {*pieces_requises(non), Piece.AVIS_MEDICAL}


@given(SITUATIONS, st.frozensets(st.sampled_from(Categorie)))
def test_more_categories_never_need_fewer_pieces(situation: Situation, de_plus: frozenset[Categorie]) -> None:
    davantage = replace(situation, categories=situation.categories | de_plus)

    assert set(pieces_requises(situation)) <= set(pieces_requises(davantage))


@pytest.mark.parametrize("type_piece", Piece)
def test_every_piece_has_its_row(type_piece: Piece) -> None:
    regle = PIECES[type_piece]

    assert regle.pages_max > 0
    assert regle.consigne
    assert regle.source


def test_a_school_does_not_see_medical_pieces_again() -> None:
    assert not contenu_lisible(Piece.AVIS_MEDICAL, Role.AUTO_ECOLE)
    assert contenu_lisible(Piece.AVIS_MEDICAL, Role.USAGER)
    assert contenu_lisible(Piece.IDENTITE, Role.AUTO_ECOLE)


@pytest.mark.parametrize("type_piece", [Piece.IDENTITE, Piece.DOMICILE, Piece.SERVICE_NATIONAL, Piece.PERMIS])
def test_pages_up_to_the_maximum_and_not_beyond(type_piece: Piece) -> None:
    vie = Vie()
    for _ in range(PIECES[type_piece].pages_max):
        vie.joindre(type_piece)

    with pytest.raises(TropDePages, match="maximum"):
        vie.joindre(type_piece)


def test_a_file_of_many_pages_counts_each() -> None:
    with pytest.raises(TropDePages):
        deposer_piece(Vie().demande, piece(Piece.IDENTITE, pages=3), LUNDI)


def test_five_free_pieces() -> None:
    vie = Vie()
    for _ in range(5):
        vie.joindre(Piece.AUTRE, pages=5)

    with pytest.raises(TropDePages, match="5 fichiers"):
        vie.joindre(Piece.AUTRE)


def test_a_demande_holds_so_much_and_no_more() -> None:
    vie = Vie()
    lourde = piece(Piece.AUTRE)
    lourde = replace(lourde, fichier=lourde.fichier.model_copy(update={"taille": OCTETS_MAX + 1}))

    with pytest.raises(QuotaDepasse):
        deposer_piece(vie.demande, lourde, LUNDI)
    pleine = replace(vie.demande, pieces=tuple(piece(Piece.AUTRE) for _ in range(FICHIERS_MAX)))
    with pytest.raises(QuotaDepasse):
        deposer_piece(pleine, piece(), LUNDI)


def test_a_file_that_is_gone_is_not_taken_away_twice() -> None:
    vie = Vie()
    jointe = vie.joindre(Piece.IDENTITE)
    vie.retirer(jointe)

    with pytest.raises(PieceIntrouvable):
        retirer_piece(vie.demande, jointe.id, LUNDI)


def test_the_verdict_is_kept_with_its_causes() -> None:
    vie = Vie()
    jointe = vie.joindre(Piece.IDENTITE)

    decision = constater_controle(vie.demande, jointe.id, "non_conforme", [cause()], LUNDI)

    assert decision is not None
    assert decision.demande.pieces[0].controle == "non_conforme"
    assert decision.demande.pieces[0].causes == (cause(),)


def test_a_verdict_on_a_file_that_is_gone_changes_nothing() -> None:
    assert constater_controle(Vie().demande, piece().id, "conforme", [], LUNDI) is None


def test_a_verdict_of_a_kind_that_came_later_is_left_to_an_agent() -> None:
    vie = Vie()
    jointe = vie.joindre(Piece.IDENTITE)

    decision = constater_controle(vie.demande, jointe.id, "presque_conforme", [], LUNDI)

    assert decision is not None
    assert decision.demande.pieces[0].controle == "a_verifier"
