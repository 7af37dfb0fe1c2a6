"""The table of the documents: what makes each, on what condition, how it looks, who may read it (domain.md §6)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from contracts.events.base import Event
from contracts.events.demandes import DemandeAccepteeV1, DemandeTransmiseV1
from contracts.events.parts import Dossier
from contracts.vocabulary.categories import Categorie
from contracts.vocabulary.documents import Document
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.roles import Role
from documents_pdf.domain.contenu import Contenu, contenu


@dataclass(frozen=True)
class Condition:
    """When a document is made: the words for people, and the rule."""

    libelle: str
    vraie: Callable[[Dossier], bool]


INSCRIPTION = Condition("pour toute inscription", lambda d: d.motif == Motif.INSCRIPTION)
INSCRIPTION_B = (
    Condition(  # seeds 000 and 002: « pour toute demande d'inscription aux examens du permis de la catégorie B »
        "pour toute inscription à la catégorie B",
        lambda d: d.motif == Motif.INSCRIPTION and d.categorie == Categorie.B,
    )
)


@dataclass(frozen=True)
class Modele:
    """A line of the table. `lecteurs` are the roles that may read the documents of their own dossiers."""

    evenement: type[Event]
    type: Document
    condition: Condition
    gabarit: str
    pages: int
    images: bool
    fichier: str
    lecteurs: frozenset[Role]

    @property
    def titre(self) -> str:
        return self.type.libelle


CANDIDAT_ECOLE_INSTRUCTEUR = frozenset({Role.USAGER, Role.AUTO_ECOLE, Role.INSTRUCTEUR})

MODELES: Mapping[Document, Modele] = {
    modele.type: modele
    for modele in (
        Modele(
            type=Document.RECEPISSE_DEPOT,
            evenement=DemandeTransmiseV1,
            condition=INSCRIPTION_B,
            gabarit="recepisse_depot.html.j2",
            pages=1,
            images=False,
            fichier="recepisse-de-depot",
            lecteurs=CANDIDAT_ECOLE_INSTRUCTEUR,
        ),
        Modele(
            type=Document.ATTESTATION_INSCRIPTION,
            evenement=DemandeAccepteeV1,
            condition=INSCRIPTION,
            gabarit="attestation_inscription.html.j2",
            pages=2,  # recto and verso of one sheet (seeds 000, 002, 003)
            images=True,
            fichier="attestation-d-inscription",
            lecteurs=CANDIDAT_ECOLE_INSTRUCTEUR,
        ),
    )
}


def documents_de(evenement: DemandeTransmiseV1 | DemandeAccepteeV1) -> list[Contenu]:
    """The documents that this fact makes, in words."""
    if isinstance(evenement, DemandeTransmiseV1):
        fait_le, neph = evenement.transmise_le, None
    else:
        fait_le, neph = evenement.acceptee_le, evenement.neph
    return [
        contenu(modele.type, evenement.dossier, fait_le, neph=neph, images=modele.images)
        for modele in MODELES.values()
        if isinstance(evenement, modele.evenement) and modele.condition.vraie(evenement.dossier)
    ]
