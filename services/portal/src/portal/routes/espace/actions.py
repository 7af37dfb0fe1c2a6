"""What a reader may do to a demande, as links: an act that the service allows is a row of the table."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID


class Action(NamedTuple):
    """`chemin` comes after the demande's address; `de_la_saisie`: only when the reader may still change the entry, or
    only when he may not."""

    code: str
    mots: str
    chemin: str
    acte: str
    de_la_saisie: bool | None = None


ACTIONS: tuple[Action, ...] = (
    Action("valider", "Valider", "/validation", "valider", de_la_saisie=False),
    Action("reprendre", "Reprendre la saisie", "/etapes/motif", "saisir"),
    Action("relire", "Relire et valider", "/etapes/recapitulatif", "valider", de_la_saisie=True),
    Action("terminer", "Relire et terminer", "/etapes/recapitulatif", "finaliser"),
    Action("mandater", "Relire et terminer", "/etapes/recapitulatif", "valider_par_mandat"),
    Action("completer", "Compléter", "/etapes/pieces", "completer"),
    Action("refuser", "Refuser", "/refus", "refuser"),
    Action("renvoi", "Demander un nouvel envoi", "/renvoi", "demander_renvoi"),
    Action("supprimer", "Supprimer", "/suppression", "supprimer"),
)
"""In the order in which they are offered: what moves the demande on first."""


def actions(demande: Mapping[str, Any]) -> list[Action]:
    """`demande` as a list or a page of the service has it."""
    permis = frozenset(demande.get("actes", ()))  # a service that is older than these pages does not say
    saisit = "saisir" in permis
    return [a for a in ACTIONS if a.acte in permis and a.de_la_saisie in (None, saisit)]


def adresse(demande: UUID | str, action: Action) -> str:
    return f"/monespace/demandes/{demande}{action.chemin}"
