"""Alike dossiers accepted in one act, and for each what became of it."""

import asyncio
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from portal.clients import Probleme
from portal.pages import Formulaire, Page, Saisie
from portal.routes.instruction.acces import DOSSIERS, PageInstructeur
from portal.routes.instruction.vue import absentes

router = APIRouter(prefix="/instruction/dossiers/{demande}/semblables")


@router.get("")
async def get_semblables(demande: UUID, page: PageInstructeur) -> Response:
    return await _montrer(page, demande)


async def _montrer(
    page: Page, demande: UUID, saisie: Saisie | None = None, probleme: Probleme | None = None
) -> Response:
    """The dossier itself, ticked, then those alike: who decides has looked at each."""
    ici = f"{DOSSIERS}/{demande}"
    vue, semblables = await asyncio.gather(page.obtenir(ici), page.obtenir(f"{ici}/semblables"))
    lignes = [vue, *(ligne for ligne in semblables if ligne["demande"] != vue["demande"])]
    return page.rendre(
        "instruction/semblables.html",
        statut=probleme.statut if probleme else 200,
        vue=vue,
        lignes=[ligne for ligne in lignes if ligne["etat"] == "a_instruire"],
        absentes=[(code, dit) for code, dit, _ in absentes(vue)],
        saisie=saisie,
        cochees=frozenset(saisie.tous("dossier")) if saisie else None,
        probleme=probleme,
    )


@router.post("")
async def post_semblables(demande: UUID, page: PageInstructeur, saisie: Formulaire) -> Response:
    """Its answer is a page of results: sent again it is the same one, the form's key sees to that."""
    dossiers = [_dossier(coche) for coche in saisie.tous("dossier")]
    corps = {
        "dossiers": dossiers,
        "decision": "accepter",
        "examen_verifie": saisie.coche("examen_verifie"),
        "absentes_acceptees": saisie.tous("absentes_acceptees"),
    }
    reponse = await page.demander("POST", "/api/instruction/decisions/lots", cle=saisie.cle, json=corps)
    if reponse.probleme is not None:
        return await _montrer(page, demande, saisie, reponse.probleme)
    numeros = {dossier["demande"]: saisie[f"numero-{dossier['demande']}"] for dossier in dossiers}
    return page.rendre("instruction/lot.html", resultats=reponse.donnees["elements"], numeros=numeros)


def _dossier(coche: str) -> dict[str, Any]:
    """As it was on the screen: another version by now is not decided."""
    demande, _, version = coche.partition("|")
    return {"demande": demande, "version": int(version) if version.isdigit() else None}
