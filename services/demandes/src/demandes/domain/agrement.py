"""A school whose agrément is not active completes what it filed and files nothing new (domain.md OP-32)."""

from typing import Final

from contracts.errors import RuleBroken

AGREMENT_ACTIF: Final = "actif"
EN_CLAIR: Final = {"suspendu": "suspendu", "retire": "retiré", "expire": "arrivé à son terme"}


class AgrementInactif(RuleBroken):
    slug = "agrement-inactif"
    title = "L'agrément de votre auto-école ne permet pas de déposer une nouvelle demande"
    kind = "interdit"


def inactif(etat: str) -> str | None:
    """What it means for the school and what to do; None for an active agrément."""
    if etat == AGREMENT_ACTIF:
        return None
    return (
        f"Votre agrément est {EN_CLAIR.get(etat, etat)}. Vous pouvez consulter et compléter les demandes déjà "
        "déposées ; pour en déposer d'autres, faites régulariser l'agrément par la préfecture qui l'a délivré."
    )


def verifier_agrement(etat: str) -> None:
    if (detail := inactif(etat)) is not None:
        raise AgrementInactif(detail)
