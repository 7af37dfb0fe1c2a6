"""The demande: what it holds, and how an act makes of it a decision with events and a line of history."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from contracts.errors import RuleBroken
from contracts.events import parts
from contracts.events.base import Event
from contracts.events.demandes import StatutChangeV1
from contracts.events.parts import (
    AutoEcole,
    CauseRejet,
    Contact,
    Ephoto,
    Fichier,
    PieceAbsente,
    Representant,
)
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.pieces import Piece
from contracts.vocabulary.roles import Role
from contracts.vocabulary.statuts import Statut
from demandes.domain.adresse_contact import AdresseContact
from demandes.domain.delais import DELAIS, Delai
from demandes.domain.etat_civil import EtatCivil
from demandes.domain.historique import CANDIDAT, REPRESENTANT, Auteur, Ligne
from demandes.domain.motif import EtapeMotif
from demandes.domain.photo_signature import Formulaire, Photo
from demandes.domain.positions import Position, position_de
from demandes.domain.statuts import REMEDES, Acte, est_termine, statut_suivant
from demandes.domain.titre import Titre

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
class Maintien:
    """Why the filer keeps a file that the engine refuses, and in which round he said so."""

    raison: str
    tour: int


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
    maintien: Maintien | None = None


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
    titre: Titre | None = None
    rappels: int = 0
    fichiers_remplaces: tuple[Fichier, ...] = ()  # others had them before they were replaced
    en_main_depuis: datetime | None = None  # an instructor took the dossier, and has not given it back
    taxe_annoncee: str | None = None  # the region whose taxe filer and person were told to pay
    fin_annoncee: datetime | None = None  # of what is kept of a closed one: the person was told

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
    def etat_civil_saisi(self) -> parts.EtatCivil | None:
        return None if self.etat_civil is None else self.etat_civil.part()

    @property
    def adresse_saisie(self) -> parts.Adresse | None:
        return None if self.adresse_contact is None else self.adresse_contact.adresse()

    @property
    def contact(self) -> Contact | None:
        """Where the person is reached now: what was typed, until the account says otherwise."""
        saisi = None if self.adresse_contact is None else self.adresse_contact.contact()
        if self.coordonnees is None:
            return saisi
        # An account that has no phone says nothing of the one that was typed here.
        telephone = self.coordonnees.telephone or (saisi and saisi.telephone)
        return Contact(email=self.coordonnees.email, telephone=telephone)

    @property
    def mandat_papier(self) -> bool:
        return self.etape_motif is not None and self.etape_motif.mandat_papier

    @property
    def position(self) -> Position:
        """Whose turn it is, and what comes next."""
        return position_de(self.statut, self.motif, self.deposant.role, mandat_papier=self.mandat_papier)

    @property
    def terminee(self) -> bool:
        return est_termine(self.statut, self.motif)

    @property
    def delai(self) -> Delai | None:
        """What it waits for, if it waits for a person; an erased one waits for nobody."""
        return None if self.effacee else DELAIS.get(self.statut)

    @property
    def echeance(self) -> datetime | None:
        """When the wait ends unless somebody acts; of a card, who keeps it says when."""
        if self.delai is None:
            return None
        if not self.delai.expire and self.titre is not None and self.titre.limite_le is not None:
            return self.titre.limite_le
        return self._debut + self.delai.duree

    @property
    def expire_le(self) -> datetime | None:
        """When it expires by itself."""
        return self.echeance if self.delai is not None and self.delai.expire else None

    @property
    def rappels_prevus(self) -> list[datetime]:
        """When its reminders are due, those already sent included."""
        if self.delai is None or self.echeance is None:
            return []
        fin = self.echeance
        return [self._debut + apres if apres > timedelta() else fin + apres for apres in self.delai.rappels]

    @property
    def rappel_le(self) -> datetime | None:
        """The next reminder."""
        prevus = self.rappels_prevus
        return prevus[self.rappels] if self.rappels < len(prevus) else None

    @property
    def _debut(self) -> datetime:
        return self.modifiee_le if self.statut is Statut.BROUILLON else self.depuis

    @property
    def causes_a_corriger(self) -> tuple[CauseRejet, ...]:
        """What must be put right now; nothing unless the demande is « A compléter »."""
        return self.retours[-1].causes if self.statut is Statut.A_COMPLETER else ()

    def absentes_sauf(self, type_piece: Piece) -> tuple[PieceAbsente, ...]:
        """What is explained instead of joined, but for this one."""
        return tuple(absente for absente in self.pieces_absentes if absente.type_piece != type_piece)

    def statut_apres(self, acte: Acte) -> Statut:
        """Raises ActeImpossible, with where the demande stands and what can be done instead."""
        return statut_suivant(self.statut, acte, REMEDES.get((self.statut, acte), self.position.suite))

    def apres(self, acte: Acte, now: datetime, **changes: Any) -> "Demande":
        """The demande after this act, if its status admits it; `depuis` moves only with the status."""
        statut = self.statut_apres(acte)
        if statut is not self.statut:
            changes = {"depuis": now, "rappels": 0, **changes}
        elif statut is Statut.BROUILLON:
            changes = {"rappels": 0, **changes}
        return replace(self, **{"statut": statut, "modifiee_le": now, **changes})


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
    ligne = Ligne(le or demande.modifiee_le, acte, par, demande.statut, demande.position.suite, tuple(details))
    return Decision(avant, demande, (*events, statut_change(demande)) if change else events, (ligne,))


def statut_change(demande: Demande) -> StatutChangeV1:
    position = demande.position
    return StatutChangeV1(
        motif=demande.motif,
        statut=demande.statut,
        libelle=demande.statut.libelle,
        detenteur=position.detenteur,
        suite=position.suite,
        depuis=demande.depuis,
    )
