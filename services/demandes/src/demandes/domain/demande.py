"""The demande: what it holds, and how an act makes of it a decision with events and a line of history."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from contracts.errors import RuleBroken
from contracts.events.base import Event
from contracts.events.demandes import StatutChangeV1
from contracts.events.parts import (
    AutoEcole,
    CauseRejet,
    Contact,
    Dossier,
    Ephoto,
    Fichier,
    PieceAbsente,
    PieceJointe,
    Representant,
)
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.pieces import Piece
from contracts.vocabulary.roles import Role
from contracts.vocabulary.statuts import Statut
from demandes.domain.adresse_contact import AdresseContact
from demandes.domain.delais import ECHEANCES
from demandes.domain.etat_civil import EtatCivil
from demandes.domain.historique import CANDIDAT, REPRESENTANT, Auteur, Ligne
from demandes.domain.motif import EtapeMotif
from demandes.domain.photo_signature import Formulaire, Photo
from demandes.domain.statuts import POSITIONS, Acte, statut_suivant

Controle = Literal["en_cours", "conforme", "a_verifier", "non_conforme"]
CompteCandidat = Literal["a_activer", "actif"]


class DemandeIntrouvable(RuleBroken):
    slug = "demande-introuvable"
    title = "Cette demande n'existe pas ou ne vous est pas accessible"
    kind = "introuvable"


class VersionPerimee(RuleBroken):
    slug = "version-perimee"
    title = "La demande a changé depuis que vous l'avez affichée"
    kind = "precondition"


@dataclass(frozen=True)
class PieceDeposee:
    """One file of a pièce justificative, with the engine's verdict once it is there.

    `tour` is the round of the demande in which it came: rounds are counted, clocks of several machines differ.
    """

    id: UUID
    type: Piece
    nom_fichier: str
    fichier: Fichier
    deposee_le: datetime
    controle: Controle = "en_cours"
    causes: tuple[CauseRejet, ...] = ()
    tour: int = 0


@dataclass(frozen=True)
class Retour:
    """The demande came back: who asked for a complement, why, in which round."""

    tour: int
    demandeur: Literal["ctn", "prefecture"]
    causes: tuple[CauseRejet, ...]
    commentaire: str | None
    le: datetime


@dataclass(frozen=True)
class DocumentDisponible:
    """An official document that can be downloaded from documents-pdf."""

    id: UUID
    type: str  # open: documents-pdf may be a deployment ahead
    version: int
    produit_le: datetime


@dataclass(frozen=True)
class Deposant:
    """Who filed, and therefore completes (domain.md OP-19): a school, the person himself or who acts for him."""

    role: Role
    compte: UUID | None
    nom: str  # as it may be shown and kept: a school's name, never a person's

    @property
    def auteur(self) -> Auteur:
        return Auteur(self.role, self.nom)


@dataclass(frozen=True)
class Demande:
    """Everything that is known of a demande; `tour` counts the image checks asked for, 0 before validation.

    Without `auto_ecole` the person files for himself, or the legal representative for a minor or a ward: his is the
    account `candidat`, from the beginning. `coordonnees` are where that account is reached, once they changed.
    """

    id: UUID
    pre_numero: int
    auto_ecole: AutoEcole | None
    creee_le: datetime
    modifiee_le: datetime
    depuis: datetime
    motif: Motif = Motif.INSCRIPTION
    statut: Statut = Statut.BROUILLON
    version: int = 0
    etape_motif: EtapeMotif | None = None
    etat_civil: EtatCivil | None = None
    adresse_contact: AdresseContact | None = None
    photo: Photo | None = None
    pieces: tuple[PieceDeposee, ...] = ()
    candidat: UUID | None = None
    compte_candidat: CompteCandidat | None = None
    numero: str | None = None
    validee_le: datetime | None = None
    tour: int = 0
    retours: tuple[Retour, ...] = ()
    raison_refus: str | None = None
    raison_rejet: Retour | None = None
    documents: tuple[DocumentDisponible, ...] = ()
    effacee: bool = False
    representant: Representant | None = None
    pieces_absentes: tuple[PieceAbsente, ...] = ()
    formulaire: Formulaire | None = None
    coordonnees: Contact | None = None

    @property
    def deposant(self) -> Deposant:
        if self.auto_ecole is not None:
            return Deposant(Role.AUTO_ECOLE, self.auto_ecole.compte, self.auto_ecole.raison_sociale)
        return Deposant(Role.USAGER, self.candidat, self.usager.nom)

    @property
    def usager(self) -> Auteur:
        """Whose account validates: the candidate's, or the one of who acts for him (seed 002)."""
        return CANDIDAT if self.representant is None else REPRESENTANT

    @property
    def ephoto(self) -> Ephoto | None:
        """The images of photo and signature: behind a code, or scanned from the paper form."""
        if self.photo is not None:
            return self.photo.ephoto
        return None if self.formulaire is None else self.formulaire.ephoto

    @property
    def contact(self) -> Contact | None:
        """Where the person is reached now: what was typed, until the account says otherwise."""
        if self.coordonnees is not None:
            return self.coordonnees
        return None if self.adresse_contact is None else self.adresse_contact.contact()

    @property
    def echeance(self) -> datetime | None:
        """When it expires unless somebody acts."""
        delai: timedelta | None = ECHEANCES.get(self.statut)
        return None if delai is None else self.depuis + delai

    @property
    def causes_a_corriger(self) -> tuple[CauseRejet, ...]:
        """What must be put right now; nothing unless the demande is « A compléter »."""
        return self.retours[-1].causes if self.statut is Statut.A_COMPLETER else ()

    def apres(self, acte: Acte, now: datetime, **changes: Any) -> "Demande":
        """The demande after this act, if its status admits it; `depuis` moves only with the status."""
        statut = statut_suivant(self.statut, acte)
        depuis = self.depuis if statut is self.statut else now
        return replace(self, statut=statut, depuis=depuis, modifiee_le=now, **changes)


