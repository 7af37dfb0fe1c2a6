"""What each of the two who see a demande may do to it now: the pages show these buttons and no others."""

from collections.abc import Mapping
from uuid import UUID

from contracts.errors import RuleBroken
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


class SeulLeDeposant(RuleBroken):
    slug = "seul-le-deposant"
    title = "Seul celui qui a saisi la demande peut la remplir et la compléter"
    kind = "interdit"


def verifier_deposant(demande: Demande, compte: UUID) -> None:
    """Raises SeulLeDeposant for the other one who sees the demande (domain.md OP-19)."""
    if compte != demande.deposant.compte:
        raise SeulLeDeposant(
            f"Vous voyez la demande, mais c'est à {demande.deposant.nom} de la remplir et de la compléter. "
            "Remettez-lui les documents demandés."
        )


def actes_possibles(demande: Demande, role: Role) -> list[Acte]:
    possibles = [acte for acte in ACTES_DE.get(role, ()) if (demande.statut, acte) in TRANSITIONS]
    if demande.statut is Statut.A_COMPLETER and not photo_a_refaire(demande):
        possibles = [acte for acte in possibles if acte is not Acte.CHOISIR_PHOTO]
    return possibles
