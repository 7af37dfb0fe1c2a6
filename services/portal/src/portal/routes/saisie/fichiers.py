"""The files of step 5, one act each: joined, replaced, taken away, kept with a reason, or explained as missing."""

from uuid import UUID

from fastapi import APIRouter
from starlette.datastructures import UploadFile
from starlette.responses import Response

from portal.clients import Probleme, ServiceAbsent
from portal.pages import Formulaire, Page, Saisie
from portal.routes.saisie.brouillon import Brouillon, Deposant, lire
from portal.routes.saisie.pieces import Echecs, fragment, montrer

router = APIRouter(prefix="/monespace/demandes/{demande_id}/etapes/pieces")

VIDE = Probleme(422, "fichier-manquant", "Aucun fichier choisi", "Choisissez un fichier, puis joignez-le.")
COUPE = Probleme(
    503,
    "envoi-interrompu",
    "L'envoi a été interrompu",
    "Le fichier n'a pas été pris ; les autres sont gardés. Envoyez-le de nouveau.",
)


@router.post("/depot")
async def post_depot(demande_id: UUID, page: Deposant, saisie: Formulaire) -> Response:
    """Several files are several acts: one that is refused leaves the others."""
    type_piece = saisie["type"]
    fichiers = [*saisie.fichiers("fichier"), *saisie.fichiers("photo")]
    refuses = [] if fichiers else [("", VIDE)]
    for rang, fichier in enumerate(fichiers):
        probleme = await _envoyer(
            page,
            "POST",
            f"/api/demandes/{demande_id}/pieces",
            fichier,
            cle=f"{saisie.cle}-{rang}",
            data={"type": type_piece},
        )
        if probleme is not None:
            refuses.append((fichier.filename or "fichier", probleme))
    return await _apres_envoi(page, demande_id, type_piece, refuses)


@router.post("/{piece_id}/remplacement")
async def post_remplacement(demande_id: UUID, piece_id: UUID, page: Deposant, saisie: Formulaire) -> Response:
    fichiers = saisie.fichiers("fichier")[:1]
    refuses = [] if fichiers else [("", VIDE)]
    for fichier in fichiers:
        chemin = f"/api/demandes/{demande_id}/pieces/{piece_id}"
        if (probleme := await _envoyer(page, "PUT", chemin, fichier, cle=saisie.cle)) is not None:
            refuses.append((fichier.filename or "fichier", probleme))
    return await _apres_envoi(page, demande_id, saisie["type"], refuses)


@router.post("/{piece_id}/suppression")
async def post_suppression(demande_id: UUID, piece_id: UUID, page: Deposant, saisie: Formulaire) -> Response:
    reponse = await page.demander("DELETE", f"/api/demandes/{demande_id}/pieces/{piece_id}", cle=saisie.cle)
    brouillon = await lire(page, demande_id)
    return await _fait(page, brouillon, saisie, reponse.probleme, "Le fichier est supprimé.")


@router.post("/{piece_id}/maintien")
async def post_maintien(demande_id: UUID, piece_id: UUID, page: Deposant, saisie: Formulaire) -> Response:
    chemin = f"/api/demandes/{demande_id}/pieces/{piece_id}/maintien"
    reponse = await page.demander("POST", chemin, cle=saisie.cle, json={"raison": saisie["raison"]})
    brouillon = await lire(page, demande_id)
    avis = "Le fichier est gardé avec votre raison : un agent décidera."
    return await _fait(page, brouillon, saisie, reponse.probleme, avis, champ=f"raison-{piece_id}")


@router.post("/{piece_id}/maintien/retrait")
async def post_retrait_maintien(demande_id: UUID, piece_id: UUID, page: Deposant, saisie: Formulaire) -> Response:
    chemin = f"/api/demandes/{demande_id}/pieces/{piece_id}/maintien"
    reponse = await page.demander("DELETE", chemin, cle=saisie.cle)
    return await _fait(page, await lire(page, demande_id), saisie, reponse.probleme, "Votre raison est retirée.")


@router.post("/absences/{type_piece}")
async def post_absence(demande_id: UUID, type_piece: str, page: Deposant, saisie: Formulaire) -> Response:
    chemin = f"/api/demandes/{demande_id}/pieces/absences/{type_piece}"
    reponse = await page.demander("PUT", chemin, cle=saisie.cle, json={"raison": saisie["raison"]})
    brouillon = await lire(page, demande_id)
    avis = "Votre explication est enregistrée : l'instructeur décidera."
    return await _fait(page, brouillon, saisie, reponse.probleme, avis, champ=f"absence-{type_piece}")


@router.post("/absences/{type_piece}/retrait")
async def post_retrait_absence(demande_id: UUID, type_piece: str, page: Deposant, saisie: Formulaire) -> Response:
    chemin = f"/api/demandes/{demande_id}/pieces/absences/{type_piece}"
    reponse = await page.demander("DELETE", chemin, cle=saisie.cle)
    return await _fait(page, await lire(page, demande_id), saisie, reponse.probleme, "Votre explication est retirée.")


async def _envoyer(
    page: Page, methode: str, chemin: str, fichier: UploadFile, *, cle: str | None, data: dict[str, str] | None = None
) -> Probleme | None:
    """What is wrong with the file, or nothing."""
    joint = (fichier.filename or "fichier", await fichier.read(), fichier.content_type or "application/octet-stream")
    try:
        reponse = await page.demander(methode, chemin, cle=cle, data=data or {}, files={"fichier": joint})
    except ServiceAbsent:
        return COUPE
    return reponse.probleme


async def _apres_envoi(page: Page, demande_id: UUID, type_piece: str, refuses: list[tuple[str, Probleme]]) -> Response:
    """For a script the part of the page, or why it was refused; for a form the page."""
    if page.fragment and refuses:
        nom, probleme = refuses[0]
        return page.rendre("saisie/fragments/refus_fichier.html", statut=probleme.statut, nom=nom, probleme=probleme)
    brouillon = await lire(page, demande_id)
    if page.fragment:
        return fragment(page, brouillon, type_piece)
    if refuses:
        return await montrer(page, brouillon, echecs=Echecs(type_piece, refuses))
    return page.vers(f"{brouillon.etape('pieces')}#piece-{type_piece}", "Fichier joint : le contrôle est en cours.")


async def _fait(
    page: Page, brouillon: Brouillon, saisie: Saisie, probleme: Probleme | None, avis: str, *, champ: str = ""
) -> Response:
    type_piece = saisie["type"]
    if probleme is None:
        return page.vers(f"{brouillon.etape('pieces')}#piece-{type_piece}", avis)
    echecs = Echecs(type_piece, champ=champ, probleme=probleme, raison=saisie["raison"])
    return await montrer(page, brouillon, echecs=echecs)
