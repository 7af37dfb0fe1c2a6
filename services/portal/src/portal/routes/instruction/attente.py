"""The queue of a préfecture: filters, ages, what is late; the search; the next dossier."""

import asyncio
from dataclasses import asdict, dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from contracts.vocabulary.mot import libelle
from contracts.vocabulary.motifs import Motif
from portal.clients import Probleme
from portal.pages import Formulaire, Page
from portal.routes.instruction import mots
from portal.routes.instruction.acces import DOSSIERS, PageInstructeur

router = APIRouter(prefix="/instruction")


@dataclass(frozen=True, slots=True)
class Filtre:
    """In the words of the service; an empty one asks for nothing."""

    etat: str = "a_instruire"
    motif: str = ""
    categorie: str = ""
    age_min: str = ""
    main: str = ""
    complement_revenu: str = ""
    urgent: str = ""
    en_retard: str = ""

    @property
    def valeurs(self) -> dict[str, str]:
        return {nom: valeur for nom, valeur in asdict(self).items() if valeur and valeur != "tous"}

    @property
    def change(self) -> bool:
        return self != Filtre()

    @property
    def adresse(self) -> str:
        return f"/instruction?{urlencode({nom: valeur for nom, valeur in asdict(self).items() if valeur})}"


async def _filtre(
    etat: Annotated[str, Query(pattern=r"^[a-z_]{0,20}$")] = "a_instruire",
    motif: Annotated[str, Query(max_length=40)] = "",
    categorie: Annotated[str, Query(max_length=10)] = "",
    age_min: Annotated[str, Query(pattern=r"^[0-9]{0,4}$")] = "",
    main: Annotated[str, Query(pattern=r"^(miens|libres|collegues|)$")] = "",
    complement_revenu: Annotated[str, Query(pattern=r"^(true|false|)$")] = "",
    urgent: Annotated[str, Query(pattern=r"^(true|false|)$")] = "",
    en_retard: Annotated[str, Query(pattern=r"^(true|false|)$")] = "",
) -> Filtre:
    return Filtre(etat or "tous", motif, categorie, age_min, main, complement_revenu, urgent, en_retard)


@router.get("")
async def get_file(
    page: PageInstructeur,
    filtre: Annotated[Filtre, Depends(_filtre)],
    curseur: Annotated[str, Query(max_length=512)] = "",
) -> Response:
    params = filtre.valeurs | ({"curseur": curseur} if curseur else {})
    comptes, dossiers = await asyncio.gather(page.obtenir(f"{DOSSIERS}/comptes"), page.obtenir(DOSSIERS, params=params))
    return _liste(page, comptes, dossiers, filtre=filtre, premiere=not curseur)


@router.post("/recherche")
async def post_recherche(page: PageInstructeur, saisie: Formulaire) -> Response:
    """Names are in no address: the answer is this page itself."""
    q = saisie["q"]
    params = {"curseur": saisie["curseur"]} if saisie["curseur"] else None
    reponse = await page.demander("POST", f"{DOSSIERS}/recherche", json={"q": q}, params=params)
    comptes = await page.obtenir(f"{DOSSIERS}/comptes")
    trouves = reponse.donnees or {"elements": [], "suivant": None}
    return _liste(page, comptes, trouves, q=q, probleme=reponse.probleme, cherche=True)


def _liste(
    page: Page,
    comptes: Any,
    dossiers: Any,
    *,
    filtre: Filtre | None = None,
    premiere: bool = True,
    q: str = "",
    probleme: Probleme | None = None,
    cherche: bool = False,
) -> Response:
    return page.rendre(
        "instruction/attente.html",
        statut=probleme.statut if probleme else 200,
        comptes=comptes,
        dossiers=dossiers,
        filtre=filtre or Filtre(),
        premiere=premiere,
        q=q,
        probleme=probleme,
        cherche=cherche,
        moi=str(page.qui.id) if page.qui else "",
        mots=mots,
        mot_motif=lambda code: libelle(Motif, code),
    )


@router.post("/dossiers/suivant")
async def post_suivant(page: PageInstructeur, saisie: Formulaire) -> Response:
    corps = {"motif": saisie["motif"]} if saisie["motif"] else {}
    reponse = await page.demander("POST", f"{DOSSIERS}/suivant", cle=saisie.cle, json=corps)
    if reponse.probleme is not None:
        return page.vers("/instruction", reponse.probleme.dit, "info")
    return page.vers(f"/instruction/dossiers/{reponse.donnees['demande']}")
