"""« A compléter »: every cause gets its answer, by the filer alone, before its time is up."""

from datetime import timedelta

import pytest

from contracts.events.demandes import ComplementFourniV1, DemandeACompleterV1, DemandeExpireeV1
from contracts.events.parts import CauseRejet
from contracts.vocabulary.causes import Cause
from contracts.vocabulary.pieces import Piece
from contracts.vocabulary.statuts import Statut
from demandes.domain.acces import SeulLeDeposant
from demandes.domain.complement import ComplementIncomplet, completer
from demandes.domain.demande import Demande
from demandes.domain.depot import PieceConservee, retirable, retirer_piece
from demandes.domain.expiration import expirer
from demandes.domain.saisie import choisir_photo
from demandes.domain.verification import constater_images_refusees, demander_complement
from services.demandes.tests.builders import CANDIDAT, ECOLE, Vie, avec_piece, cause, photo


def pointeurs(demande: Demande) -> list[str]:
    with pytest.raises(ComplementIncomplet) as refus:
        completer(demande, ECOLE, demande.modifiee_le + timedelta(minutes=1))
    return [faute.pointer for faute in refus.value.errors]


def test_a_refused_file_must_go_and_another_come() -> None:
    vie = Vie().a_completer()
    refusee = vie.demande.pieces[0]
    assert pointeurs(vie.demande) == ["/causes_a_corriger/0"]

    vie.retirer(refusee)
    assert "/causes_a_corriger/0" in pointeurs(vie.demande)

    nouvelle = vie.joindre(refusee.type)
    decision = completer(vie.demande, ECOLE, vie.minute())
    assert decision.demande.statut is Statut.VERIFICATION_IMAGES
    assert decision.demande.tour == 2
    fourni = decision.events[0]
    assert isinstance(fourni, ComplementFourniV1)
    assert fourni.tour == 2
    assert [p.id for p in fourni.pieces] == [nouvelle.id]
    assert refusee.id not in {p.id for p in fourni.dossier.pieces}


def test_a_missing_piece_must_come() -> None:
    vie = Vie().a_completer(cause(Cause.PIECE_MANQUANTE, type_piece=Piece.ASSR))
    vie.joindre(Piece.AUTRE)
    assert pointeurs(vie.demande) == ["/causes_a_corriger/0"]

    vie.joindre(Piece.ASSR)
    assert completer(vie.demande, ECOLE, vie.minute()).demande.tour == 2


def test_whoever_completes_is_told_which_files_may_go() -> None:
    vie = Vie().a_completer()
    refusee, *gardees = vie.demande.pieces
    vie.joindre(Piece.AUTRE)

    assert [retirable(vie.demande, piece) for piece in (refusee, vie.demande.pieces[-1])] == [True, True]
    assert [piece for piece in gardees if retirable(vie.demande, piece)] == []


def test_a_bad_photo_needs_a_new_code() -> None:
    vie = Vie().a_completer(cause(Cause.PHOTO_INUTILISABLE))
    assert pointeurs(vie.demande) == ["/causes_a_corriger/0"]

    nouvelle = photo("ZZZZ1234EFGH5678JKLM9Z")
    vie.demande = choisir_photo(vie.demande, nouvelle, vie.minute()).demande
    completee = completer(vie.demande, ECOLE, vie.minute())
    assert completee.demande.photo is not None
    assert completee.demande.photo.consommee
    fourni = completee.events[0]
    assert isinstance(fourni, ComplementFourniV1)
    assert fourni.dossier.ephoto == nouvelle.ephoto


@pytest.mark.parametrize(
    ("visee", "jointe"),
    [
        (cause(Cause.IDENTITE_DIFFERENTE), Piece.IDENTITE),
        (cause(Cause.PIECE_MANQUANTE), Piece.AUTRE),
        (cause(Cause.PIECE_NON_RECEVABLE, type_piece=Piece.DOMICILE), Piece.DOMICILE),
    ],
)
def test_each_cause_says_which_file_answers_it(visee: CauseRejet, jointe: Piece) -> None:
    vie = Vie().a_completer(visee)
    if jointe is Piece.IDENTITE:
        vie.demande = demander_sans_identite(vie)
    vie.joindre(jointe)

    assert completer(vie.demande, ECOLE, vie.minute()).demande.statut is Statut.VERIFICATION_IMAGES


def demander_sans_identite(vie: Vie) -> Demande:
    """The two pages of the identity document are full: the old file goes first."""
    ancienne = next(p for p in vie.demande.pieces if p.type is Piece.IDENTITE)
    return retirer_piece(vie.demande, ancienne.id, vie.minute()).demande


def test_a_file_that_nobody_named_stays() -> None:
    vie = Vie().a_completer()
    bonne = vie.demande.pieces[1]

    with pytest.raises(PieceConservee, match=r"domicile\.jpg"):
        vie.retirer(bonne)


def test_a_file_added_by_mistake_may_go_again() -> None:
    vie = Vie().a_completer()
    ajoutee = vie.joindre(Piece.AUTRE)

    vie.retirer(ajoutee)

    assert ajoutee not in vie.demande.pieces


def test_the_candidate_sees_but_does_not_complete() -> None:
    with pytest.raises(SeulLeDeposant, match="Auto-école du Parc"):
        completer(Vie().a_completer().demande, CANDIDAT, Vie().now)


def test_the_filer_is_told_what_why_and_until_when() -> None:
    vie = Vie().en_instruction()
    decision = demander_complement(vie.demande, [cause(Cause.PIECE_MANQUANTE)], "Il manque la page 2.", vie.minute())

    demandee = decision.events[0]
    assert isinstance(demandee, DemandeACompleterV1)
    assert (demandee.demandeur, demandee.destinataire) == ("prefecture", ECOLE)
    assert demandee.limite_le == vie.now + timedelta(days=30) == decision.demande.echeance
    assert demandee.demande_le == vie.now
    assert demandee.dossier is not None
    assert demandee.dossier.numero == demandee.numero
    (ligne,) = decision.lignes
    assert ligne.auteur.nom == "Préfecture de Antony"
    assert ligne.details == (Cause.PIECE_MANQUANTE.libelle,)
    assert decision.demande.retours[-1].commentaire == "Il manque la page 2."


def test_every_round_keeps_its_reasons() -> None:
    vie = Vie().completee()

    deux = constater_images_refusees(vie.demande, [cause(Cause.TROP_SOMBRE)], None, vie.minute()).demande

    assert [retour.tour for retour in deux.retours] == [1, 2]
    assert [cause.code for cause in deux.causes_a_corriger] == ["trop_sombre"]


def test_a_verdict_that_came_late_on_a_checked_file_does_not_block() -> None:
    vie = Vie().a_completer(cause(Cause.PIECE_MANQUANTE, type_piece=Piece.AUTRE))
    vie.joindre(Piece.AUTRE)
    vie.demande = avec_piece(vie.demande, controle="non_conforme")

    assert completer(vie.demande, ECOLE, vie.minute()).demande.tour == 2


def test_after_thirty_days_it_expires_not_before() -> None:
    demande = Vie().a_completer().demande
    assert demande.echeance is not None
    assert expirer(demande, demande.echeance - timedelta(seconds=1)) is None

    decision = expirer(demande, demande.echeance)

    assert decision is not None
    expiree = decision.events[0]
    assert isinstance(expiree, DemandeExpireeV1)
    assert expiree.raison == "complement"
