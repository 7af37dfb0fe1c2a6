"""What a cause of return points at: the photo, one file, every file of a type, or the demande as a whole."""

from contracts.events.parts import CauseRejet
from contracts.vocabulary.causes import CAUSES_EPHOTO, Cause
from contracts.vocabulary.pieces import Piece
from demandes.domain.demande import Demande, PieceDeposee


def vise_la_photo(cause: CauseRejet) -> bool:
    return cause.piece is None and cause.code in CAUSES_EPHOTO


def photo_a_refaire(demande: Demande) -> bool:
    return any(vise_la_photo(cause) for cause in demande.causes_a_corriger)


def type_vise(cause: CauseRejet) -> str | None:
    """The type of the files in question; None when the cause names none."""
    return Piece.IDENTITE if cause.code == Cause.IDENTITE_DIFFERENTE else cause.type_piece


def vise(cause: CauseRejet, piece: PieceDeposee) -> bool:
    """Whether this file may go because of the cause."""
    if vise_la_photo(cause):
        return False
    if cause.piece is not None:
        return cause.piece == piece.id
    if (type_piece := type_vise(cause)) is not None:
        return type_piece == piece.type
    return cause.code != Cause.PIECE_MANQUANTE
