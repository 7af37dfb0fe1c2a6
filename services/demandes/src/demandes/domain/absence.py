"""« Je ne peux pas fournir cette pièce »: said with its reason instead of a file, for the instructor to decide."""

from dataclasses import replace
from datetime import datetime

from contracts.errors import FieldError, RuleBroken
from contracts.events.parts import PieceAbsente
from contracts.vocabulary.pieces import Piece
from demandes.domain.demande import Decision, Demande
from demandes.domain.pieces import PIECES, superflue
from demandes.domain.releve import texte_libre
from demandes.domain.saisie import situation
from demandes.domain.statuts import Acte

RAISON_MIN = 20
RAISON_MAX = 500


class AbsenceImpossible(RuleBroken):
    slug = "absence-impossible"
    title = "Cette pièce ne peut pas être remplacée par une explication"
    kind = "invalide"


def declarer_absence(demande: Demande, type_piece: Piece, raison: str, now: datetime) -> Decision:
    """Of a draft alone: later it is the administration that asks. Raises AbsenceImpossible."""
    cas = situation(demande, now)
    if not PIECES[type_piece].dispensable or cas is None or superflue(type_piece, cas):
        raise _impossible("/type", f"Joignez « {type_piece.libelle} », ou laissez-la si elle n'est pas demandée.")
    if any(piece.type is type_piece for piece in demande.pieces):
        raise _impossible("/type", "Un fichier est déjà joint : supprimez-le d'abord, ou gardez-le sans explication.")
    lue = texte_libre(raison)
    if not RAISON_MIN <= len(lue) <= RAISON_MAX:
        raise _impossible(
            "/raison",
            f"Expliquez en {RAISON_MIN} à {RAISON_MAX} caractères pourquoi vous ne pouvez pas la fournir : "
            "l'instructeur décide d'après cette explication.",
        )
    absente = PieceAbsente(type_piece=type_piece, raison=lue)
    absentes = (*demande.absentes_sauf(type_piece), absente)
    return Decision(demande, demande.apres(Acte.SAISIR, now, pieces_absentes=absentes))


def retirer_absence(demande: Demande, type_piece: Piece, now: datetime) -> Decision:
    """Nothing happens when nothing was said of it."""
    apres = demande.apres(Acte.SAISIR, now)
    if all(absente.type_piece != type_piece for absente in demande.pieces_absentes):
        return Decision(demande, demande)
    return Decision(demande, replace(apres, pieces_absentes=demande.absentes_sauf(type_piece)))


def _impossible(pointer: str, detail: str) -> AbsenceImpossible:
    return AbsenceImpossible(detail, errors=[FieldError(pointer, detail)])
