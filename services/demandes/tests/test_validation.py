"""The candidate's word: validated with its number, or refused."""

import pytest

from contracts.events.demandes import DemandeFinaliseeV1, DemandeRefuseeV1, DemandeValideeV1
from contracts.vocabulary.pieces import Piece
from contracts.vocabulary.statuts import Statut
from demandes.domain.demande import DemandeIntrouvable
from demandes.domain.finalisation import finaliser
from demandes.domain.manques import DemandeIncomplete
from demandes.domain.statuts import ActeImpossible
from demandes.domain.validation import ATTESTATION, AttestationManquante, refuser, valider
from services.demandes.tests.builders import CANDIDAT, ECOLE, LUNDI, Vie, avec_piece, cause


def test_the_validated_demande_has_the_number_of_the_seed() -> None:
    demande = Vie().a_valider().demande

    decision = valider(demande, CANDIDAT, atteste=True, now=LUNDI.replace(year=2017, day=12), tirage=77691)

    assert decision.demande.numero == "92120170412142448776919"
    assert decision.demande.statut is Statut.VERIFICATION_IMAGES
    assert decision.demande.tour == 1
    assert decision.demande.photo is not None
    assert decision.demande.photo.consommee
    validee = decision.events[0]
    assert isinstance(validee, DemandeValideeV1)
    assert validee.dossier.candidat == CANDIDAT
    assert validee.dossier.adresse.lignes == ("12 bis rue Camille Claudel",)
    assert [p.type for p in validee.dossier.pieces] == ["identite", "domicile"]
    assert all(p.nom_fichier for p in validee.dossier.pieces)


def test_what_was_answered_and_declared_goes_with_the_dossier() -> None:
    validee = valider(Vie().a_valider().demande, CANDIDAT, atteste=True, now=LUNDI, tirage=1).events[0]

    assert isinstance(validee, DemandeValideeV1)
    saisie = validee.dossier.saisie
    assert saisie is not None
    assert saisie.beneficiaire == "pour une personne majeure ou mineure émancipée"
    assert [(declaree.code, declaree.valeur) for declaree in saisie.declarations] == [
        ("lit_le_francais", "Oui"),
        ("vehicule_amenage", "Non"),
        ("correction_vision", "Non"),
        ("affection", "Non"),
        ("pension_invalidite", "Non"),
    ]


def test_without_the_attestation_nothing_is_validated() -> None:
    with pytest.raises(AttestationManquante) as refus:
        valider(Vie().a_valider().demande, CANDIDAT, atteste=False, now=LUNDI, tirage=1)

    assert [faute.pointer for faute in refus.value.errors] == ["/atteste_sur_l_honneur"]
    assert ATTESTATION.startswith("Je soussigné(e)")


def test_nobody_speaks_for_the_candidate() -> None:
    for vie in (Vie().a_valider(), Vie().finalisee()):
        with pytest.raises(DemandeIntrouvable):
            valider(vie.demande, ECOLE, atteste=True, now=LUNDI, tirage=1)
        with pytest.raises(DemandeIntrouvable):
            refuser(vie.demande, ECOLE, raison="", now=LUNDI)


def test_a_demande_is_validated_once() -> None:
    with pytest.raises(ActeImpossible):
        valider(Vie().validee().demande, CANDIDAT, atteste=True, now=LUNDI, tirage=2)


def test_a_refusal_tells_the_school_why() -> None:
    decision = refuser(Vie().a_valider().demande, CANDIDAT, raison="Mon prénom est Éric.", now=LUNDI)

    assert decision.demande.statut is Statut.REFUSEE_USAGER
    refusee = decision.events[0]
    assert isinstance(refusee, DemandeRefuseeV1)
    assert (refusee.raison, refusee.candidat_nom) == ("Mon prénom est Éric.", "Éric Lefèvre")


def test_the_history_keeps_no_name_and_no_free_text() -> None:
    decision = refuser(Vie().a_valider().demande, CANDIDAT, raison="Mon prénom est Éric.", now=LUNDI)

    assert "Éric" not in repr(decision.lignes)


def test_a_complete_draft_is_finalised() -> None:
    decision = finaliser(Vie().brouillon_complet().demande, LUNDI)

    finalisee = decision.events[0]
    assert isinstance(finalisee, DemandeFinaliseeV1)
    assert finalisee.contact.email == "eric@exemple.fr"
    assert finalisee.etat_civil.prenoms == ("Éric", "Jean-Pierre")


def test_an_empty_draft_is_told_everything_it_lacks() -> None:
    with pytest.raises(DemandeIncomplete) as refus:
        finaliser(Vie().demande, LUNDI)

    assert [faute.pointer for faute in refus.value.errors] == [
        "/etapes/motif",
        "/etapes/etat_civil",
        "/etapes/adresse_contact",
        "/etapes/photo_signature",
        "/pieces",
        "/pieces",
    ]


@pytest.mark.parametrize("controle", ["en_cours", "conforme", "a_verifier"])
def test_what_is_not_yet_judged_does_not_block(controle: str) -> None:
    demande = avec_piece(Vie().brouillon_complet().demande, controle=controle)

    assert finaliser(demande, LUNDI).demande.statut is Statut.ATTENTE_VALIDATION_USAGER


def test_an_unusable_image_blocks_with_its_remedy() -> None:
    demande = avec_piece(Vie().brouillon_complet().demande, controle="non_conforme", causes=(cause(),))

    with pytest.raises(DemandeIncomplete) as refus:
        finaliser(demande, LUNDI)

    (faute,) = refus.value.errors
    assert faute.pointer == "/pieces/0"
    assert cause().remede in faute.detail


def test_an_attestation_of_lodging_needs_the_hosts_identity() -> None:
    vie = Vie().brouillon_complet()
    vie.joindre(Piece.HEBERGEMENT)

    with pytest.raises(DemandeIncomplete) as refus:
        finaliser(vie.demande, LUNDI)

    assert [Piece.IDENTITE_HEBERGEANT.libelle in faute.detail for faute in refus.value.errors] == [True]
