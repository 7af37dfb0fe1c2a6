"""What the spaces of candidates and schools decide themselves: sealed searches, actions on offer, the way so far."""

from typing import Any

import pytest

from portal.routes.espace.actions import actions
from portal.routes.espace.demande import jalons
from portal.session.signature import Signature

SIGNATURE = Signature(b"un secret de trente-deux octets !!")


def test_a_search_stands_in_an_address_and_cannot_be_read_there() -> None:
    scellee = SIGNATURE.sceller_recherche({"texte": "Lefèvre Zoé"})

    assert SIGNATURE.lire_recherche(scellee) == {"texte": "Lefèvre Zoé"}
    assert "Lef" not in scellee


@pytest.mark.parametrize("inventee", ["", "abc", "é", "gAAAAAB" + "A" * 80])
def test_a_search_that_nobody_here_made_is_no_search(inventee: str) -> None:
    assert SIGNATURE.lire_recherche(inventee) == {}
    assert SIGNATURE.lire_recherche(Signature(b"un autre secret, lui aussi long.").sceller_recherche({"q": "x"})) == {}


@pytest.mark.parametrize(
    ("permis", "offertes"),
    [
        (["valider", "refuser"], ["valider", "refuser"]),
        (["saisir", "deposer_piece", "supprimer", "valider"], ["reprendre", "relire", "supprimer"]),
        (["saisir", "supprimer", "finaliser"], ["reprendre", "terminer", "supprimer"]),
        (["deposer_piece", "retirer_piece", "completer"], ["completer"]),
        (["demander_renvoi"], ["renvoi"]),
        ([], []),
    ],
)
def test_what_the_service_allows_is_offered_and_nothing_else(permis: list[str], offertes: list[str]) -> None:
    assert [action.code for action in actions({"actes": permis})] == offertes


def test_the_way_so_far_shows_each_change_of_status_once() -> None:
    def ligne(rang: int, statut: str) -> dict[str, Any]:
        return {"rang": rang, "statut": statut}

    lignes = [ligne(1, "brouillon"), ligne(2, "brouillon"), ligne(3, "a_completer"), ligne(4, "a_completer")]

    assert [jalon["rang"] for jalon in jalons(lignes)] == [1, 3]
    assert jalons([]) == []
