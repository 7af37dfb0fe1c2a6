"""A deposit of many e-photos at once: each pair on its own, known by the photographer's reference and its bytes."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from contracts.errors import FieldError, RuleBroken
from ctn_verification.domain.verdict import Verdict

PAIRES_MAX = 50
EN_ATTENTE_MAX = 500  # pairs of one photographer that the engine has not seen
ESSAIS_MAX = 3  # workers that may die over a pair
GARDE_DU_CODE = timedelta(days=1)  # as long as the answer to a single deposit is kept for who asks again
GARDE = timedelta(days=30)
OUBLIER_LOT = "lot-a-oublier"


class EtatElement(StrEnum):
    EN_ATTENTE = "en_attente"
    ACCEPTE = "accepte"  # it has a code
    REFUSE = "refuse"


class LotIncoherent(RuleBroken):
    slug = "lot-incoherent"
    title = "Les photos, les signatures et les références ne vont pas ensemble"
    kind = "invalide"


class LotIntrouvable(RuleBroken):
    slug = "lot-introuvable"
    title = "Ce dépôt n'existe pas, ou n'existe plus"
    kind = "introuvable"

    def __init__(self) -> None:
        super().__init__("Vérifiez l'adresse : un dépôt est effacé trente jours après son arrivée.")


class TropDEphotosEnAttente(RuleBroken):
    slug = "trop-d-ephotos-en-attente"
    title = "Vos dépôts précédents ne sont pas encore contrôlés"
    kind = "trop_frequent"
    retry_after = 30

    def __init__(self) -> None:
        super().__init__(f"Attendez qu'il reste moins de {EN_ATTENTE_MAX} photos à contrôler, puis recommencez.")


@dataclass(frozen=True)
class Element:
    """One pair. `photo` and `signature` are the keys of what was sent; its code stands here for a day."""

    id: UUID
    photographe: UUID
    reference: str
    empreinte: str
    photo: str
    signature: str
    depose_le: datetime
    etat: EtatElement = EtatElement.EN_ATTENTE
    ephoto: UUID | None = None
    code: str | None = field(default=None, repr=False)
    expire_le: datetime | None = None
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    essais: int = 0
    pris_jusqu_a: datetime | None = None


class Cle(NamedTuple):
    """What makes a pair the same as another of the same photographer."""

    reference: str
    empreinte: str


def cle_de(reference: str, photo: bytes, signature: bytes) -> Cle:
    deux = (hashlib.sha256(octets).hexdigest() for octets in (photo, signature))
    return Cle(reference, hashlib.sha256(" ".join(deux).encode()).hexdigest())


def verifier_lot(references: Sequence[str], photos: int, signatures: int) -> None:
    """Raises LotIncoherent with each fault where it is."""
    fautes = []
    if not len(references) == photos == signatures:
        compte = f"{len(references)} référence(s), {photos} photo(s), {signatures} signature(s)"
        fautes.append(FieldError("/references", f"Envoyez-en autant des trois, dans le même ordre : reçu {compte}."))
    if photos > PAIRES_MAX:
        fautes.append(FieldError("/photos", f"{PAIRES_MAX} photos au plus par dépôt : faites-en plusieurs."))
    for rang, reference in enumerate(references):
        if not (1 <= len(reference) <= 64 and reference.isprintable() and reference == reference.strip()):
            fautes.append(FieldError(f"/references/{rang}", "Donnez une référence de 1 à 64 caractères visibles."))
        elif reference in references[:rang]:
            fautes.append(
                FieldError(f"/references/{rang}", "Cette référence est déjà dans le dépôt : donnez-en une autre.")
            )
    if fautes:
        raise LotIncoherent("Corrigez ce qui est signalé : rien n'a été déposé.", errors=fautes)
