"""« Je maintiens cette pièce »: the filer keeps a file that the engine refuses, with a reason; an agent then looks.

No seed says where insisting is allowed. Measured quality may mislead the engine, so there it is; what no agent could
open, or should, stays refused.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from contracts.errors import FieldError, RuleBroken
from contracts.vocabulary.causes import Cause
from demandes.domain.causes import vise
from demandes.domain.demande import Decision, Demande, Maintien, PieceDeposee, decision
from demandes.domain.depot import piece_de, transmise
from demandes.domain.releve import texte_libre
from demandes.domain.statuts import Acte

RAISON_MIN = 10
RAISON_MAX = 300

CONTESTABLES = frozenset(
    {
        Cause.FLOUE,
        Cause.TROP_PETITE,
        Cause.TROP_SOMBRE,
        Cause.TROP_CLAIRE,
        Cause.REFLET,
        Cause.OMBRE,
        Cause.DOCUMENT_COUPE,
        Cause.TROP_COMPRESSEE,
        Cause.PAGE_BLANCHE,
        Cause.PAGE_DE_TRAVERS,
        Cause.IDENTITE_DIFFERENTE,
        Cause.PIECE_PERIMEE,
    }
)
"""What a person may see otherwise than the engine does: how an image looks, what a machine reads on a paper. Whatever
else is wrong must be put right."""


class MaintienImpossible(RuleBroken):
    slug = "maintien-impossible"
    title = "Cette pièce ne peut pas être maintenue"
    kind = "conflit"


class RaisonDuMaintien(RuleBroken):
    slug = "raison-du-maintien"
    title = "Dites pourquoi vous maintenez cette pièce"
    kind = "invalide"


def contestable(piece: PieceDeposee) -> bool:
    """Refused by the engine, for nothing but what a person may see otherwise."""
    return piece.controle == "non_conforme" and all(cause.code in CONTESTABLES for cause in piece.causes)


def maintenir_piece(demande: Demande, piece_id: UUID, raison: str, now: datetime) -> Decision:
    """Raises MaintienImpossible or RaisonDuMaintien. Said again, it is the new reason that counts."""
    piece = piece_de(demande, piece_id)
    apres = demande.apres(Acte.MAINTENIR_PIECE, now)
    _verifier(demande, piece)
    lue = texte_libre(raison)
    if not RAISON_MIN <= len(lue) <= RAISON_MAX:
        detail = f"Expliquez en {RAISON_MIN} à {RAISON_MAX} caractères pourquoi elle doit convenir : un agent la lira."
        raise RaisonDuMaintien(detail, errors=[FieldError("/raison", detail)])
    return _avec(demande, apres, replace(piece, maintien=Maintien(lue, demande.tour)), Acte.MAINTENIR_PIECE)


def retirer_maintien(demande: Demande, piece_id: UUID, now: datetime) -> Decision:
    """Nothing happens where nothing was kept, nor to what an agent has before him already."""
    piece = piece_de(demande, piece_id)
    apres = demande.apres(Acte.RETIRER_MAINTIEN, now)
    if piece.maintien is None or piece.maintien.tour < demande.tour:
        return Decision(demande, demande)
    return _avec(demande, apres, replace(piece, maintien=None), Acte.RETIRER_MAINTIEN)


def _verifier(demande: Demande, piece: PieceDeposee) -> None:
    if piece.maintien is not None and piece.maintien.tour < demande.tour:
        raise MaintienImpossible("Un agent l'a examinée et ne peut pas l'accepter : joignez-en une autre.")
    if piece.controle != "non_conforme":
        raise MaintienImpossible("Le contrôle ne la refuse pas : il n'y a rien à maintenir.")
    if transmise(demande, piece) and not any(vise(cause, piece) for cause in demande.causes_a_corriger):
        raise MaintienImpossible("Elle n'est pas en cause : laissez-la telle quelle.")
    if not contestable(piece):
        causes = " ".join(cause.remede for cause in piece.causes if cause.code not in CONTESTABLES)
        raise MaintienImpossible(f"Aucun agent ne pourrait s'en servir. {causes}".strip())


def _avec(demande: Demande, apres: Demande, piece: PieceDeposee, acte: Acte) -> Decision:
    """The history says which type of piece; the reason stays with the file, and goes with it."""
    pieces = tuple(piece if autre.id == piece.id else autre for autre in demande.pieces)
    return decision(demande, replace(apres, pieces=pieces), acte, demande.deposant.auteur, details=[piece.type.libelle])
