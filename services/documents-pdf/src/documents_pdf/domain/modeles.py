"""The table of the documents: what makes each, on what condition, how it looks, who may read it (domain.md §6)."""

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from contracts.events.base import Event
from contracts.events.demandes import (
    DemandeAccepteeV1,
    DemandeACompleterV1,
    DemandeRejeteeV1,
    DemandeTransmiseV1,
    DemandeValideeV1,
    FormulairePhotoAttenduV1,
)
from contracts.vocabulary.categories import Categorie
from contracts.vocabulary.documents import Document
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.roles import Role
from documents_pdf.domain.contenu import Contenu, contenu
from documents_pdf.domain.formulation import typographie
from documents_pdf.domain.sujet import Fait, Sujet, sujet

DROITS_VALABLES = 2  # months (seed 000; domain.md OP-20)


@dataclass(frozen=True)
class Condition:
    """When a document is made: the words for people, and the rule."""

    libelle: str
    vraie: Callable[[Sujet], bool]


TOUJOURS = Condition("pour toute demande", lambda s: True)
ENTIERE = Condition("pour toute demande", lambda s: s.valide is not None)  # where the fact tells all of it
INSCRIPTION = Condition("pour toute inscription", lambda s: s.motif in (Motif.INSCRIPTION, Motif.INVALIDATION))
INSCRIPTION_B = (
    Condition(  # seeds 000 and 002: « pour toute demande d'inscription aux examens du permis de la catégorie B »
        "pour toute inscription à la catégorie B",
        lambda s: s.motif == Motif.INSCRIPTION and s.categorie == Categorie.B,
    )
)
PERTE = Condition("après une perte", lambda s: s.motif == Motif.PERTE)  # and no other title: domain.md OP-21


@dataclass(frozen=True)
class Modele:
    """A line of the table. `lecteurs` are the roles that may read the documents of their own dossiers.

    `code`: the page bears the demande's number as a two-dimensional code, for the machine that opens the post.
    `suite`: the text goes on, up to `pages`; the others have exactly so many. `entier`: the whole demande is read back.
    """

    evenements: tuple[type[Event], ...]
    type: Document
    condition: Condition
    gabarit: str
    pages: int
    images: bool
    fichier: str
    lecteurs: frozenset[Role]
    valable_mois: int | None = None
    code: bool = False
    suite: bool = False
    entier: bool = False

    @property
    def titre(self) -> str:
        return typographie(self.type.libelle)


AGENTS = frozenset({Role.INSTRUCTEUR, Role.SUPERVISEUR})
DEPOSANTS = frozenset({Role.USAGER, Role.AUTO_ECOLE})

MODELES: Mapping[Document, Modele] = {
    modele.type: modele
    for modele in (
        Modele(
            type=Document.JUSTIFICATIF_DEPOT,
            evenements=(DemandeValideeV1, FormulairePhotoAttenduV1),
            condition=TOUJOURS,
            gabarit="justificatif_depot.html.j2",
            pages=1,
            images=False,
            fichier="justificatif-de-depot",
            lecteurs=DEPOSANTS | AGENTS,
        ),
        Modele(
            type=Document.FORMULAIRE_PHOTO,
            evenements=(FormulairePhotoAttenduV1,),
            condition=TOUJOURS,
            gabarit="formulaire_photo.html.j2",
            pages=1,  # in a window envelope, posted as it is (seeds 001, 004)
            images=False,
            fichier="formulaire-photo-signature",
            lecteurs=DEPOSANTS,
            code=True,
        ),
        Modele(
            type=Document.RECEPISSE_DEPOT,
            evenements=(DemandeTransmiseV1,),
            condition=INSCRIPTION_B,
            gabarit="recepisse_depot.html.j2",
            pages=1,
            images=False,
            fichier="recepisse-de-depot",
            lecteurs=DEPOSANTS | AGENTS,
        ),
        Modele(
            type=Document.ATTESTATION_INSCRIPTION,
            evenements=(DemandeAccepteeV1,),
            condition=INSCRIPTION,
            gabarit="attestation_inscription.html.j2",
            pages=2,  # recto and verso of one sheet (seeds 000, 002, 003)
            images=True,
            fichier="attestation-d-inscription",
            lecteurs=DEPOSANTS | AGENTS,
        ),
        Modele(
            type=Document.ATTESTATION_DROITS,
            evenements=(DemandeAccepteeV1,),
            condition=PERTE,
            gabarit="attestation_droits.html.j2",
            pages=1,
            images=True,
            fichier="attestation-de-droits-a-conduire",
            lecteurs=frozenset({Role.USAGER}) | AGENTS,
            valable_mois=DROITS_VALABLES,
        ),
        Modele(
            type=Document.RECAPITULATIF,
            evenements=(DemandeValideeV1, FormulairePhotoAttenduV1),
            condition=ENTIERE,
            gabarit="recapitulatif.html.j2",
            pages=4,
            suite=True,
            images=False,
            entier=True,
            fichier="recapitulatif",
            lecteurs=DEPOSANTS | AGENTS,
        ),
        Modele(
            type=Document.DEMANDE_COMPLEMENTS,
            evenements=(DemandeACompleterV1,),
            condition=TOUJOURS,
            gabarit="demande_complements.html.j2",
            pages=6,
            suite=True,
            images=False,
            fichier="demande-de-complements",
            lecteurs=DEPOSANTS | AGENTS,
        ),
        Modele(
            type=Document.AVIS_REJET,
            evenements=(DemandeRejeteeV1,),
            condition=TOUJOURS,
            gabarit="avis_rejet.html.j2",
            pages=6,
            suite=True,
            images=False,
            fichier="avis-de-rejet",
            lecteurs=DEPOSANTS | AGENTS,
        ),
    )
}


def documents_de(fait: Fait) -> list[Contenu]:
    """The documents that this fact makes, in words."""
    about = sujet(fait)
    if about is None:
        return []
    return [
        contenu(modele.type, about, images=modele.images, entier=modele.entier, jusqu_a=_fin(modele, about.fait_le))
        for modele in MODELES.values()
        if isinstance(fait, modele.evenements) and modele.condition.vraie(about)
    ]


def _fin(modele: Modele, fait_le: datetime) -> datetime | None:
    return None if modele.valable_mois is None else dans_des_mois(fait_le, modele.valable_mois)


def dans_des_mois(le: datetime, mois: int) -> datetime:
    """The same day of a later month, or its last day."""
    annees, rang = divmod(le.month - 1 + mois, 12)
    annee = le.year + annees
    return le.replace(year=annee, month=rang + 1, day=min(le.day, calendar.monthrange(annee, rang + 1)[1]))
