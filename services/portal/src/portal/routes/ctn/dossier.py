"""The viewer: a dossier with its images, what the engine measured and read, and the agent's decision."""

import asyncio
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from contracts.vocabulary.mot import libelle
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.pieces import Piece
from portal.clients import Probleme
from portal.pages import Formulaire, Page, Saisie
from portal.routes.ctn.acces import PageAgent
from portal.routes.ctn.attente import DOSSIERS, au_suivant
from portal.routes.ctn.filtre import Filtre, FiltreDemande
from portal.routes.ctn.planches import objets, planches

router = APIRouter(prefix="/ctn/dossiers/{demande}")

ETATS = {
    "conforme": "Ce dossier est décidé : images conformes.",
    "refuse": "Ce dossier est décidé : il est renvoyé à son déposant, « A compléter ».",
    "attente_controle": "Le contrôle automatique n’a pas encore vu toutes les images de ce dossier.",
}
TYPES = tuple((piece.value, piece.libelle) for piece in Piece)


@router.get("")
async def get_dossier(demande: UUID, page: PageAgent, filtre: FiltreDemande) -> Response:
    return await montrer(page, demande, filtre)


async def montrer(
    page: Page, demande: UUID, filtre: Filtre, saisie: Saisie | None = None, probleme: Probleme | None = None
) -> Response:
    """As it is now; with what was ticked, when a decision was refused."""
    dossier, causes = await asyncio.gather(page.obtenir(f"{DOSSIERS}/{demande}"), page.obtenir("/api/ctn/causes"))
    prise = dossier["prise"]
    return page.rendre(
        "ctn/dossier.html",
        statut=probleme.statut if probleme else 200,
        dossier=dossier,
        planches=planches(dossier),
        objets=objets(dossier, causes),
        causes=causes,
        a_moi=prise is not None and prise["par"] == "vous",
        a_examiner=dossier["etat"] == "a_examiner",
        dit_etat=ETATS.get(dossier["etat"], ""),
        filtre=filtre,
        types=TYPES,
        cochees=frozenset(saisie.tous("cause")) if saisie else frozenset(),
        saisie=saisie or {},
        probleme=probleme,
        mot_motif=libelle(Motif, dossier["motif"]),
    )


@router.post("/prise")
async def post_prise(demande: UUID, page: PageAgent, saisie: Formulaire, filtre: FiltreDemande) -> Response:
    """Taken; or kept, when the script of the page says that somebody works on it."""
    reponse = await page.demander("POST", f"{DOSSIERS}/{demande}/prise", cle=saisie.cle)
    if page.fragment:
        return page.rendre("fragments/prise.html", prise=reponse.donnees, probleme=reponse.probleme)
    if reponse.probleme is not None:
        return await montrer(page, demande, filtre, probleme=reponse.probleme)
    return page.vers(filtre.adresse(f"/ctn/dossiers/{demande}"))


@router.post("/rendu")
async def post_rendu(demande: UUID, page: PageAgent, saisie: Formulaire, filtre: FiltreDemande) -> Response:
    """Given back; `suivant` goes on to another one."""
    reponse = await page.demander("DELETE", f"{DOSSIERS}/{demande}/prise", cle=saisie.cle)
    if reponse.probleme is not None:
        return await montrer(page, demande, filtre, probleme=reponse.probleme)
    if saisie.coche("suivant"):
        return await au_suivant(page, filtre, "Dossier rendu.", sauf=demande)
    return page.vers(filtre.adresse("/ctn"), "Le dossier est rendu : un autre agent peut le prendre.")


@router.post("/decision")
async def post_decision(demande: UUID, page: PageAgent, saisie: Formulaire, filtre: FiltreDemande) -> Response:
    """Decided, and on to the next."""
    conforme = saisie["decision"] == "conforme"
    reponse = await page.demander(
        "POST", f"{DOSSIERS}/{demande}/decision", cle=saisie.cle, json=corps_de_decision(saisie, conforme)
    )
    if reponse.probleme is not None:
        return await montrer(page, demande, filtre, saisie, reponse.probleme)
    dit = "images conformes, dossier transmis." if conforme else "dossier renvoyé au déposant, « A compléter »."
    return await au_suivant(page, filtre, f"Décision enregistrée : {dit}")


def corps_de_decision(saisie: Saisie, conforme: bool) -> dict[str, Any]:
    dits: set[str] = set()
    return {
        "conforme": conforme,
        "causes": [_cause(saisie, coche, dits) for coche in saisie.tous("cause")],
        "commentaire": saisie.ou_rien("commentaire"),
        "tour": int(tour) if (tour := saisie["tour"]).isdigit() else None,
    }


def _cause(saisie: Saisie, coche: str, dits: set[str]) -> dict[str, Any]:
    """The precision of an object goes with the first of its causes: it is said once."""
    code, _, objet = coche.partition("|")
    precision = None if objet in dits else saisie.ou_rien(f"precision-{objet}")
    dits.add(objet)
    nommee = None if objet in ("ephoto", "dossier") else objet
    manque = saisie.ou_rien("type_piece") if code == "piece_manquante" and nommee is None else None
    return {"code": code, "piece": nommee, "type_piece": manque, "commentaire": precision}
