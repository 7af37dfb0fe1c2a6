"""Step 5: the pieces that are asked for and why, their files, and what the automatic check says of each (seed 004)."""

from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from starlette.exceptions import HTTPException
from starlette.responses import Response

from portal.clients import Probleme
from portal.pages import Page
from portal.routes.saisie.brouillon import Brouillon, Deposant, lire
from portal.routes.saisie.etape import cadre
from portal.routes.saisie.vues_pieces import en_vue, ligne_de, lignes

router = APIRouter()

SLUG = "pieces"
TAILLE_MAX = 11 * 1024 * 1024  # each file (seed 004); told before sending, decided by demandes
LARGEUR = 800  # pixels of the picture of a page
ACCEPTE = ".jpg,.jpeg,.png,.bmp,.tif,.tiff,.heic,.heif,.pdf"


@dataclass(frozen=True)
class Echecs:
    """What was not taken: for each piece the files with their problem, and a fault of one field of one file."""

    type_piece: str = ""
    fichiers: list[tuple[str, Probleme]] = field(default_factory=list)
    champ: str = ""
    probleme: Probleme | None = None
    raison: str = ""

    @property
    def statut(self) -> int:
        first = self.probleme or (self.fichiers[0][1] if self.fichiers else None)
        return first.statut if first else 200


AUCUN = Echecs()


@router.get("/monespace/demandes/{demande_id}/etapes/pieces")
async def get_pieces(demande_id: UUID, page: Deposant, ajouter: str = "") -> Response:
    brouillon = await lire(page, demande_id)
    if not brouillon.permet("deposer_piece"):
        return brouillon.ailleurs(page)
    return await montrer(page, brouillon, ajouter=ajouter)


@router.get("/monespace/demandes/{demande_id}/etapes/pieces/{type_piece}")
async def get_piece(demande_id: UUID, type_piece: str, page: Deposant) -> Response:
    """The part of the page that says where one piece stands."""
    return fragment(page, await lire(page, demande_id), type_piece)


@router.get("/monespace/demandes/{demande_id}/etapes/pieces/{piece_id}/contenu")
async def get_contenu(demande_id: UUID, piece_id: UUID, page: Deposant) -> Response:
    return await page.transmettre(f"/api/demandes/{demande_id}/pieces/{piece_id}/contenu")


@router.get("/monespace/demandes/{demande_id}/etapes/pieces/{piece_id}/pages/{n}")
async def get_page_de_piece(
    demande_id: UUID, piece_id: UUID, n: Annotated[int, Path(ge=1, le=100)], page: Deposant
) -> Response:
    return await page.transmettre(f"/api/demandes/{demande_id}/pieces/{piece_id}/pages/{n}", largeur=LARGEUR)


def fragment(page: Page, brouillon: Brouillon, type_piece: str) -> Response:
    ligne = ligne_de(brouillon, type_piece)
    if ligne is None:
        raise HTTPException(404)
    return page.rendre("saisie/fragments/piece.html", b=brouillon, ligne=ligne, echecs=AUCUN, accepte=ACCEPTE)


async def montrer(page: Page, brouillon: Brouillon, *, ajouter: str = "", echecs: Echecs = AUCUN) -> Response:
    """The whole step; `ajouter` is a piece that nobody asked for and that one adds."""
    vues, autres = en_vue(lignes(brouillon), ajouter or echecs.type_piece)
    manques = []
    if brouillon.a_completer:
        manques = (await page.obtenir(f"{brouillon.api}/recapitulatif"))["manques"]
    return page.rendre(
        "saisie/pieces.html",
        statut=echecs.statut,
        **cadre(brouillon, SLUG),
        vues=vues,
        autres=autres,
        ajouter=ajouter,
        echecs=echecs,
        restants={manque["pointer"]: manque["detail"] for manque in manques},
        retour=brouillon.donnees["retours"][-1] if brouillon.donnees["retours"] else None,
        accepte=ACCEPTE,
        taille_max=TAILLE_MAX,
    )
