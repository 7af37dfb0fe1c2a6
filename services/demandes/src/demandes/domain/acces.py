"""What each of the two who see a demande may do to it now: the pages show these buttons and no others."""

from collections.abc import Iterator
from uuid import UUID

from contracts.errors import RuleBroken
from contracts.vocabulary.roles import Role
from contracts.vocabulary.statuts import Statut
from demandes.domain.causes import photo_a_refaire
from demandes.domain.demande import Demande
from demandes.domain.statuts import TRANSITIONS, Acte

DU_DEPOSANT = (
    Acte.SAISIR,
    Acte.CHOISIR_PHOTO,
    Acte.DEPOSER_PIECE,
    Acte.RETIRER_PIECE,
    Acte.SUPPRIMER,
    Acte.COMPLETER,
)
"""Who filed fills in and completes, a school or the person himself (seeds 000, 003; domain.md OP-19)."""

DU_CANDIDAT = (Acte.VALIDER, Acte.REFUSER, Acte.DEMANDER_RENVOI)
"""The candidate, or who acts for him, has the last word (seed 001)."""


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
    """In the order of the tables; `valider` stands for each way of validating."""
    return [acte for acte in _siens(demande, role) if (demande.statut, acte) in TRANSITIONS and _ouvert(demande, acte)]


def _siens(demande: Demande, role: Role) -> Iterator[Acte]:
    depose = role is demande.deposant.role
    if depose:
        yield from DU_DEPOSANT
    if depose and role is Role.AUTO_ECOLE:
        yield Acte.VALIDER_PAR_MANDAT if demande.mandat_papier else Acte.FINALISER
    if role is Role.USAGER or (depose and demande.mandat_papier):
        yield from DU_CANDIDAT if role is Role.USAGER else (Acte.DEMANDER_RENVOI,)


def _ouvert(demande: Demande, acte: Acte) -> bool:
    """What the status admits, but not this demande."""
    if acte is Acte.CHOISIR_PHOTO and demande.statut is Statut.A_COMPLETER:
        return photo_a_refaire(demande)
    if acte is Acte.VALIDER and demande.statut is Statut.BROUILLON:
        return demande.auto_ecole is None
    if acte is Acte.DEMANDER_RENVOI:
        return demande.titre is None or demande.titre.renvoi_demande_le is None
    return True
