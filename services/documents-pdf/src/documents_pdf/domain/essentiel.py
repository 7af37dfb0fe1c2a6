"""What a document says in few words that a machine compares: what its seal signs, and what its verification tells."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from contracts.vocabulary.documents import Document


@dataclass(frozen=True)
class Essentiel:
    """The same facts as on the page, before they are put into French."""

    type: Document
    numero: str
    nom: str
    prenoms: tuple[str, ...]
    ne_le: date
    categories: tuple[str, ...]
    delivre_le: date
    valable_jusqu_a: date | None = None

    def mentions(self) -> Iterator[tuple[str, str]]:
        """What anybody who holds the paper may compare with it; all of it is printed there."""
        yield "Demande n°", self.numero
        yield "Nom de naissance", self.nom
        yield "Prénoms", ", ".join(self.prenoms)
        yield "Date de naissance", f"{self.ne_le:%d/%m/%Y}"
        if self.categories:
            yield "Catégories", ", ".join(self.categories)
