"""What each reader may do now is what the acts then admit."""

import pytest

from contracts.vocabulary.causes import Cause
from contracts.vocabulary.roles import Role
from contracts.vocabulary.statuts import Statut
from demandes.domain.acces import actes_possibles
from demandes.domain.statuts import Acte
from services.demandes.tests.builders import CANDIDAT, TITRE, Vie, au_statut, cause

SAISIE = [Acte.SAISIR, Acte.CHOISIR_PHOTO, Acte.DEPOSER_PIECE, Acte.RETIRER_PIECE, Acte.SUPPRIMER]


@pytest.mark.parametrize(
    ("statut", "ecole", "candidat"),
    [
        (Statut.BROUILLON, [*SAISIE, Acte.FINALISER], []),
        (Statut.ATTENTE_VALIDATION_USAGER, [], [Acte.VALIDER, Acte.REFUSER]),
        (Statut.REFUSEE_USAGER, [], []),
        (Statut.VERIFICATION_IMAGES, [], []),
        (Statut.A_COMPLETER, [Acte.DEPOSER_PIECE, Acte.RETIRER_PIECE, Acte.COMPLETER], []),
        (Statut.EN_INSTRUCTION, [], []),
        (Statut.ACCEPTEE, [], []),
        (Statut.REJETEE, [], []),
        (Statut.EXPIREE, [], []),
        (Statut.ATTENTE_FORMULAIRE_PHOTO, [], []),
        (Statut.EN_INSTANCE, [], []),
        (Statut.RETOURNEE, [], [Acte.DEMANDER_RENVOI]),
        (Statut.DETRUITE, [], []),
    ],
)
def test_what_each_may_do(statut: Statut, ecole: list[Acte], candidat: list[Acte]) -> None:
    demande = au_statut(statut)

    assert actes_possibles(demande, Role.AUTO_ECOLE) == ecole
    assert actes_possibles(demande, Role.USAGER) == candidat
    assert actes_possibles(demande, Role.INSTRUCTEUR) == []


def test_a_new_photo_only_when_the_photo_is_in_question() -> None:
    demande = Vie().a_completer(cause(Cause.PHOTO_INUTILISABLE)).demande

    assert Acte.CHOISIR_PHOTO in actes_possibles(demande, Role.AUTO_ECOLE)


def test_who_files_for_himself_fills_in_and_validates() -> None:
    assert actes_possibles(Vie(par=CANDIDAT).brouillon_complet().demande, Role.USAGER) == [*SAISIE, Acte.VALIDER]


def test_with_a_paper_mandate_the_school_has_the_last_word() -> None:
    sous_mandat = Vie(motif=TITRE, mandat=True)

    assert actes_possibles(sous_mandat.brouillon_complet().demande, Role.AUTO_ECOLE)[-1] is Acte.VALIDER_PAR_MANDAT
    assert actes_possibles(Vie(motif=TITRE, mandat=True).titre("retournee").demande, Role.AUTO_ECOLE) == [
        Acte.DEMANDER_RENVOI
    ]
