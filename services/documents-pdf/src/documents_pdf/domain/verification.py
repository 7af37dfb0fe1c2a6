"""What can be said of a paper in the hand: genuine, and whether it still counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from contracts.errors import RuleBroken
from contracts.vocabulary.documents import Document
from contracts.vocabulary.mot import Mot, libelle


class Etat(Mot):
    """Of a genuine document."""

    VALABLE = "valable", "Ce document est authentique et en vigueur."
    REMPLACE = "remplace", "Ce document est authentique, mais un autre l'a remplacé : il ne vaut plus."
    EXPIRE = "expire", "Ce document est authentique, mais sa durée de validité est écoulée."
    EFFACE = (
        "efface",
        (
            "Ce document est authentique, mais le dossier a été effacé à la fin de sa conservation : "
            "on ne peut plus dire s'il vaut encore. Demandez un document plus récent."
        ),
    )


CEDE_A: Mapping[Document, frozenset[Document]] = {
    Document.RECEPISSE_DEPOT: frozenset({Document.ATTESTATION_INSCRIPTION, Document.AVIS_REJET}),
    Document.DEMANDE_COMPLEMENTS: frozenset({Document.ATTESTATION_INSCRIPTION, Document.AVIS_REJET}),
}
"""What ends a document beside a later version of itself: the récépissé waits for the decision (seed 000)."""


class DocumentInconnu(RuleBroken):
    """One answer for a code that was never given, and for one that was typed wrong: there is nothing to guess by."""

    slug = "document-inconnu"
    title = "Aucun document délivré ne correspond"
    kind = "introuvable"

    def __init__(self) -> None:
        super().__init__(
            "Comparez le code avec celui du document : vingt lettres et chiffres, à côté du cachet. "
            "S'il est bien recopié, ce document n'a pas été délivré par ce service : ne l'acceptez pas."
        )


@dataclass(frozen=True)
class Scelle:
    """A line of `scelles`: one sealed document. `demande` and `mentions` are gone once the dossier is erased."""

    code: str
    sha256: str
    demande: UUID | None
    type: str
    version: int
    delivre_le: datetime
    valable_jusqu_a: date | None
    mentions: tuple[tuple[str, str], ...] | None
    efface_le: datetime | None = None

    @property
    def titre(self) -> str:
        return libelle(Document, self.type)


def etat(scelle: Scelle, suivants: Sequence[Scelle], le: date) -> tuple[Etat, datetime | None]:
    """The state, and since when; `suivants` are the other sealed documents of the same demande."""
    if scelle.efface_le is not None:
        return Etat.EFFACE, scelle.efface_le
    fins = [suivant.delivre_le for suivant in suivants if _remplace(suivant, scelle)]
    if fins:
        return Etat.REMPLACE, min(fins)
    if scelle.valable_jusqu_a is not None and scelle.valable_jusqu_a < le:
        return Etat.EXPIRE, None
    return Etat.VALABLE, None


def _remplace(suivant: Scelle, scelle: Scelle) -> bool:
    if suivant.type == scelle.type:
        return suivant.version > scelle.version
    cede_a = {str(fin) for type, fins in CEDE_A.items() if type == scelle.type for fin in fins}
    return suivant.type in cede_a and suivant.delivre_le >= scelle.delivre_le
