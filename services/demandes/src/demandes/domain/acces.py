"""What each of the two who see a demande may do to it now: the pages show these buttons and no others."""

from collections.abc import Mapping

from contracts.vocabulary.roles import Role
from contracts.vocabulary.statuts import Statut
from demandes.domain.causes import photo_a_refaire
from demandes.domain.demande import Demande
from demandes.domain.statuts import TRANSITIONS, Acte

ACTES_DE: Mapping[Role, tuple[Acte, ...]] = {
    Role.AUTO_ECOLE: (
        Acte.SAISIR,
        Acte.CHOISIR_PHOTO,
        Acte.DEPOSER_PIECE,
        Acte.RETIRER_PIECE,
        Acte.FINALISER,
        Acte.COMPLETER,
    ),
    Role.USAGER: (Acte.VALIDER, Acte.REFUSER),
}
"""The school files and completes, the candidate has the last word (seeds 000, 001)."""


def actes_possibles(demande: Demande, role: Role) -> list[Acte]:
    possibles = [acte for acte in ACTES_DE.get(role, ()) if (demande.statut, acte) in TRANSITIONS]
    if demande.statut is Statut.A_COMPLETER and not photo_a_refaire(demande):
        possibles = [acte for acte in possibles if acte is not Acte.CHOISIR_PHOTO]
    return possibles
