"""What must be confirmed before a dossier is accepted: the examination, and each piece that is not there."""

from collections.abc import Collection
from datetime import date

from contracts.errors import FieldError, RuleBroken
from contracts.events.parts import Dossier
from contracts.vocabulary.mot import libelle
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.pieces import Piece


class ExamenNonVerifie(RuleBroken):
    slug = "examen-non-verifie"
    title = "La réussite à l'examen doit être vérifiée"
    kind = "invalide"


class PiecesADecider(RuleBroken):
    slug = "pieces-a-decider"
    title = "Des pièces que la personne n'a pas pu fournir attendent votre avis"
    kind = "invalide"


def verifier_acceptation(
    dossier: Dossier, *, examen_verifie: bool, absentes_acceptees: Collection[str], aujourd_hui: date
) -> None:
    """Raises ExamenNonVerifie or PiecesADecider (domain.md §1.1, OP-17)."""
    if dossier.motif == Motif.TITRE_EXAMEN:
        _verifier_examen(dossier, examen_verifie, aujourd_hui)
    restent = [p.type_piece for p in dossier.pieces_absentes if p.type_piece not in absentes_acceptees]
    if restent:
        noms = ", ".join(libelle(Piece, code) for code in restent)
        detail = f"Acceptez l'absence de chacune, ou demandez-la en complément : {noms}."
        raise PiecesADecider(detail, errors=[FieldError("/absentes_acceptees", detail)])


def _verifier_examen(dossier: Dossier, verifie: bool, aujourd_hui: date) -> None:
    remede = "Si vous ne la retrouvez pas, demandez un complément avec la cause « examen_introuvable »."
    if not verifie:
        detail = f"Vérifiez la réussite avec le NEPH et la date déclarés, puis confirmez-la. {remede}"
        raise ExamenNonVerifie(detail, errors=[FieldError("/examen_verifie", detail)])
    if dossier.examen_le is not None and dossier.examen_le > aujourd_hui:
        detail = f"L'examen déclaré est le {dossier.examen_le:%d/%m/%Y}, qui n'est pas passé. {remede}"
        raise ExamenNonVerifie(detail, errors=[FieldError("/examen_verifie", detail)])
