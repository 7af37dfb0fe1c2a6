"""The causes an instructor may give, and how they are written out for the person."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from contracts.errors import FieldError, RuleBroken
from contracts.events.parts import CauseRejet, PieceJointe
from contracts.vocabulary.causes import Cause
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.pieces import Piece


class Portee(NamedTuple):
    """Where a cause fits: pieces of these types and demandes of these motifs; None is all of them."""

    pieces: frozenset[str] | None = None
    motifs: frozenset[str] | None = None
    demande: bool = False  # about the demande as a whole: no piece need be named


PORTEES: Mapping[Cause, Portee] = {
    Cause.PIECE_MANQUANTE: Portee(demande=True),
    Cause.PIECE_NON_RECEVABLE: Portee(),
    Cause.PIECE_PERIMEE: Portee(),
    Cause.PIECE_D_UNE_AUTRE_PERSONNE: Portee(),
    Cause.PIECE_INCOMPLETE: Portee(),
    Cause.IDENTITE_DIFFERENTE: Portee(demande=True),
    Cause.FLOUE: Portee(),
    Cause.TROP_SOMBRE: Portee(),
    Cause.TROP_CLAIRE: Portee(),
    Cause.TROP_PETITE: Portee(),
    Cause.PHOTO_INUTILISABLE: Portee(demande=True, pieces=frozenset()),
    Cause.AVIS_MEDICAL_INCOMPLET: Portee(pieces=frozenset({Piece.AVIS_MEDICAL, Piece.TESTS_PSYCHOTECHNIQUES})),
    Cause.EXAMEN_INTROUVABLE: Portee(
        demande=True, pieces=frozenset({Piece.CEPC}), motifs=frozenset({Motif.TITRE_EXAMEN})
    ),
    Cause.TAXE_NON_PAYEE: Portee(demande=True, pieces=frozenset({Piece.TAXE_REGIONALE})),
}
"""Which cause fits which piece and motif (domain.md §2.4, OP-17)."""

CAUSES = tuple(PORTEES)


class CauseInconnue(RuleBroken):
    slug = "cause-inconnue"
    title = "Cette cause ne peut pas être retenue"
    kind = "invalide"


class CauseChoisie(NamedTuple):
    """What the instructor ticked: a code, the file it is about, or the type of the piece that is missing."""

    code: str
    piece: UUID | None
    type_piece: str | None


def motiver(
    choisies: Sequence[CauseChoisie], pieces: Sequence[PieceJointe], motif: str | None = None
) -> tuple[CauseRejet, ...]:
    """Cause and remedy in full. Raises CauseInconnue with every fault at once."""
    connues = {piece.id: piece.type for piece in pieces}
    faults = [
        FieldError(f"/causes/{index}", detail)
        for index, choisie in enumerate(choisies)
        if (detail := _fault(choisie, connues, motif))
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


def _fault(choisie: CauseChoisie, connues: dict[UUID, str], motif: str | None) -> str | None:
    portee = next((portee for cause, portee in PORTEES.items() if cause == choisie.code), None)
    if portee is None:
        return f"« {choisie.code} » n'est pas une cause de la liste."
    if choisie.piece is not None and choisie.piece not in connues:
        return "Cette pièce n'est pas dans le dossier : rechargez-le."
    type_piece = connues[choisie.piece] if choisie.piece else choisie.type_piece
    if portee.motifs is not None and motif is not None and motif not in portee.motifs:
        return "Cette cause ne convient pas au motif de la demande : choisissez-en une autre."
    if type_piece is None:
        return None if portee.demande else "Dites de quelle pièce il s'agit."
    if portee.pieces is not None and type_piece not in portee.pieces:
        return "Cette cause ne convient pas à cette pièce : choisissez-en une autre."
    return None
