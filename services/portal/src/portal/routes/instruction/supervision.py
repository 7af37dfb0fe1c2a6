"""What a supervisor sees and does: delays and stock as plots, his people's load, late dossiers, one dossier's audit."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from contracts.vocabulary.mot import libelle
from contracts.vocabulary.motifs import Motif
from portal.clients import Probleme
from portal.pages import Formulaire, Page
from portal.routes.instruction import mots, traces
from portal.routes.instruction.acces import DOSSIERS, PageSuperviseur

router = APIRouter(prefix="/instruction/supervision")

SUPERVISION = f"{DOSSIERS.rpartition('/')[0]}/supervision"
ACTES = {
    "consulter": "A ouvert le dossier",
    "lire_piece": "A regardé une pièce",
    "lire_photo": "A regardé la photo",
    "lire_signature": "A regardé la signature",
    "lire_audit": "A lu ces consultations",
    "prendre": "A pris le dossier",
    "rendre": "A rendu le dossier",
    "reaffecter": "A réaffecté le dossier",
    "accepter": "A accepté",
    "demander_complement": "A demandé un complément",
    "rejeter": "A rejeté",
    "ecrire": "A écrit au déposant",
    "marquer_urgent": "A marqué le dossier urgent",
    "lever_urgence": "A levé l’urgence",
    "reprendre_titre": "A commandé de nouveau le titre",
}


@router.get("")
async def get_supervision(page: PageSuperviseur, curseur: Annotated[str, Query(max_length=512)] = "") -> Response:
    tableau, equipe, retards, ecarts = await asyncio.gather(
        page.obtenir(f"{SUPERVISION}/tableau"),
        page.obtenir(f"{SUPERVISION}/equipe"),
        page.obtenir(f"{SUPERVISION}/retards", params={"curseur": curseur} if curseur else None),
        page.obtenir(f"{SUPERVISION}/ecarts"),
    )
    charges = _charges(tableau["par_jour"], equipe)
    return page.rendre(
        "instruction/supervision.html",
        tableau=tableau,
        equipe=equipe,
        retards=retards,
        ecarts=ecarts,
        charges=charges,
        premiere=not curseur,
        trace_delais=traces.delais(tableau["delais"]),
        trace_ages=traces.ages(tableau["ages"]),
        trace_charges=traces.barres([(charge["nom"], charge["total"]) for charge in charges]),
        mots=mots,
        mot_motif=lambda code: libelle(Motif, code),
    )


def _charges(par_jour: Sequence[Any], equipe: Sequence[Any]) -> list[dict[str, Any]]:
    """Decisions of thirty days by instructor; who decided nothing is there too."""
    noms = {agent["compte"]: agent["nom"] for agent in equipe}
    comptes: dict[str, dict[str, int]] = {compte: defaultdict(int) for compte in noms}
    for jour in par_jour:
        noms.setdefault(jour["instructeur"], jour["nom"] or "Ancien instructeur")
        comptes.setdefault(jour["instructeur"], defaultdict(int))[jour["decision"]] += jour["nombre"]
    charges = [{"nom": noms[qui], "total": sum(decisions.values()), **decisions} for qui, decisions in comptes.items()]
    return sorted(charges, key=lambda charge: (-charge["total"], charge["nom"]))


@router.get("/dossiers/{demande}")
async def get_dossier(
    demande: UUID, page: PageSuperviseur, curseur: Annotated[str, Query(max_length=512)] = ""
) -> Response:
    return await _montrer(page, demande, curseur)


async def _montrer(page: Page, demande: UUID, curseur: str = "", probleme: Probleme | None = None) -> Response:
    ici = f"{DOSSIERS}/{demande}"
    vue, equipe, audit = await asyncio.gather(
        page.obtenir(ici),
        page.obtenir(f"{SUPERVISION}/equipe"),
        page.obtenir(f"{ici}/audit", params={"curseur": curseur} if curseur else None),
    )
    return page.rendre(
        "instruction/dossier_supervise.html",
        statut=probleme.statut if probleme else 200,
        vue=vue,
        equipe=[(agent["compte"], agent["nom"]) for agent in equipe],
        noms={agent["compte"]: agent["nom"] for agent in equipe},
        audit=audit,
        premiere=not curseur,
        actes=ACTES,
        mots=mots,
        probleme=probleme,
    )


@router.post("/dossiers/{demande}/reaffectation")
async def post_reaffectation(demande: UUID, page: PageSuperviseur, saisie: Formulaire) -> Response:
    corps = {"instructeur": saisie["instructeur"]}
    reponse = await page.demander("POST", f"{DOSSIERS}/{demande}/reaffectation", cle=saisie.cle, json=corps)
    if reponse.probleme is not None:
        return await _montrer(page, demande, probleme=reponse.probleme)
    tenu = reponse.donnees["prise"]
    return page.vers(
        _retour(saisie["retour"], demande), f"Dossier réaffecté à {tenu['nom'] if tenu else 'un collègue'}."
    )


@router.post("/dossiers/{demande}/urgence")
async def post_urgence(demande: UUID, page: PageSuperviseur, saisie: Formulaire) -> Response:
    corps = {"raison": saisie.ou_rien("raison")}
    reponse = await page.demander("POST", f"{DOSSIERS}/{demande}/urgence", cle=saisie.cle, json=corps)
    if reponse.probleme is not None:
        return await _montrer(page, demande, probleme=reponse.probleme)
    dit = "Le dossier est marqué urgent." if corps["raison"] else "Le dossier n’est plus urgent."
    return page.vers(_retour("", demande), dit)


def _retour(retour: str, demande: UUID) -> str:
    return "/instruction/supervision" if retour == "supervision" else f"/instruction/supervision/dossiers/{demande}"
