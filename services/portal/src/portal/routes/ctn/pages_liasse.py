"""Pages of stacks that wait for an agent: the picture with its frames, the number, taken or thrown away."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from portal.clients import Probleme
from portal.pages import Formulaire, Page, Saisie
from portal.routes.ctn.acces import PageAgent
from portal.routes.ctn.liasses import ETATS_PAGE, LIASSES

router = APIRouter(prefix="/ctn/liasses/pages")

PAGES = f"{LIASSES}/pages"
CADRES = {"photo": "Photo", "signature": "Signature"}
COTES = {"x": "Gauche", "y": "Haut", "largeur": "Largeur", "hauteur": "Hauteur"}


@router.get("")
async def get_pages(page: PageAgent, curseur: Annotated[str, Query(max_length=512)] = "") -> Response:
    attente = await page.obtenir(PAGES, params={"curseur": curseur} if curseur else None)
    return page.rendre("ctn/pages_liasse.html", attente=attente, premiere=not curseur)


@router.get("/{feuillet}")
async def get_page(feuillet: UUID, page: PageAgent) -> Response:
    return await _montrer(page, feuillet)


async def _montrer(
    page: Page, feuillet: UUID, saisie: Saisie | None = None, probleme: Probleme | None = None
) -> Response:
    vue = await page.obtenir(f"{PAGES}/{feuillet}")
    return page.rendre(
        "ctn/page_liasse.html",
        statut=probleme.statut if probleme else 200,
        vue=vue,
        etats_page=ETATS_PAGE,
        ouverte=vue["etat"] in ("a_traiter", "a_lire"),
        cadres={nom: _montre(nom, vue, saisie) for nom in CADRES},
        noms=CADRES,
        cotes=COTES,
        numero=saisie["numero"] if saisie and "numero" in saisie else vue["numero"] or "",
        motif=saisie["motif"] if saisie else "",
        probleme=probleme,
        insister=probleme is not None and probleme.slug == "ephoto-refusee",
    )


def _montre(nom: str, vue: Any, saisie: Saisie | None) -> dict[str, str]:
    """In per cent, as a person reads it: what was typed, else what the engine proposes, else nothing."""
    if saisie is not None and f"{nom}_x" in saisie:
        return {cote: saisie[f"{nom}_{cote}"] for cote in COTES}
    propose = vue["cadres"].get(nom)
    return {cote: f"{propose[cote] * 100:.2f}" if propose else "" for cote in COTES}


@router.get("/{feuillet}/image")
async def get_image(feuillet: UUID, page: PageAgent) -> Response:
    return await page.transmettre(f"{PAGES}/{feuillet}/image")


@router.post("/{feuillet}/saisie")
async def post_saisie(feuillet: UUID, page: PageAgent, saisie: Formulaire) -> Response:
    """Taken; then the next page that waits."""
    corps = {"numero": saisie["numero"] or " ", "insister": saisie.coche("insister")}
    corps |= {nom: cadre for nom in CADRES if (cadre := _cadre(nom, saisie))}
    reponse = await page.demander("POST", f"{PAGES}/{feuillet}/saisie", cle=saisie.cle, json=corps)
    if reponse.probleme is not None:
        return await _montrer(page, feuillet, saisie, reponse.probleme)
    return await _a_la_suivante(page, f"Page prise pour la demande {reponse.donnees['numero']}.")


@router.post("/{feuillet}/rebut")
async def post_rebut(feuillet: UUID, page: PageAgent, saisie: Formulaire) -> Response:
    corps = {"motif": saisie["motif"]}
    reponse = await page.demander("POST", f"{PAGES}/{feuillet}/rebut", cle=saisie.cle, json=corps)
    if reponse.probleme is not None:
        return await _montrer(page, feuillet, saisie, reponse.probleme)
    return await _a_la_suivante(page, "Page mise au rebut.")


async def _a_la_suivante(page: Page, avis: str) -> Response:
    attente = await page.obtenir(PAGES, params={"limite": 1})
    for suivante in attente["elements"]:
        return page.vers(f"/ctn/liasses/pages/{suivante['id']}", avis)
    return page.vers("/ctn/liasses", f"{avis} Aucune autre page n’attend.")


def _cadre(nom: str, saisie: Saisie) -> dict[str, Any] | None:
    """Fractions, as the service wants them; what is no number goes as it is, for the service to say so."""
    dits = {cote: saisie[f"{nom}_{cote}"].replace(",", ".") for cote in COTES}
    if not any(dits.values()):
        return None
    return {cote: _fraction(dit) for cote, dit in dits.items()}


def _fraction(dit: str) -> float | str:
    try:
        return round(float(dit) / 100, 6)
    except ValueError:
        return dit
