"""The files of a demande read back, whole or a page as a picture; each look is noted."""

from hashlib import sha256
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from contracts.apercu import PAGES_MAX, ApercuImpossible
from contracts.children.pool import PoolUnavailable
from contracts.errors import RuleBroken
from contracts.filigrane import D_IDENTITE, FiligraneImpossible, marquer, mention
from contracts.http import problems
from contracts.identity import Caller
from contracts.objects import ObjetAbsent
from contracts.vocabulary.roles import Role
from demandes.api.access import Lecteur, Service
from demandes.app import App
from demandes.domain.demande import Demande, DemandeIntrouvable, PieceDeposee
from demandes.domain.depot import PieceIntrouvable, piece_de
from demandes.domain.fichiers import nom_livre
from demandes.domain.journal import PIECE
from demandes.domain.pieces import contenu_lisible
from demandes.storage import demandes, journal

JPEG = "image/jpeg"
AUTREMENT = "Ouvrez le fichier lui-même ; s'il ne s'ouvre pas, remplacez-le."


class ContenuReserve(RuleBroken):
    slug = "contenu-reserve"
    title = "Cette pièce médicale ne peut plus être consultée par l'auto-école"
    kind = "interdit"


class FichierAltere(RuleBroken):
    slug = "fichier-altere"
    title = "Ce fichier ne peut pas être montré"
    kind = "indisponible"


router = APIRouter(
    prefix="/api/demandes/{demande_id}/pieces/{piece_id}",
    tags=["pièces"],
    responses=problems(DemandeIntrouvable, PieceIntrouvable, ContenuReserve, FichierAltere, FiligraneImpossible),
    default_response_class=Response,
)


@router.get("/contenu")
async def get_contenu(demande_id: UUID, piece_id: UUID, caller: Lecteur, app: Service) -> Response:
    demande, piece = await _vue(app, demande_id, piece_id, caller)
    octets = await _octets(app, piece)
    if (marque := _marque(app, demande, piece, caller)) is not None:
        octets = await marquer(octets, piece.fichier.format, marque)
    return _inerte(octets, piece.fichier.format, "attachment", nom_livre(piece.nom_fichier, piece.fichier.format))


@router.get("/pages/{page}", responses=problems(ApercuImpossible, PoolUnavailable))
async def get_page(
    demande_id: UUID,
    piece_id: UUID,
    page: Annotated[int, Path(ge=1, le=PAGES_MAX)],
    caller: Lecteur,
    app: Service,
    largeur: Annotated[int, Query(ge=100, le=3000, description="At most so many pixels wide.")] = 800,
) -> Response:
    """JPEG: what a browser cannot show of a PDF or a TIFF."""
    demande, piece = await _vue(app, demande_id, piece_id, caller)
    octets = await app.apercus.dessiner(await _octets(app, piece), page, largeur, AUTREMENT)
    if (marque := _marque(app, demande, piece, caller)) is not None:
        octets = await marquer(octets, JPEG, marque)
    return _inerte(octets, JPEG, "inline", f"page-{page}.jpg")


async def _vue(app: App, demande_id: UUID, piece_id: UUID, caller: Caller) -> tuple[Demande, PieceDeposee]:
    """Who looked at it is noted before it is shown."""
    async with app.db.begin() as tx:
        demande = await demandes.read(tx, demande_id, seen_by=caller)
        piece = piece_de(demande, piece_id)
        if not contenu_lisible(piece.type, caller.role):
            raise ContenuReserve("Le candidat, le médecin et l'administration seuls peuvent la lire.")
        await journal.note_reader(tx, demande, caller, PIECE, app.now(), piece.type)
    return demande, piece


def _marque(app: App, demande: Demande, piece: PieceDeposee, caller: Caller) -> str | None:
    """Across what a school sees of identity papers."""
    if caller.role is not Role.AUTO_ECOLE or piece.type not in D_IDENTITE or demande.auto_ecole is None:
        return None
    numero = demande.numero or f"en cours, pré-numéro {demande.pre_numero}"
    return mention(demande.auto_ecole.raison_sociale, numero, app.now())


async def _octets(app: App, piece: PieceDeposee) -> bytes:
    try:
        octets = await app.objets.get(piece.fichier.bucket, piece.fichier.cle)
    except ObjetAbsent:
        octets = b""
    if sha256(octets).hexdigest() != piece.fichier.sha256:
        raise FichierAltere("Le fichier conservé n'est pas celui qui a été déposé. Signalez ce trace_id au support.")
    return octets


def _inerte(octets: bytes, media_type: str, ouvert: str, nom: str) -> Response:
    """No type to sniff, no script to run, no copy kept; the name as RFC 6266 writes it."""
    plain = nom.encode("ascii", "replace").decode().replace('"', "'").replace("\\", "_").replace("?", "_")
    return Response(
        octets,
        media_type=media_type,
        headers={
            "Content-Disposition": f"{ouvert}; filename=\"{plain}\"; filename*=UTF-8''{quote(nom, safe='')}",
            "Cache-Control": "private, no-store",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )
