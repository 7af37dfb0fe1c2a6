"""A visible mark across a copy of an identity paper: who received it, when, for what, and that it serves nothing else.

Only files that this system has written anew are marked here, so that opening them again is no risk. Needs the extra
`filigrane` (Pillow, pikepdf), which is loaded with the first copy: 25 MB that many a process never needs.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog

from contracts.errors import RuleBroken
from contracts.vocabulary.pieces import Piece

log = structlog.get_logger()

D_IDENTITE = frozenset(
    {Piece.IDENTITE, Piece.IDENTITE_HEBERGEANT, Piece.IDENTITE_REPRESENTANT, Piece.SEJOUR, Piece.PERMIS}
)
"""Papers with which somebody could pass for their holder."""

PARIS = ZoneInfo("Europe/Paris")
IMAGES = ("image/jpeg", "image/png", "image/tiff")
PDF = "application/pdf"
MARQUEURS = ThreadPoolExecutor(2, "filigrane")  # a picture of eighty megapixels is 240 MB while it is marked


class FiligraneImpossible(RuleBroken):
    slug = "filigrane-impossible"
    title = "Cette pièce ne peut pas être préparée pour la copie"
    kind = "indisponible"


def mention(lecteur: str, numero: str, le: datetime) -> str:
    """`lecteur` is an office or a school, never an agent's name; `numero` the demande's."""
    return f"Copie pour {lecteur}, le {le.astimezone(PARIS):%d/%m/%Y à %H:%M}, demande {numero} : aucun autre usage"


async def marquer(octets: bytes, media_type: str, texte: str) -> bytes:
    """The same format, marked on every page. What is neither picture nor PDF comes back as it was.

    Raises FiligraneImpossible for a file that cannot be opened.
    """
    try:
        return await asyncio.get_running_loop().run_in_executor(MARQUEURS, _marquer, octets, media_type, texte)
    except (OSError, SyntaxError, ValueError) as fault:
        log.error("filigrane.failed", media_type=media_type, fault=type(fault).__name__)
        raise FiligraneImpossible("Signalez ce trace_id au support : elle n'est pas montrée sans sa mention.") from None


def _marquer(octets: bytes, media_type: str, texte: str) -> bytes:
    if media_type in IMAGES:
        from contracts.filigrane.image import marquer_image

        return marquer_image(octets, texte)
    if media_type == PDF:
        from contracts.filigrane.pdf import marquer_pdf

        return marquer_pdf(octets, texte)
    return octets
