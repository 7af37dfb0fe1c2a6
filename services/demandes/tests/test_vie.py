"""The life of a demande: no sequence of acts leaves the table, every change of status is told and kept."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import RuleBroken
from contracts.events.demandes import StatutChangeV1
from contracts.vocabulary.statuts import Detenteur, Statut
from demandes.domain.candidat import activer, rattacher
from demandes.domain.causes import photo_a_refaire
from demandes.domain.complement import completer
from demandes.domain.delais import ECHEANCES, RAISONS
from demandes.domain.demande import Decision, Demande, DemandeIntrouvable
from demandes.domain.depot import deposer_piece, retirer_piece
from demandes.domain.expiration import effacer, expirer
from demandes.domain.finalisation import finaliser
from demandes.domain.saisie import choisir_photo, saisir_adresse_contact, saisir_etat_civil, saisir_motif
from demandes.domain.statuts import POSITIONS, TERMINES, TRANSITIONS, Acte, ActeImpossible, statut_suivant
from demandes.domain.validation import refuser, valider
from demandes.domain.verification import (
    accepter,
    constater_images_conformes,
    constater_images_refusees,
    demander_complement,
    rejeter,
)
from services.demandes.tests.builders import (
    ADRESSE,
    CANDIDAT,
    ECOLE,
    ETAT_CIVIL,
    LUNDI,
    MOTIF,
    Vie,
    au_statut,
    cause,
    photo,
    piece,
)

Faire = Callable[[Demande], Decision | None]
PLUS_TARD = LUNDI + timedelta(days=2)
BIEN_PLUS_TARD = LUNDI + timedelta(days=40)

ACTES: dict[Acte, Faire] = {
    Acte.SAISIR: lambda d: saisir_motif(d, MOTIF, PLUS_TARD),
    Acte.CHOISIR_PHOTO: lambda d: choisir_photo(d, photo(), PLUS_TARD),
    Acte.DEPOSER_PIECE: lambda d: deposer_piece(d, piece(le=PLUS_TARD), PLUS_TARD),
    Acte.RETIRER_PIECE: lambda d: retirer_piece(d, d.pieces[0].id if d.pieces else uuid4(), PLUS_TARD),
    Acte.FINALISER: lambda d: finaliser(d, PLUS_TARD),
    Acte.RATTACHER: lambda d: rattacher(d, CANDIDAT, actif=False, now=PLUS_TARD),
    Acte.ACTIVER: lambda d: activer(d, PLUS_TARD),
    Acte.VALIDER: lambda d: valider(d, CANDIDAT, atteste=True, now=PLUS_TARD, tirage=1),
    Acte.REFUSER: lambda d: refuser(d, CANDIDAT, raison="", now=PLUS_TARD),
    Acte.CONSTATER_IMAGES_CONFORMES: lambda d: constater_images_conformes(d, PLUS_TARD),
    Acte.CONSTATER_IMAGES_REFUSEES: lambda d: constater_images_refusees(d, [cause()], None, PLUS_TARD),
    Acte.ACCEPTER: lambda d: accepter(d, "260492123456", PLUS_TARD),
    Acte.DEMANDER_COMPLEMENT: lambda d: demander_complement(d, [cause()], "Flou.", PLUS_TARD),
    Acte.REJETER: lambda d: rejeter(d, [cause()], None, PLUS_TARD),
    Acte.COMPLETER: lambda d: completer(d, ECOLE, PLUS_TARD),
    Acte.EXPIRER: lambda d: expirer(d, BIEN_PLUS_TARD),
    Acte.EFFACER: lambda d: effacer(d, PLUS_TARD),
}
SANS_EFFET_SI_TROP_TARD = {Acte.RATTACHER, Acte.ACTIVER, Acte.EXPIRER, Acte.EFFACER}
"""Acts of others that may find that the demande has moved on."""


@given(st.sampled_from(Statut), st.sampled_from(sorted(ACTES)))
def test_no_act_leaves_the_table(statut: Statut, acte: Acte) -> None:
    demande = au_statut(statut)
    try:
        decision = ACTES[acte](demande)
    except ActeImpossible:
        assert (statut, acte) not in TRANSITIONS or acte is Acte.CHOISIR_PHOTO
    except DemandeIntrouvable:
        assert demande.candidat is None
        assert acte in (Acte.VALIDER, Acte.REFUSER)
    except RuleBroken:
        assert (statut, acte) in TRANSITIONS or statut is Statut.A_COMPLETER
    else:
        if decision is None:
            assert acte in SANS_EFFET_SI_TROP_TARD
        elif decision.demande.statut is not statut or (statut, acte) in TRANSITIONS:
            assert decision.demande.statut is TRANSITIONS[statut, acte]


@given(st.lists(st.sampled_from(sorted(ACTES)), max_size=30))
def test_a_life_stays_told_kept_and_consistent(actes: list[Acte]) -> None:
    demande = Vie().brouillon_complet().demande
    for acte in actes:
        try:
            decision = ACTES[acte](demande)
        except RuleBroken:
            continue
        if decision is None:
            continue
        _tient(decision)
        demande = decision.demande


def _tient(decision: Decision) -> None:
    avant, demande = decision.avant, decision.demande
    assert avant is not None
    statuts = [event for event in decision.events if isinstance(event, StatutChangeV1)]
    change = avant.statut is not demande.statut
    assert len(statuts) == change
    assert len(decision.lignes) >= change
    if change:
        assert statuts[0].statut == demande.statut
        assert len(decision.events) == 2
        assert decision.lignes[0].statut is demande.statut
    assert (demande.numero is not None) == (demande.tour > 0)
    assert demande.tour >= avant.tour
    assert avant.statut not in TERMINES or not change
    assert demande.statut is not Statut.A_COMPLETER or demande.causes_a_corriger


@pytest.mark.parametrize("statut", Statut)
def test_every_status_says_who_holds_it_and_what_comes_next(statut: Statut) -> None:
    position = POSITIONS[statut]

    assert position.suite.endswith(".")
    assert (position.detenteur is Detenteur.PERSONNE) == (not any(s is statut for s, _ in TRANSITIONS))


def test_every_status_that_waits_for_a_person_has_an_end() -> None:
    assert set(ECHEANCES) == set(RAISONS) == {Statut.ATTENTE_VALIDATION_USAGER, Statut.A_COMPLETER}
    for statut in ECHEANCES:
        assert (statut, Acte.EXPIRER) in TRANSITIONS


def test_a_refused_act_says_where_the_demande_stands_and_what_comes_next() -> None:
    with pytest.raises(ActeImpossible) as refus:
        statut_suivant(Statut.VERIFICATION_IMAGES, Acte.VALIDER)

    assert "Vérification des images" in refus.value.detail
    assert "Centre de Traitement et de Numérisation" in refus.value.detail


@pytest.mark.parametrize(
    "saisir",
    [
        lambda d: saisir_motif(d, MOTIF, PLUS_TARD),
        lambda d: saisir_etat_civil(d, ETAT_CIVIL, PLUS_TARD),
        lambda d: saisir_adresse_contact(d, ADRESSE, PLUS_TARD),
        lambda d: choisir_photo(d, photo(), PLUS_TARD),
        lambda d: deposer_piece(d, piece(), PLUS_TARD),
    ],
)
@pytest.mark.parametrize("statut", sorted(set(Statut) - {Statut.BROUILLON, Statut.A_COMPLETER}))
def test_nothing_changes_once_the_school_has_finished(statut: Statut, saisir: Faire) -> None:
    with pytest.raises(ActeImpossible):
        saisir(au_statut(statut))


def test_the_status_since_when_moves_only_with_the_status() -> None:
    vie = Vie().brouillon_complet()

    assert vie.demande.depuis == vie.demande.creee_le == LUNDI
    assert vie.demande.modifiee_le == vie.now
    finalisee = finaliser(vie.demande, PLUS_TARD).demande
    assert finalisee.depuis == PLUS_TARD
    assert finalisee.echeance == PLUS_TARD + timedelta(days=30)


def test_a_good_photo_is_not_changed_in_a_completer() -> None:
    demande = au_statut(Statut.A_COMPLETER)

    assert not photo_a_refaire(demande)
    with pytest.raises(ActeImpossible, match="ne sont pas en cause"):
        choisir_photo(demande, photo(), PLUS_TARD)
