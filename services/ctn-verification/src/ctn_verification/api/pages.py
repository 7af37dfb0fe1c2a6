"""One page of a piece as a picture, for the viewer: upright, as wide as asked for, marked like the file itself."""

import hashlib
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Path, Query, Response

from contracts.children.pool import FileGivenUp, PoolUnavailable
from contracts.errors import RuleBroken
from contracts.events.parts import PieceJointe
from contracts.filigrane import D_IDENTITE, FiligraneImpossible, marquer, mention
from contracts.http import problems
from contracts.objects import ObjetAbsent, StockageAbsent
from ctn_verification.api.contenus import INERTE, PieceIntrouvable, piece_de
from ctn_verification.api.requests import AgentCtn, Service
from ctn_verification.app import App
from ctn_verification.domain.dossier import Dossier
from ctn_verification.domain.examen import DossierIntrouvable
from ctn_verification.storage import file_d_attente

GARDEE = INERTE | {"Cache-Control": "private, no-cache"}
"""Kept by the browser, and asked about each time: who may not see it any more does not."""

router = APIRouter(prefix="/api/ctn/dossiers/{demande}/pieces/{piece}/pages", tags=["dossiers"])


class PageAbsente(RuleBroken):
    slug = "page-de-piece-absente"
    title = "Cette pièce n'a pas cette page"
    kind = "introuvable"


class ApercuImpossible(RuleBroken):
    slug = "apercu-impossible"
    title = "Cette page ne peut pas être montrée"
    kind = "indisponible"


class Apercu(Response):
    media_type = "image/jpeg"


@router.get(
    "/{page}",
    response_class=Apercu,
    responses=problems(
        DossierIntrouvable,
        PieceIntrouvable,
        PageAbsente,
        ApercuImpossible,
        FiligraneImpossible,
        ObjetAbsent,
        StockageAbsent,
        PoolUnavailable,
    ),
)
async def get_page_de_piece(
    demande: UUID,
    piece: UUID,
    page: Annotated[int, Path(ge=1, le=100)],
    caller: AgentCtn,
    app: Service,
    largeur: Annotated[int, Query(ge=100, le=3000, description="At most so many pixels wide.")] = 1600,
    if_none_match: Annotated[str | None, Header(max_length=200)] = None,
) -> Response:
    """JPEG. Looked at again within the hour it is one line of the log."""
    async with app.db.begin() as tx:
        dossier = await file_d_attente.find(tx, demande)
        jointe = piece_de(dossier, piece)
        if page > jointe.fichier.pages:
            raise PageAbsente(f"Elle en compte {jointe.fichier.pages}.")
        await file_d_attente.look_at_page(tx, dossier, caller.id, app.now(), jointe, page)
    headers = GARDEE | {"ETag": _etag(jointe, page, largeur)}
    if if_none_match is not None and headers["ETag"] in (etag.strip() for etag in if_none_match.split(",")):
        return Response(status_code=304, headers=headers)
    return Apercu(await _rendue(app, dossier, jointe, page, largeur), headers=headers)


def _etag(piece: PieceJointe, page: int, largeur: int) -> str:
    return f'"{hashlib.sha256(f"{piece.id} {piece.fichier.sha256} {page} {largeur}".encode()).hexdigest()[:32]}"'


async def _rendue(app: App, dossier: Dossier, piece: PieceJointe, page: int, largeur: int) -> bytes:
    """In a child of the engine, as whatever opens a file."""
    octets = await app.objets.get(piece.fichier.bucket, piece.fichier.cle)
    try:
        answer = await app.moteur.perform("apercu", octets, page=page, largeur=largeur)
    except FileGivenUp:
        raise ApercuImpossible("Téléchargez le fichier, ou refusez la pièce comme illisible.") from None
    if not answer.made:
        raise ApercuImpossible("Le fichier est endommagé : refusez la pièce, ou téléchargez-la.")
    if piece.type not in D_IDENTITE:
        return answer.made
    return await marquer(answer.made, "image/jpeg", mention("le CTN", dossier.numero or "en cours", app.now()))
