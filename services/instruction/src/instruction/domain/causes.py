"""The causes an instructor may give, and how they are written out for the person."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from contracts.errors import FieldError, RuleBroken
from contracts.events.parts import CauseRejet, PieceJointe
from contracts.vocabulary.causes import Cause

CAUSES = (
    Cause.PIECE_MANQUANTE,
    Cause.PIECE_NON_RECEVABLE,
    Cause.IDENTITE_DIFFERENTE,
    Cause.FLOUE,
    Cause.TROP_SOMBRE,
    Cause.TROP_CLAIRE,
    Cause.TROP_PETITE,
    Cause.PHOTO_INUTILISABLE,
)


class CauseInconnue(RuleBroken):
    slug = "cause-inconnue"
    title = "Cette cause ne peut pas être retenue"
    kind = "invalide"


class CauseChoisie(NamedTuple):
    """What the instructor ticked: a code, the file it is about, or the type of the piece that is missing."""

    code: str
    piece: UUID | None
    type_piece: str | None


def motiver(choisies: Sequence[CauseChoisie], pieces: Sequence[PieceJointe]) -> tuple[CauseRejet, ...]:
    """Cause and remedy in full. Raises CauseInconnue with every fault at once."""
    connues = {piece.id: piece.type for piece in pieces}
    faults = [
        FieldError(f"/causes/{index}", detail)
        for index, choisie in enumerate(choisies)
        if (detail := _fault(choisie, connues))
    ]
    if faults:
        raise CauseInconnue("Choisissez des causes de la liste et des pièces de ce dossier.", errors=faults)
    return tuple(
        CauseRejet(
            code=cause.value,
            cause=cause.libelle,
            remede=cause.remede,
            piece=choisie.piece,
            type_piece=connues[choisie.piece] if choisie.piece else choisie.type_piece,
        )
        for choisie in choisies
        for cause in CAUSES
        if cause == choisie.code
    )


def _fault(choisie: CauseChoisie, connues: dict[UUID, str]) -> str | None:
    if choisie.code not in CAUSES:
        return f"« {choisie.code} » n'est pas une cause de la liste."
    if choisie.piece is not None and choisie.piece not in connues:
        return "Cette pièce n'est pas dans le dossier : rechargez-le."
    return None
