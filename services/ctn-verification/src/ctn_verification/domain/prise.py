"""Which agent has a dossier before him: one at a time, and it frees itself ten minutes after his last sign of life."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from contracts.errors import RuleBroken

DUREE = timedelta(minutes=10)  # each look at the dossier or one of its images begins them anew
PARIS = ZoneInfo("Europe/Paris")


class DossierEnMain(RuleBroken):
    slug = "dossier-en-main"
    title = "Un autre agent examine ce dossier"
    kind = "conflit"


class DossierNonPris(RuleBroken):
    slug = "dossier-non-pris"
    title = "Vous n'avez pas ce dossier en main"
    kind = "conflit"

    def __init__(self) -> None:
        super().__init__("Il se libère après dix minutes sans activité. Prenez-le de nouveau, puis décidez.")


class AucunDossierLibre(RuleBroken):
    slug = "aucun-dossier-libre"
    title = "Aucun dossier libre n'attend"
    kind = "introuvable"

    def __init__(self) -> None:
        super().__init__("Tous sont décidés ou en main : revenez plus tard, ou changez de filtre.")


class Prise(NamedTuple):
    """Counts until `jusqu_a` by the clock."""

    agent: UUID
    depuis: datetime
    jusqu_a: datetime


def en_cours(prise: Prise | None, now: datetime) -> Prise | None:
    return prise if prise is not None and now < prise.jusqu_a else None


def par(prise: Prise | None, agent: UUID, now: datetime) -> str | None:
    """Who has it, as another agent may know it: `vous` or `un autre agent`; None when it is free."""
    tenue = en_cours(prise, now)
    if tenue is None:
        return None
    return "vous" if tenue.agent == agent else "un autre agent"


def prendre(prise: Prise | None, agent: UUID, now: datetime) -> Prise:
    """Taken, or kept ten minutes more by who has it. Raises DossierEnMain."""
    tenue = libre_ou_sienne(prise, agent, now)
    return Prise(agent, tenue.depuis if tenue else now, now + DUREE)


def libre_ou_sienne(prise: Prise | None, agent: UUID, now: datetime) -> Prise | None:
    """His own that still counts, if he has one. Raises DossierEnMain."""
    tenue = en_cours(prise, now)
    if tenue is not None and tenue.agent != agent:
        raise DossierEnMain(
            f"Sans activité de sa part il sera libre à {tenue.jusqu_a.astimezone(PARIS):%H:%M}. "
            "Prenez le dossier suivant."
        )
    return tenue


def exiger(prise: Prise | None, agent: UUID, now: datetime) -> None:
    """Who decides has it in hand. Raises DossierEnMain or DossierNonPris."""
    if libre_ou_sienne(prise, agent, now) is None:
        raise DossierNonPris
