"""The files of a dossier: pieces, photo, signature; each look is noted."""

from hashlib import sha256
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from contracts.apercu import PAGES_MAX, ApercuImpossible
from contracts.children.pool import PoolUnavailable
from contracts.errors import RuleBroken
from contracts.events.parts import Dossier, Fichier, PieceJointe
from contracts.filigrane import D_IDENTITE, FiligraneImpossible, marquer, mention
from contracts.http import problems
from contracts.identity import Caller
from contracts.objects import ObjetAbsent
from instruction.api.access import Instructeur, Service
from instruction.app import App
from instruction.domain.dossier import DossierIntrouvable
from instruction.storage import audit, dossiers

AUTREMENT = "Téléchargez le fichier ; s'il ne s'ouvre pas, demandez-le en complément."
EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/bmp": "bmp",
    "image/tiff": "tif",
    "application/pdf": "pdf",
}


class PieceIntrouvable(RuleBroken):
    slug = "piece-introuvable"
    title = "Cette pièce n'est pas dans ce dossier"
    kind = "introuvable"


class FichierAltere(RuleBroken):
    slug = "fichier-altere"
    title = "Ce fichier ne peut pas être montré"
    kind = "indisponible"

    def __init__(self) -> None:
        super().__init__("Le fichier conservé n'est pas celui qui a été déposé. Signalez ce trace_id au support.")


router = APIRouter(
    prefix="/api/instruction/dossiers/{demande}",
    tags=["fichiers"],
    responses=problems(DossierIntrouvable, PieceIntrouvable, FichierAltere, FiligraneImpossible),
    default_response_class=Response,
)


@router.get("/pieces/{piece}/contenu")
async def get_piece(demande: UUID, piece: UUID, caller: Instructeur, app: Service) -> Response:
    jointe, contenu = await _vue(app, caller, demande, piece)
    return await _served(app, jointe.fichier, f"{jointe.type}-{contenu.numero}", _marque(app, jointe, contenu))


@router.get("/pieces/{piece}/pages/{page}", responses=problems(ApercuImpossible, PoolUnavailable))
async def get_page(
    demande: UUID,
    piece: UUID,
    page: Annotated[int, Path(ge=1, le=PAGES_MAX)],
    caller: Instructeur,
    app: Service,
    largeur: Annotated[int, Query(ge=100, le=3000, description="At most so many pixels wide.")] = 1600,
) -> Response:
    """JPEG: what a browser cannot show of a PDF or a TIFF beside the fields."""
    jointe, contenu = await _vue(app, caller, demande, piece)
    octets = await _octets(app, jointe.fichier)
    made = await app.apercus.dessiner(octets, page, largeur, AUTREMENT)
    if (marque := _marque(app, jointe, contenu)) is not None:
        made = await marquer(made, "image/jpeg", marque)
    return _inerte(made, "image/jpeg", f"{jointe.type}-{page}-{contenu.numero}.jpg")


async def _vue(app: App, caller: Caller, demande: UUID, piece: UUID) -> tuple[PieceJointe, Dossier]:
    """Who looked at it is noted before it is shown."""
    async with app.db.begin() as tx:
        dossier = await dossiers.read(tx, demande, seen_by=caller)
        jointe = next((jointe for jointe in dossier.dossier.pieces if jointe.id == piece), None)
        if jointe is None:
            raise PieceIntrouvable("Rechargez le dossier : la pièce a peut-être été remplacée.")
        await audit.look(tx, caller, demande, "piece", app.now(), piece=piece, type_piece=jointe.type)
    return jointe, dossier.dossier


def _marque(app: App, jointe: PieceJointe, contenu: Dossier) -> str | None:
    if jointe.type not in D_IDENTITE:
        return None
    return mention(f"la préfecture de {contenu.prefecture.nom}", contenu.numero, app.now())


@router.get("/photo")
async def get_photo(demande: UUID, caller: Instructeur, app: Service) -> Response:
    async with app.db.begin() as tx:
        dossier = await dossiers.read(tx, demande, seen_by=caller)
        await audit.look(tx, caller, demande, "photo", app.now())
    return await _served(app, dossier.dossier.ephoto.photo, f"photo-{dossier.dossier.numero}")


@router.get("/signature")
async def get_signature(demande: UUID, caller: Instructeur, app: Service) -> Response:
    async with app.db.begin() as tx:
        dossier = await dossiers.read(tx, demande, seen_by=caller)
        await audit.look(tx, caller, demande, "signature", app.now())
    return await _served(app, dossier.dossier.ephoto.signature, f"signature-{dossier.dossier.numero}")


async def _served(app: App, fichier: Fichier, nom: str, marque: str | None = None) -> Response:
    """Inert: no type to sniff, no script to run, no copy kept; `marque` is written across it."""
    octets = await _octets(app, fichier)
    if marque is not None:
        octets = await marquer(octets, fichier.format, marque)
    media_type = fichier.format if fichier.format in EXTENSIONS else "application/octet-stream"
    return _inerte(octets, media_type, f"{nom}.{EXTENSIONS.get(fichier.format, 'bin')}")


async def _octets(app: App, fichier: Fichier) -> bytes:
    """Those that were deposited, or none."""
    try:
        octets = await app.objects.get(fichier.bucket, fichier.cle)
    except ObjetAbsent:
        raise FichierAltere from None
    if sha256(octets).hexdigest() != fichier.sha256:
        raise FichierAltere
    return octets


def _inerte(octets: bytes, media_type: str, nom: str) -> Response:
    return Response(
        octets,
        media_type=media_type,
        headers={
            "Content-Disposition": f'inline; filename="{nom}"',
            "Cache-Control": "private, no-store",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )
