"""The queue of the CTN: how many wait and since when, what of them is looked for, and the next one."""

import asyncio
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from contracts.vocabulary.mot import libelle
from contracts.vocabulary.motifs import Motif
from portal.pages import Formulaire, Page
from portal.routes.ctn.acces import PageAgent
from portal.routes.ctn.filtre import Filtre, FiltreDemande

router = APIRouter()

DOSSIERS = "/api/ctn/dossiers"
MAINS = (("miens", "En main : les miens"), ("libres", "Libres"), ("autres", "En main : un autre agent"))


@router.get("/ctn")
async def get_file(
    page: PageAgent,
    filtre: FiltreDemande,
    main: Annotated[str, Query(max_length=10)] = "",
    curseur: Annotated[str, Query(max_length=512)] = "",
) -> Response:
    asked = filtre.valeurs | {nom: valeur for nom, valeur in (("main", main), ("curseur", curseur)) if valeur}
    compteurs, dossiers = await asyncio.gather(
        page.obtenir(f"{DOSSIERS}/compteurs"), page.obtenir(DOSSIERS, params=asked)
    )
    return page.rendre(
        "ctn/attente.html",
        compteurs=compteurs,
        dossiers=dossiers,
        filtre=filtre,
        main=main,
        premiere=not curseur,
        choix=_choix(compteurs),
        mains=MAINS,
        mot_motif=lambda code: libelle(Motif, code),
    )


def _choix(compteurs: Any) -> dict[str, list[tuple[str, str]]]:
    """What the filters offer: only what waits, with how many."""
    return {
        "motif": [(c["valeur"], f"{libelle(Motif, c['valeur'])} ({c['nombre']})") for c in compteurs["motifs"]],
        "prefecture": [(c["valeur"], f"{_nommee(c)} ({c['nombre']})") for c in compteurs["prefectures"]],
        "tour": [(c["valeur"], f"Tour {c['valeur']} ({c['nombre']})") for c in compteurs["tours"]],
        "doute": [(c["valeur"], f"{c['libelle']} ({c['nombre']})") for c in compteurs["doutes"]],
    }


def _nommee(compte: Any) -> str:
    """921 – Antony."""
    code, nom = compte["valeur"], compte["libelle"]
    return str(code) if nom == code else f"{code} – {nom}"


@router.post("/ctn/dossiers/suivant")
async def post_suivant(page: PageAgent, saisie: Formulaire, filtre: FiltreDemande) -> Response:
    return await au_suivant(page, filtre, cle=saisie.cle)


async def au_suivant(
    page: Page, filtre: Filtre, avis: str = "", *, cle: str | None = None, sauf: UUID | None = None
) -> Response:
    """The next dossier that nobody has, or the queue when there is none."""
    corps = filtre.corps | ({"sauf": [str(sauf)]} if sauf else {})
    reponse = await page.demander("POST", f"{DOSSIERS}/suivant", cle=cle, json=corps)
    if reponse.probleme is not None:
        return page.vers(filtre.adresse("/ctn"), f"{avis} {reponse.probleme.dit}".strip(), "info")
    return page.vers(filtre.adresse(f"/ctn/dossiers/{reponse.donnees['demande']}"), avis)
