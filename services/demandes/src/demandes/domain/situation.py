"""What of a demande decides which pieces it needs: the answers of its steps, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from contracts.vocabulary.categories import Categorie
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.pieces import Piece
from demandes.domain.ages import age
from demandes.domain.categories import LOURDES
from demandes.domain.numero import PARIS


@dataclass(frozen=True)
class Situation:
    """The person and what is asked for. `departement` is the one of the domicile, once it is known."""

    motif: Motif
    categories: frozenset[Categorie]
    premier_permis: bool
    beneficiaire: str
    visite_medicale: bool
    affection: bool
    pension_invalidite: bool
    vehicule_amenage: bool
    formation_complementaire: str
    nationalite: str
    naissance: date
    le: date
    departement: str | None = None
    precisions: Mapping[str, str] = field(default_factory=dict)
    jointes: frozenset[Piece] = frozenset()

    @property
    def age(self) -> int:
        return age(self.naissance, self.le)

    @property
    def lourde(self) -> bool:
        return bool(self.categories & LOURDES)

    def precision(self, code: str) -> str:
        return self.precisions.get(code, "")

    def nombre(self, code: str) -> int:
        """A number that was answered; nothing answered is nought."""
        return int(self.precisions.get(code) or 0)


def aujourdhui(now: datetime) -> date:
    """The day in France."""
    return now.astimezone(PARIS).date()
