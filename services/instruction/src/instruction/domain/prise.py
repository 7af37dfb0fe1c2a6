"""Who has a dossier in hand: one at a time, and it frees itself when he does nothing for twenty minutes."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from contracts.errors import RuleBroken
from contracts.events.instruction import DossierAttribueV1

DUREE = timedelta(minutes=20)  # without an act; each act renews it
PARIS = ZoneInfo("Europe/Paris")


class DossierEnMain(RuleBroken):
    slug = "dossier-en-main"
    title = "Un collègue traite ce dossier"
    kind = "conflit"


class AucunDossierLibre(RuleBroken):
    slug = "aucun-dossier-libre"
    title = "Aucun dossier libre n'attend"
    kind = "introuvable"


class Prise(NamedTuple):
    """Counts until `jusqu_a` by the clock, swept or not."""

    instructeur: UUID
    nom: str
    depuis: datetime
    jusqu_a: datetime


def en_cours(prise: Prise | None, now: datetime) -> Prise | None:
    return prise if prise is not None and now < prise.jusqu_a else None


def verifier(prise: Prise | None, instructeur: UUID, now: datetime) -> None:
    """Raises DossierEnMain when it is a colleague's; a free one may be decided, which takes it for the same instant."""
    tenue = en_cours(prise, now)
    if tenue is not None and tenue.instructeur != instructeur:
        depuis, fin = tenue.depuis.astimezone(PARIS), tenue.jusqu_a.astimezone(PARIS)
        raise DossierEnMain(
            f"{tenue.nom} l'a en main depuis le {depuis:%d/%m/%Y à %H:%M}. Sans acte de sa part il sera libre "
            f"à {fin:%H:%M} ; prenez le dossier suivant, ou demandez à votre responsable de le réaffecter."
        )


def prendre(prise: Prise | None, instructeur: UUID, nom: str, now: datetime) -> Prise:
    """Taken, or kept twenty minutes more by who has it."""
    verifier(prise, instructeur, now)
    tenue = en_cours(prise, now)
    return Prise(instructeur, nom, tenue.depuis if tenue else now, now + DUREE)


def attribue(prefecture: str, attribue: bool, now: datetime) -> DossierAttribueV1:
    """What the person may know: that someone looks at it, not who."""
    return DossierAttribueV1(prefecture=prefecture, attribue=attribue, le=now)
