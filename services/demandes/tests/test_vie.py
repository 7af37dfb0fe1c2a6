"""The life of a demande: no act leaves the table, every change of status is told and kept."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import RuleBroken
from contracts.events.instruction import TitreAvanceV1
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.roles import Role
from contracts.vocabulary.statuts import Detenteur, Statut
from demandes.domain.candidat import activer, rattacher
from demandes.domain.complement import completer
from demandes.domain.delais import DELAIS
from demandes.domain.demande import Decision, Demande, DemandeIntrouvable
from demandes.domain.depot import deposer_piece, retirer_piece
from demandes.domain.expiration import effacer, expirer, supprimer
from demandes.domain.finalisation import finaliser
from demandes.domain.formulaire import recevoir_formulaire
from demandes.domain.positions import POSITIONS, position_de
from demandes.domain.production import avancer_titre, demander_renvoi
from demandes.domain.saisie import choisir_photo, saisir_adresse_contact, saisir_etat_civil, saisir_motif
from demandes.domain.statuts import ETAPES_DU_TITRE, TERMINES, TRANSITIONS, Acte, ActeImpossible, est_termine
from demandes.domain.validation import refuser, valider, valider_par_mandat
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
    TITRE,
    VIES,
    Vie,
    au_statut,
    cause,
    ephoto,
    photo,
    piece,
)

Faire = Callable[[Demande], Decision | None]
PLUS_TARD = LUNDI + timedelta(days=2)
BIEN_PLUS_TARD = LUNDI + timedelta(days=100)


def avancer(etape: Statut) -> Faire:
    def faire(demande: Demande) -> Decision | None:
        rang = (demande.titre.rang if demande.titre else 0) + 1
        return avancer_titre(demande, TitreAvanceV1(etape=etape, rang=rang, le=PLUS_TARD), PLUS_TARD)

    return faire


ACTES: dict[Acte, Faire] = {
    Acte.SAISIR: lambda d: saisir_motif(d, MOTIF, PLUS_TARD),
    Acte.CHOISIR_PHOTO: lambda d: choisir_photo(d, photo(), PLUS_TARD),
    Acte.DEPOSER_PIECE: lambda d: deposer_piece(d, piece(le=PLUS_TARD), PLUS_TARD),
    Acte.RETIRER_PIECE: lambda d: retirer_piece(d, d.pieces[0].id if d.pieces else uuid4(), PLUS_TARD),
    Acte.SUPPRIMER: lambda d: supprimer(d, d.deposant.auteur, PLUS_TARD),
    Acte.FINALISER: lambda d: finaliser(d, PLUS_TARD),
    Acte.RATTACHER: lambda d: rattacher(d, CANDIDAT, actif=False, now=PLUS_TARD),
    Acte.ACTIVER: lambda d: activer(d, PLUS_TARD),
    Acte.VALIDER: lambda d: valider(d, CANDIDAT, atteste=True, now=PLUS_TARD, tirage=1),
    Acte.VALIDER_PAR_MANDAT: lambda d: valider_par_mandat(d, ECOLE, conserve=True, now=PLUS_TARD, tirage=1),
    Acte.REFUSER: lambda d: refuser(d, CANDIDAT, raison="", now=PLUS_TARD),
    Acte.RECEVOIR_FORMULAIRE: lambda d: recevoir_formulaire(d, ephoto(), PLUS_TARD, PLUS_TARD),
    Acte.CONSTATER_IMAGES_CONFORMES: lambda d: constater_images_conformes(d, PLUS_TARD),
    Acte.CONSTATER_IMAGES_REFUSEES: lambda d: constater_images_refusees(d, [cause()], None, PLUS_TARD),
    Acte.ACCEPTER: lambda d: accepter(d, "260492123456", PLUS_TARD),
    Acte.DEMANDER_COMPLEMENT: lambda d: demander_complement(d, [cause()], "Flou.", PLUS_TARD),
    Acte.REJETER: lambda d: rejeter(d, [cause()], None, PLUS_TARD),
    Acte.COMPLETER: lambda d: completer(d, ECOLE, PLUS_TARD),
    Acte.EXPIRER: lambda d: expirer(d, BIEN_PLUS_TARD),
    Acte.EFFACER: lambda d: effacer(d, PLUS_TARD),
    Acte.DEMANDER_RENVOI: lambda d: demander_renvoi(d, CANDIDAT, PLUS_TARD),
    **{acte: avancer(statut) for statut, acte in ETAPES_DU_TITRE.items()},
}
PAR_ACTE = {
    Acte.VALIDER: {Acte.VALIDER, Acte.VALIDER_AVEC_FORMULAIRE},
    Acte.VALIDER_PAR_MANDAT: {Acte.VALIDER_PAR_MANDAT, Acte.MANDAT_AVEC_FORMULAIRE},
}
"""Acts that the photo on paper leads elsewhere."""


@given(st.sampled_from(Statut), st.sampled_from(sorted(ACTES)), st.booleans())
def test_no_act_leaves_the_table(statut: Statut, acte: Acte, titre: bool) -> None:
    demande = Vie(motif=TITRE).acceptee().demande if titre and statut is Statut.ACCEPTEE else au_statut(statut)
    admis = {TRANSITIONS.get((statut, possible)) for possible in PAR_ACTE.get(acte, {acte})} - {None}
    try:
        decision = ACTES[acte](demande)
    except DemandeIntrouvable:
        assert demande.candidat is None
    except RuleBroken:
        return
    else:
        if decision is not None and decision.demande.statut is not statut:
            assert decision.demande.statut in admis


@pytest.mark.parametrize("statut", Statut)
def test_every_status_says_who_holds_it_and_what_comes_next(statut: Statut) -> None:
    position = POSITIONS[statut]

    assert position.suite.endswith(".")
    assert position.vous is None or position.vous.endswith(".")
    assert (position.detenteur is Detenteur.PERSONNE) == (statut in TERMINES or statut is Statut.ACCEPTEE)
    assert (statut in TERMINES) == (not any(de is statut for de, _ in TRANSITIONS))
    assert statut in VIES


def test_an_accepted_titre_is_no_end_and_an_accepted_inscription_is() -> None:
    assert est_termine(Statut.ACCEPTEE, Motif.INSCRIPTION)
    assert not est_termine(Statut.ACCEPTEE, TITRE)
    assert Vie(motif=TITRE).acceptee().demande.position.detenteur is Detenteur.PREFECTURE
    assert Vie().acceptee().demande.position.detenteur is Detenteur.PERSONNE


def test_the_filer_is_named_as_he_is() -> None:
    ecole = position_de(Statut.A_COMPLETER, TITRE, Role.AUTO_ECOLE, mandat_papier=False)
    personne = position_de(Statut.A_COMPLETER, TITRE, Role.USAGER, mandat_papier=False)

    assert ecole.suite.startswith("L'auto-école corrige")
    assert personne.suite.startswith("Vous corrigez")
    assert Vie(par=CANDIDAT).demande.position.suite.startswith("Vous terminez")


def test_every_status_that_waits_for_a_person_has_an_end() -> None:
    attendent = {Detenteur.DEPOSANT, Detenteur.CANDIDAT}

    assert {statut for statut, position in POSITIONS.items() if position.detenteur in attendent} <= set(DELAIS)
    for statut, delai in DELAIS.items():
        assert delai.expire == ((statut, Acte.EXPIRER) in TRANSITIONS)
        assert all(abs(rappel) < delai.duree for rappel in delai.rappels)


def test_a_refused_act_says_where_the_demande_stands_and_what_comes_next() -> None:
    with pytest.raises(ActeImpossible) as refus:
        valider(au_statut(Statut.VERIFICATION_IMAGES), CANDIDAT, atteste=True, now=PLUS_TARD, tirage=1)

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
def test_nothing_changes_once_the_filer_has_finished(statut: Statut, saisir: Faire) -> None:
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
    with pytest.raises(ActeImpossible, match="ne sont pas en cause"):
        choisir_photo(au_statut(Statut.A_COMPLETER), photo(), PLUS_TARD)
