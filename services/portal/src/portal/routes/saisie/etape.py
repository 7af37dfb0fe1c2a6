"""What the steps have in common: shown with what is saved or typed, saved over the version that was seen, and on."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from starlette.responses import Response

from portal.clients import Probleme, Reponse
from portal.pages import Page, Saisie
from portal.pages.page import Refus
from portal.routes.saisie.brouillon import ETAPES, SLUGS, Brouillon, lire
from portal.routes.saisie.ecarts import Mots, ecarts, etat, repris, sceau

OUI_NON: Mapping[str, bool | None] = {"oui": True, "non": False}
PERIMEE = 412
SERVICE_ABSENT = 500


def oui_non(saisi: str) -> bool | None:
    return OUI_NON.get(saisi)


EN_PAGE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"Choisissez l'une des valeurs : .*\."), "Choisissez une des réponses proposées."),
    (re.compile(r" Écrivez-la AAAA-MM-JJ, par exemple [0-9-]+\."), " Écrivez le jour, le mois et l'année."),
    (re.compile(r" \(AAAA-MM-JJ\)"), ""),
    (re.compile(r" \(code à deux lettres, par exemple FR\)"), ""),
    (re.compile(r" \(code INSEE\)"), ""),
)
"""What demandes says of codes, to programs too, as a page says it: its fields show words and dates."""


def remontees(probleme: Probleme, champs: Mapping[str, str]) -> Probleme:
    """Faults inside a list stand beside the field of the whole list, when its parts have none of their own."""
    erreurs: dict[str, str] = {}
    for pointeur, detail in probleme.erreurs.items():
        montre = _montre(pointeur, champs)
        connu = erreurs.get(montre)
        mots = _en_page(detail)
        erreurs[montre] = f"{connu} {mots}" if connu and mots not in connu else mots
    return replace(probleme, erreurs=erreurs)


def _en_page(detail: str) -> str:
    for code, mots in EN_PAGE:
        detail = code.sub(mots, detail)
    return detail


def _montre(pointeur: str, champs: Mapping[str, str]) -> str:
    court = pointeur
    while court and court not in champs:
        court = court.rpartition("/")[0]
    return court or pointeur


async def afficher(
    page: Page,
    brouillon: Brouillon,
    slug: str,
    valeurs: Mapping[str, Any],
    *,
    champs: Mapping[str, str],
    noms: Mapping[str, str] | None = None,
    probleme: Probleme | None = None,
    esquisse: Mapping[str, Any] | None = None,
    saisie: Saisie | None = None,
    mots: Mots | None = None,
    libelles: Mapping[str, str] | None = None,
    **plus: Any,
) -> Response:
    """A step that is typed: `valeurs` as the service's JSON of it; beside it what the answers lead to. `saisie` is the
    form that comes back, `mots` and `libelles` what its codes and its own questions are called."""
    commun = cadre(brouillon, slug, remontees(probleme, champs) if probleme else None)
    avant = saisie["avant"] if saisie else sceau(brouillon, slug)
    a_choisir = commun["perimee"] or bool(saisie and saisie["reprendre"])
    differents = ecarts(avant, etat(brouillon, slug), valeurs, champs, libelles or {}, mots or {}) if a_choisir else []
    return page.rendre(
        f"saisie/{slug}.html",
        statut=probleme.statut if probleme else 200,
        **{**commun, "perimee": a_choisir},
        ecarts=differents,
        avant=avant,
        version=saisie["version"] if saisie and not a_choisir else brouillon.version,
        valeurs=defaultdict(lambda: None, valeurs),
        champs=champs,
        noms=noms or {},
        apercu=await apercu(page, brouillon, esquisse or {}),
        **plus,
    )


def cadre(brouillon: Brouillon, slug: str, probleme: Probleme | None = None) -> dict[str, Any]:
    """What every step's page shows around its fields."""
    numero = SLUGS.index(slug) + 1
    return {
        "b": brouillon,
        "demande": brouillon.donnees,
        "slug": slug,
        "numero": numero,
        "titres": list(ETAPES.values()),
        "etapes": ETAPES,
        "precedente": SLUGS[numero - 2] if numero > 1 else "",
        "suivante": SLUGS[numero] if numero < len(SLUGS) else "",
        "probleme": probleme,
        "perimee": probleme is not None and probleme.statut == PERIMEE,
    }


async def apercu(page: Page, brouillon: Brouillon, esquisse: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What the answers lead to; a page does without when it cannot be said."""
    reponse = await page.demander("POST", f"{brouillon.api}/apercu", json=esquisse)
    if reponse.probleme is not None:
        return None
    found: Mapping[str, Any] = reponse.donnees
    return found


def reprise(saisie: Saisie, brouillon: Brouillon, slug: str, saisi: Mapping[str, Any]) -> dict[str, Any] | None:
    """What was typed but for the fields that the person wants as they are saved; None when he asks for none."""
    return repris(saisi, etat(brouillon, slug), saisie["reprendre"]) if saisie["reprendre"] else None


async def enregistrer(page: Page, saisie: Saisie, brouillon: Brouillon, slug: str, corps: Mapping[str, Any]) -> Reponse:
    """Over what the form was made from: a change of another step, or of a file, is no reason to ask the person again.
    Raises Refus when no page of the step could tell it."""
    chemin = f"{brouillon.api}/etapes/{slug}"
    reponse = await page.demander("PUT", chemin, cle=saisie.cle, si=saisie["version"] or brouillon.version, json=corps)
    if reponse.statut == PERIMEE and saisie["avant"] == sceau(brouillon, slug):
        reponse = await page.demander("PUT", chemin, cle=saisie.cle, si=brouillon.version, json=corps)
    if reponse.statut >= SERVICE_ABSENT:
        raise Refus(reponse)
    return reponse


async def relu(page: Page, demande_id: UUID, probleme: Probleme, brouillon: Brouillon) -> Brouillon:
    """After a 412 the next attempt is over the version that is saved now: whoever sends it again has been told."""
    return await lire(page, demande_id) if probleme.statut == PERIMEE else brouillon


def suite(page: Page, saisie: Saisie, brouillon: Brouillon, slug: str, reste: str = "") -> Response:
    """Where the button leads: back, on, or here again; `reste` is what this step leaves to be done."""
    rang = SLUGS.index(slug)
    match saisie["vers"]:
        case "precedente":
            return page.vers(brouillon.etape(SLUGS[max(0, rang - 1)]), reste, "info")
        case "enregistrer" if not reste:
            return page.vers(brouillon.etape(slug), "Enregistré : vous pourrez reprendre ici plus tard.")
        case "enregistrer":
            return page.vers(brouillon.etape(slug), reste, "info")
    return page.vers(brouillon.etape(SLUGS[rang + 1]), reste, "info")
