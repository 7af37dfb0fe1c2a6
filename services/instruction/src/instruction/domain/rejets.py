"""The grounds of a rejection, in the words that the person reads, with what he can do next (seed 003; CRPA)."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Self
from uuid import UUID

from contracts.errors import FieldError
from contracts.events.parts import CauseRejet, Dossier
from instruction.domain.causes import CAUSES, CauseChoisie, CauseInconnue

SUITES = (
    "Cette demande est close : une nouvelle demande et un nouveau code photo-signature sont nécessaires. "
    "Vous pouvez contester cette décision dans les deux mois, par un recours gracieux auprès du préfet "
    "ou devant le tribunal administratif."
)


class MotifDeRejet(StrEnum):
    remede: str
    libelle: str

    def __new__(cls, code: str, libelle: str, remede: str) -> Self:
        motif = str.__new__(cls, code)
        motif._value_ = code
        motif.libelle = libelle
        motif.remede = remede
        return motif

    CONDITION_D_AGE = (
        "condition_d_age",
        "La personne n'a pas l'âge demandé pour cette catégorie.",
        "Déposez la demande lorsque l'âge est atteint.",
    )
    MOTIF_INADAPTE = (
        "motif_inadapte",
        "Le motif choisi ne correspond pas à la situation de la personne.",
        "Choisissez, à l'étape 1 de la nouvelle demande, le motif qui correspond à votre situation.",
    )
    RESIDENCE = (
        "residence",
        "La résidence normale en France n'est pas établie.",
        "Déposez la demande lorsque vous pouvez prouver votre résidence.",
    )
    DROIT_RETIRE = (
        "droit_retire",
        "Le droit de conduire est suspendu, annulé ou invalidé.",
        "Attendez la fin de la mesure, puis déposez une demande sous le motif qui convient.",
    )
    INAPTITUDE_MEDICALE = (
        "inaptitude_medicale",
        "L'avis médical ne permet pas de délivrer cette catégorie.",
        "Adressez-vous à la commission médicale de votre préfecture.",
    )
    EXAMEN_NON_REUSSI = (
        "examen_non_reussi",
        "La réussite à l'examen n'est pas établie.",
        "Déposez la demande avec le certificat d'examen (CEPC) qui la prouve.",
    )
    DEMANDE_EN_DOUBLE = (
        "demande_en_double",
        "Une autre demande de la même personne a le même objet.",
        "Suivez l'autre demande dans votre espace.",
    )
    COMPLEMENT_INSUFFISANT = (
        "complement_insuffisant",
        "Les pièces fournies après demande de complément ne permettent toujours pas de décider.",
        "Rassemblez toutes les pièces demandées avant de déposer une nouvelle demande.",
    )


def motiver_rejet(choisies: Sequence[CauseChoisie], dossier: Dossier) -> tuple[CauseRejet, ...]:
    """Each ground with its remedy and the ways of appeal. A cause of a piece may be a ground, too."""
    faults = [fault for rang, choisie in enumerate(choisies) if (fault := _fault(rang, choisie, dossier))]
    if faults:
        raise CauseInconnue("Choisissez des motifs de la liste et des pièces de ce dossier.", errors=faults)
    return tuple(_ecrit(choisie, dossier) for choisie in choisies)


def _fault(rang: int, choisie: CauseChoisie, dossier: Dossier) -> FieldError | None:
    if choisie.code not in CAUSES and choisie.code not in list(MotifDeRejet):
        return FieldError(f"/causes/{rang}", f"« {choisie.code} » n'est pas un motif de la liste.")
    if choisie.piece is not None and choisie.piece not in _types(dossier):
        return FieldError(f"/causes/{rang}", "Cette pièce n'est pas dans le dossier : rechargez-le.")
    return None


def _ecrit(choisie: CauseChoisie, dossier: Dossier) -> CauseRejet:
    motif = next((motif for motif in MotifDeRejet if motif == choisie.code), None)
    cause = motif or next(cause for cause in CAUSES if cause == choisie.code)
    return CauseRejet(
        code=cause.value,
        cause=cause.libelle,
        remede=f"{motif.remede} {SUITES}" if motif else SUITES,
        piece=choisie.piece,
        type_piece=_types(dossier)[choisie.piece] if choisie.piece else choisie.type_piece,
    )


def _types(dossier: Dossier) -> dict[UUID, str]:
    return {piece.id: piece.type for piece in dossier.pieces}
