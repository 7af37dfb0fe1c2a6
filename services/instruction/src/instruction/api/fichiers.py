"""The files of a dossier: pieces, photo, signature; each look is noted."""

from hashlib import sha256
from uuid import UUID

from fastapi import APIRouter, Response

from contracts.errors import RuleBroken
from contracts.events.parts import Fichier
from contracts.filigrane import D_IDENTITE, FiligraneImpossible, marquer, mention
from contracts.http import problems
from contracts.objects import ObjetAbsent
from instruction.api.access import Instructeur, Service
from instruction.app import App
from instruction.domain.dossier import DossierIntrouvable
from instruction.storage import audit, dossiers

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
    async with app.db.begin() as tx:
        dossier = await dossiers.read(tx, demande, seen_by=caller)
        jointe = next((jointe for jointe in dossier.dossier.pieces if jointe.id == piece), None)
        if jointe is None:
            raise PieceIntrouvable("Rechargez le dossier : la pièce a peut-être été remplacée.")
        await audit.look(tx, caller, demande, "piece", app.now(), piece=piece, type_piece=jointe.type)
    contenu = dossier.dossier
    texte = mention(f"la préfecture de {contenu.prefecture.nom}", contenu.numero, app.now())
    marque = texte if jointe.type in D_IDENTITE else None
    return await _served(app, jointe.fichier, f"{jointe.type}-{contenu.numero}", marque)


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
    try:
        octets = await app.objects.get(fichier.bucket, fichier.cle)
    except ObjetAbsent:
        raise FichierAltere from None
    if sha256(octets).hexdigest() != fichier.sha256:
        raise FichierAltere
    if marque is not None:
        octets = await marquer(octets, fichier.format, marque)
    extension = EXTENSIONS.get(fichier.format, "bin")
    return Response(
        octets,
        media_type=fichier.format if fichier.format in EXTENSIONS else "application/octet-stream",
        headers={
            "Content-Disposition": f'inline; filename="{nom}.{extension}"',
            "Cache-Control": "private, no-store",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )
