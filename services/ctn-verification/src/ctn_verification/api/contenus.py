"""The files themselves, for an agent's eyes: the CTN looks at every piece, medical ones too."""

from uuid import UUID

from fastapi import APIRouter, Response

from contracts.errors import RuleBroken
from contracts.events.parts import Fichier, PieceJointe
from contracts.filigrane import D_IDENTITE, FiligraneImpossible, marquer, mention
from contracts.http import problems
from contracts.identity import Caller
from contracts.objects import ObjetAbsent, StockageAbsent
from ctn_verification.api.requests import AgentCtn, Service
from ctn_verification.app import App
from ctn_verification.domain.dossier import Dossier
from ctn_verification.domain.examen import DossierIntrouvable
from ctn_verification.storage import file_d_attente

EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/bmp": "bmp",
    "image/tiff": "tif",
    "application/pdf": "pdf",
}
INERTE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}

router = APIRouter(
    prefix="/api/ctn/dossiers/{demande}",
    tags=["dossiers"],
    responses=problems(DossierIntrouvable, ObjetAbsent, StockageAbsent),
)


class PieceIntrouvable(RuleBroken):
    slug = "piece-introuvable"
    title = "Cette pièce n'est pas dans le dossier"
    kind = "introuvable"


class Contenu(Response):
    media_type = "application/octet-stream"


@router.get(
    "/pieces/{piece}/contenu", response_class=Contenu, responses=problems(PieceIntrouvable, FiligraneImpossible)
)
async def get_contenu(demande: UUID, piece: UUID, caller: AgentCtn, app: Service) -> Response:
    async with app.db.begin() as tx:
        dossier = await file_d_attente.find(tx, demande)
        jointe = piece_de(dossier, piece)
        vu = f"piece {piece}"
        await file_d_attente.look(tx, dossier, "image", caller.id, app.now(), "piece", jointe.type, image=vu)
    texte = mention("le CTN", dossier.numero or "en cours", app.now())
    return await _servir(app, jointe.fichier, jointe.type, texte if jointe.type in D_IDENTITE else None)


@router.get("/photo", response_class=Contenu)
async def get_photo(demande: UUID, caller: AgentCtn, app: Service) -> Response:
    dossier = await _vu(app, caller, demande, "photo")
    assert dossier.ephoto is not None
    return await _servir(app, dossier.ephoto.photo, "photo")


@router.get("/signature", response_class=Contenu)
async def get_signature(demande: UUID, caller: AgentCtn, app: Service) -> Response:
    dossier = await _vu(app, caller, demande, "signature")
    assert dossier.ephoto is not None
    return await _servir(app, dossier.ephoto.signature, "signature")


def piece_de(dossier: Dossier, piece: UUID) -> PieceJointe:
    """Raises PieceIntrouvable."""
    for jointe in dossier.pieces:
        if jointe.id == piece:
            return jointe
    raise PieceIntrouvable("Rechargez le dossier : la pièce a peut-être été remplacée.")


async def _vu(app: App, caller: Caller, demande: UUID, image: str) -> Dossier:
    """Who looked at which image is kept, before it is shown."""
    async with app.db.begin() as tx:
        dossier = await file_d_attente.find(tx, demande)
        await file_d_attente.look(tx, dossier, "image", caller.id, app.now(), image, image=image)
    return dossier


async def _servir(app: App, fichier: Fichier, nom: str, marque: str | None = None) -> Response:
    """As a download without rights; its name is made of our own words, `marque` is written across it."""
    octets = await app.objets.get(fichier.bucket, fichier.cle)
    if marque is not None:
        octets = await marquer(octets, fichier.format, marque)
    extension = EXTENSIONS.get(fichier.format, "bin")
    mot = "".join(letter for letter in nom if letter.isascii() and (letter.isalnum() or letter == "_")) or "piece"
    headers = INERTE | {"Content-Disposition": f'attachment; filename="{mot}.{extension}"'}
    type_servi = fichier.format if fichier.format in EXTENSIONS else Contenu.media_type
    return Response(octets, media_type=type_servi, headers=headers)
