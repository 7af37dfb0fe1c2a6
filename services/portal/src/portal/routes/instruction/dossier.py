"""One dossier of the préfecture: images beside the fields they prove, history, thread, documents, card."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from contracts.vocabulary.pieces import Piece
from contracts.vocabulary.roles import Role
from portal.clients import Probleme
from portal.pages import Formulaire, Page, Saisie
from portal.pages.page import Refus
from portal.routes.instruction import mots
from portal.routes.instruction.acces import DOSSIERS, PageInstructeur
from portal.routes.instruction.vue import NOMS, absentes, causes_de, plaques, valeurs

router = APIRouter(prefix="/instruction/dossiers/{demande}")

TYPES = tuple((piece.value, piece.libelle) for piece in Piece)
DECISIONS = {"acceptee": "Acceptée", "complement_demande": "Complément demandé", "rejetee": "Rejetée"}


@router.get("")
async def get_dossier(demande: UUID, page: PageInstructeur) -> Response:
    return await montrer(page, demande)


async def montrer(
    page: Page, demande: UUID, saisie: Saisie | None = None, probleme: Probleme | None = None, ouvert: str = ""
) -> Response:
    """As it is now. `ouvert`: the form that was refused, with what was typed there."""
    ici = f"{DOSSIERS}/{demande}"
    lu = await page.demander("GET", ici)
    if lu.probleme is not None:
        raise Refus(lu)
    vue = lu.donnees
    causes, motifs, messages, documents, titre = await asyncio.gather(
        page.obtenir("/api/instruction/causes"),
        page.obtenir("/api/instruction/causes/rejet"),
        page.obtenir(f"{ici}/messages"),
        _ou_rien(page, "/api/documents", {"demande": str(demande)}),
        _ou_rien(page, f"/api/instruction/titres/{demande}"),
    )
    prise = vue["prise"]
    moi = str(page.qui.id) if page.qui else ""
    return page.rendre(
        "instruction/dossier.html",
        statut=probleme.statut if probleme else 200,
        vue=vue,
        etag=lu.etag,
        plaques=plaques(vue),
        saisies=valeurs(vue),
        noms=NOMS,
        mots=mots,
        decisions=DECISIONS,
        causes=causes_de(vue, causes),
        motifs=motifs,
        absentes=absentes(vue),
        absentes_choix=[(code, dit) for code, dit, _ in absentes(vue)],
        types=TYPES,
        messages=messages["elements"],
        documents=documents["elements"] if documents else None,
        titre=titre,
        a_moi=prise is not None and prise["instructeur"] == moi,
        a_un_autre=prise is not None and prise["instructeur"] != moi,
        a_decider=vue["etat"] == "a_instruire",
        superviseur=page.role is Role.SUPERVISEUR,
        saisie=saisie,
        coches=frozenset(saisie.tous("cause")) if saisie else frozenset(),
        probleme=probleme,
        ouvert=ouvert,
    )


async def _ou_rien(page: Page, chemin: str, params: dict[str, str] | None = None) -> Any:
    """What a dossier may have or not; a service that is away leaves the rest of the page whole."""
    reponse = await page.demander("GET", chemin, params=params)
    return reponse.donnees


@router.post("/prise")
async def post_prise(demande: UUID, page: PageInstructeur, saisie: Formulaire) -> Response:
    """Taken; or kept, when the script of the page says that somebody works on it."""
    reponse = await page.demander("POST", f"{DOSSIERS}/{demande}/prise", cle=saisie.cle)
    if page.fragment:
        return page.rendre("fragments/prise.html", prise=reponse.donnees, probleme=reponse.probleme)
    if reponse.probleme is not None:
        return await montrer(page, demande, probleme=reponse.probleme)
    return page.vers(f"/instruction/dossiers/{demande}")


@router.post("/rendu")
async def post_rendu(demande: UUID, page: PageInstructeur, saisie: Formulaire) -> Response:
    reponse = await page.demander("DELETE", f"{DOSSIERS}/{demande}/prise", cle=saisie.cle)
    if reponse.probleme is not None:
        return await montrer(page, demande, probleme=reponse.probleme)
    return page.vers("/instruction", "Le dossier est rendu : un collègue peut le prendre.")


@router.post("/messages")
async def post_message(demande: UUID, page: PageInstructeur, saisie: Formulaire) -> Response:
    """Whoever answers has read what stands there."""
    corps = {"texte": saisie.brut("texte")}
    reponse = await page.demander("POST", f"{DOSSIERS}/{demande}/messages", cle=saisie.cle, json=corps)
    if reponse.probleme is not None:
        return await montrer(page, demande, saisie, reponse.probleme, "messages")
    await _lire(page, demande)
    return page.vers(f"/instruction/dossiers/{demande}#fil", "Message envoyé : son destinataire en est averti par mél.")


@router.post("/messages/lecture")
async def post_lecture(demande: UUID, page: PageInstructeur, _: Formulaire) -> Response:
    await _lire(page, demande)
    return page.vers(f"/instruction/dossiers/{demande}#fil")


async def _lire(page: Page, demande: UUID) -> None:
    corps = {"jusqu_a": datetime.now(UTC).isoformat()}
    await page.demander("POST", f"{DOSSIERS}/{demande}/messages/lecture", json=corps)


@router.post("/titre")
async def post_reprise(demande: UUID, page: PageInstructeur, saisie: Formulaire) -> Response:
    """The card that Imprimerie Nationale refused is ordered again."""
    reponse = await page.demander("POST", f"/api/instruction/titres/{demande}/reprise", cle=saisie.cle)
    if reponse.probleme is not None:
        return await montrer(page, demande, probleme=reponse.probleme)
    return page.vers(f"/instruction/dossiers/{demande}", "Le titre est commandé de nouveau.")