@dataclass(frozen=True)
class Decision:
    """What an act makes of a demande: its new state, what the others are told, what its history keeps."""

    avant: Demande | None
    demande: Demande
    events: tuple[Event, ...] = ()
    lignes: tuple[Ligne, ...] = ()


def decision(
    avant: Demande | None,
    demande: Demande,
    acte: Acte,
    par: Auteur,
    *events: Event,
    details: Iterable[str] = (),
    le: datetime | None = None,
) -> Decision:
    """An act that the history keeps; a change of status is told to the public stream too."""
    change = avant is None or avant.statut is not demande.statut
    suite = POSITIONS[demande.statut].suite
    ligne = Ligne(le or demande.modifiee_le, acte, par, demande.statut, suite, tuple(details))
    return Decision(avant, demande, (*events, statut_change(demande)) if change else events, (ligne,))


def statut_change(demande: Demande) -> StatutChangeV1:
    position = POSITIONS[demande.statut]
    return StatutChangeV1(
        motif=demande.motif,
        statut=demande.statut,
        libelle=demande.statut.libelle,
        detenteur=position.detenteur,
        suite=position.suite,
        depuis=demande.depuis,
    )


def pieces_jointes(pieces: Iterable[PieceDeposee]) -> tuple[PieceJointe, ...]:
    return tuple(PieceJointe(id=p.id, type=p.type, fichier=p.fichier, controle=p.controle) for p in pieces)


def dossier(demande: Demande) -> Dossier:
    """The demande as it was validated, for those who check, instruct and print; only a validated one has a dossier."""
    etape, etat_civil, contact = demande.etape_motif, demande.etat_civil, demande.adresse_contact
    assert etape is not None
    assert etat_civil is not None
    assert contact is not None
    assert demande.ephoto is not None
    assert demande.numero is not None
    assert demande.validee_le is not None
    return Dossier(
        numero=demande.numero,
        motif=demande.motif,
        categorie=etape.categorie,
        premier_permis=etape.premier_permis,
        prefecture=contact.prefecture,
        candidat=demande.candidat,
        auto_ecole=demande.auto_ecole,
        etat_civil=etat_civil.part(),
        adresse=contact.adresse(),
        contact=contact.contact(),
        pieces=pieces_jointes(demande.pieces),
        ephoto=demande.ephoto,
        validee_le=demande.validee_le,
    )
