"""Adding a file to a demande, taking one away, and keeping the engine's verdict on it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import get_args
from uuid import UUID

from contracts.errors import FieldError, RuleBroken
from contracts.events.demandes import PieceDeposeeV1
from contracts.events.parts import CauseRejet
from contracts.vocabulary.pieces import Piece
from demandes.domain.causes import vise
from demandes.domain.demande import Controle, Decision, Demande, PieceDeposee
from demandes.domain.pieces import PIECES
from demandes.domain.statuts import Acte

FICHIERS_MAX = 60
CONTROLES: tuple[Controle, ...] = get_args(Controle)
A_VERIFIER: Controle = "a_verifier"  # what a verdict that this deployment does not know comes to
OCTETS_MAX = 150 * 1024 * 1024


class PieceIntrouvable(RuleBroken):
    slug = "piece-introuvable"
    title = "Cette pièce n'existe pas ou n'existe plus"
    kind = "introuvable"


class TropDePages(RuleBroken):
    slug = "trop-de-pages"
    title = "Le maximum de pages de cette pièce est dépassé"
    kind = "invalide"


class QuotaDepasse(RuleBroken):
    slug = "quota-depasse"
    title = "La demande contient déjà trop de fichiers"
    kind = "conflit"


class PieceConservee(RuleBroken):
    slug = "piece-conservee"
    title = "Cette pièce fait partie de la demande validée"
    kind = "conflit"


def deposer_piece(demande: Demande, piece: PieceDeposee, now: datetime) -> Decision:
    """One more file, instead of the explanation why there was none; the engine is told to look at it."""
    pieces = (*demande.pieces, replace(piece, tour=demande.tour))
    absentes = demande.absentes_sauf(piece.type)
    apres = demande.apres(Acte.DEPOSER_PIECE, now, pieces=pieces, pieces_absentes=absentes)
    _tient_dans_le_quota(apres.pieces)
    _tient_dans_les_pages(demande, piece)
    depot = PieceDeposeeV1(
        piece=piece.id,
        type_piece=piece.type,
        fichier=piece.fichier,
        etat_civil=demande.etat_civil_saisi,
        adresse=demande.adresse_saisie,
    )
    return Decision(demande, apres, (depot,))


def remplacer_piece(demande: Demande, ancienne: UUID, piece: PieceDeposee, now: datetime) -> Decision:
    """A file for a file, in one act and in the same place: nothing changes when the new one cannot be taken."""
    retiree = retirer_piece(demande, ancienne, now).demande
    rang = [p.id for p in demande.pieces].index(ancienne)
    deposee = deposer_piece(retiree, piece, now)
    *autres, nouvelle = deposee.demande.pieces
    pieces = (*autres[:rang], nouvelle, *autres[rang:])
    return Decision(demande, replace(deposee.demande, pieces=pieces), deposee.events)


def retirer_piece(demande: Demande, piece_id: UUID, now: datetime) -> Decision:
    """The file is taken away; after validation, only what was refused or just added may go."""
    piece = piece_de(demande, piece_id)
    apres = demande.apres(Acte.RETIRER_PIECE, now, pieces=tuple(p for p in demande.pieces if p.id != piece_id))
    if transmise(demande, piece):
        apres = replace(apres, fichiers_remplaces=(*demande.fichiers_remplaces, piece.fichier))
    if not retirable(demande, piece):
        raise PieceConservee(
            f"« {piece.nom_fichier} » n'est pas en cause : la demande validée par le candidat ne peut plus changer. "
            "Ne supprimez que les fichiers signalés ou ceux que vous venez d'ajouter."
        )
    return Decision(demande, apres)


def constater_controle(
    demande: Demande, piece_id: UUID, controle: str, causes: Sequence[CauseRejet], now: datetime
) -> Decision | None:
    """The verdict on a file that is still there; None when there is nothing to note."""
    lu = next((connu for connu in CONTROLES if connu == controle), A_VERIFIER)
    pieces = tuple(replace(p, controle=lu, causes=tuple(causes)) if p.id == piece_id else p for p in demande.pieces)
    if pieces == demande.pieces:
        return None
    return Decision(demande, replace(demande, pieces=pieces, modifiee_le=now))


def piece_de(demande: Demande, piece_id: UUID) -> PieceDeposee:
    """Raises PieceIntrouvable."""
    for piece in demande.pieces:
        if piece.id == piece_id:
            return piece
    raise PieceIntrouvable("Elle a peut-être été supprimée : affichez de nouveau la demande.")


def pages(pieces: Sequence[PieceDeposee], type_piece: Piece) -> int:
    return sum(piece.fichier.pages for piece in pieces if piece.type is type_piece)


def transmise(demande: Demande, piece: PieceDeposee) -> bool:
    """Whether others have the file in their copy of the dossier: then it stays, though the demande shows another."""
    return piece.tour < demande.tour


def retirable(demande: Demande, piece: PieceDeposee) -> bool:
    """Whether the file may go, or another take its place: of what was validated only what is signalled."""
    return not transmise(demande, piece) or any(vise(cause, piece) for cause in demande.causes_a_corriger)


def _tient_dans_les_pages(demande: Demande, piece: PieceDeposee) -> None:
    regle, deja = PIECES[piece.type], pages(demande.pieces, piece.type)
    fichiers = sum(p.type is piece.type for p in demande.pieces)
    if regle.fichiers_max is not None and fichiers >= regle.fichiers_max:
        raise TropDePages(
            f"{fichiers} fichiers sont déjà joints ; le maximum est {regle.fichiers_max}. Supprimez-en un d'abord.",
            errors=[FieldError("/type", f"{regle.fichiers_max} fichiers au maximum.")],
        )
    if deja + piece.fichier.pages > regle.pages_max:
        raise TropDePages(
            f"« {piece.type.libelle} » compte {deja} page(s) sur {regle.pages_max} au maximum, et ce fichier en a "
            f"{piece.fichier.pages}. Ne joignez que les pages demandées, ou supprimez un fichier déjà joint.",
            errors=[FieldError("/fichier", f"{regle.pages_max} pages au maximum.")],
        )


def _tient_dans_le_quota(pieces: Sequence[PieceDeposee]) -> None:
    if len(pieces) > FICHIERS_MAX or sum(piece.fichier.taille for piece in pieces) > OCTETS_MAX:
        raise QuotaDepasse(
            f"Une demande contient au plus {FICHIERS_MAX} fichiers et {OCTETS_MAX // 1024 // 1024} Mo. "
            "Supprimez les fichiers inutiles, puis recommencez."
        )
