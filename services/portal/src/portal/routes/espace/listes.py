"""A list of demandes, all of them, a tray's, or those that a search finds; the search stands sealed in the address."""

from collections.abc import Iterable, Mapping
from typing import Any

from portal.clients import Reponse
from portal.pages import Page, Saisie

CRITERES = ("texte", "date_naissance", "motif", "categorie", "creee_du", "creee_au")


def criteres_de(page: Page, recherche: str) -> dict[str, str]:
    return page.app.signature.lire_recherche(recherche) if recherche else {}


def adresse_de_recherche(page: Page, liste: str, saisie: Saisie, noms: Iterable[str] = CRITERES) -> str:
    """Where the list shows what was asked for: names are typed in forms, and stand in no address that can be read."""
    criteres = {nom: saisie[nom][:100] for nom in noms if saisie[nom]}
    return f"{liste}?recherche={page.app.signature.sceller_recherche(criteres)}" if criteres else liste


async def lister(page: Page, criteres: Mapping[str, str], *, bannette: str = "", curseur: str = "") -> Reponse:
    params: dict[str, Any] = {"curseur": curseur} if curseur else {}
    tray = {"bannette": bannette} if bannette else {}
    if not criteres:
        return await page.demander("GET", "/api/demandes", params=params | tray)
    return await page.demander("POST", "/api/demandes/recherche", json={**criteres, **tray}, params=params)


async def libelles_de_pieces(page: Page, lignes: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The names of pieces, asked for when a line of the list says that one is to be corrected."""
    if not any(ligne.get("causes_a_corriger") for ligne in lignes):
        return {}
    pieces = await page.obtenir("/api/demandes/referentiel/pieces")
    return {piece["code"]: piece["libelle"] for piece in pieces}
