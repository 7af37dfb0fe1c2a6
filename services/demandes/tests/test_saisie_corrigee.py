"""The engine hears who the person is: with each file, and again when it is entered anew."""

from dataclasses import replace

from contracts.events.demandes import PieceDeposeeV1, SaisieCorrigeeV1
from contracts.vocabulary.pieces import Piece
from demandes.domain.depot import deposer_piece, remplacer_piece
from demandes.domain.saisie import saisir_adresse_contact, saisir_etat_civil
from services.demandes.tests.builders import Vie, piece


def test_a_file_comes_with_who_and_where_the_person_is() -> None:
    demande = Vie().brouillon_complet().demande
    assert demande.etat_civil is not None
    assert demande.adresse_contact is not None
    for decision in (
        deposer_piece(demande, piece(Piece.ASSR), demande.modifiee_le),
        remplacer_piece(demande, demande.pieces[0].id, piece(), demande.modifiee_le),
    ):
        (depose,) = decision.events
        assert isinstance(depose, PieceDeposeeV1)
        assert depose.etat_civil == demande.etat_civil.part()
        assert depose.adresse == demande.adresse_contact.adresse()


def test_before_step_two_a_file_comes_alone() -> None:
    demande = replace(Vie().brouillon_complet().demande, etat_civil=None, adresse_contact=None)
    (depose,) = deposer_piece(demande, piece(Piece.ASSR), demande.modifiee_le).events

    assert isinstance(depose, PieceDeposeeV1)
    assert (depose.etat_civil, depose.adresse) == (None, None)


def test_a_person_entered_anew_is_told_while_files_are_joined() -> None:
    demande = Vie().brouillon_complet().demande
    assert demande.etat_civil is not None
    assert demande.adresse_contact is not None
    corrige = replace(demande.etat_civil, prenoms=(*demande.etat_civil.prenoms, "Noé"))
    ailleurs = replace(demande.adresse_contact, numero_voie="99")

    (dit,) = saisir_etat_civil(demande, corrige, demande.modifiee_le).events
    assert isinstance(dit, SaisieCorrigeeV1)
    assert dit.etat_civil == corrige.part()
    assert dit.adresse == demande.adresse_contact.adresse()
    (dit,) = saisir_adresse_contact(demande, ailleurs, demande.modifiee_le).events
    assert isinstance(dit, SaisieCorrigeeV1)
    assert dit.adresse == ailleurs.adresse()


def test_the_same_person_again_or_a_demande_without_files_is_told_to_nobody() -> None:
    demande = Vie().brouillon_complet().demande
    sans = replace(demande, pieces=())
    assert demande.etat_civil is not None
    autre = replace(demande.etat_civil, nom_naissance="Autre")

    assert saisir_etat_civil(demande, demande.etat_civil, demande.modifiee_le).events == ()
    assert saisir_etat_civil(sans, autre, demande.modifiee_le).events == ()
