"""The forms against robots without JavaScript: sent a first time they come back with a ticket, sent again after a while
they are taken (docs/decisions/0017)."""

from typing import NamedTuple

from portal.clients import Probleme
from portal.pages import Page, Saisie

ATTENTES = "/api/accounts/captcha/attente"
REQUIS, REFUSE, EN_COURS = "captcha-requis", "captcha-refuse", "captcha-attente"


class Refusee(NamedTuple):
    """What the page tells, and the ticket that its form carries from now on."""

    probleme: Probleme
    billet: str


def preuve(saisie: Saisie) -> str | None:
    """What the widget has computed, or the ticket."""
    return saisie.ou_rien("captcha") or saisie.ou_rien("billet")


async def refusee(page: Page, pour: str, saisie: Saisie, probleme: Probleme) -> Refusee:
    """Another fault leaves the ticket good; without one, or with one that is spent, there is another."""
    if probleme.slug != REQUIS and not (probleme.slug == REFUSE and saisie["billet"] and not saisie["captcha"]):
        return Refusee(probleme, saisie["billet"])
    reponse = await page.demander("POST", ATTENTES, json={"pour": pour})
    if reponse.probleme is not None:
        return Refusee(reponse.probleme, "")
    donne = reponse.donnees
    detail = f"Attendez {donne['secondes']} secondes, puis envoyez de nouveau ce formulaire : il est resté rempli."
    return Refusee(Probleme(422, EN_COURS, "Il reste un envoi à faire", detail, {"/captcha": detail}), donne["billet"])
