"""What demandes publishes: each fact in the life of a demande. Subject: the demande."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from contracts.events.base import STATUTS, Event, TextePersonnel
from contracts.events.parts import AutoEcole, CauseRejet, Contact, Dossier, EtatCivil, Fichier, PieceJointe


class PieceDeposeeV1(Event):
    """A file passed the checks that need no image engine; a ctn worker looks at the image."""

    type: ClassVar[str] = "permis.demandes.piece-deposee.v1"

    piece: UUID
    type_piece: str
    fichier: Fichier


class DemandeFinaliseeV1(Event):
    """The school has finished: the candidate must validate, and needs an account for it."""

    type: ClassVar[str] = "permis.demandes.demande-finalisee.v1"

    pre_numero: int
    motif: str
    auto_ecole: AutoEcole
    etat_civil: EtatCivil
    contact: Contact
    finalisee_le: datetime


class DemandeRefuseeV1(Event):
    """The candidate refused what the school filed; the school files anew (seed 001)."""

    type: ClassVar[str] = "permis.demandes.demande-refusee.v1"

    pre_numero: int
    auto_ecole: AutoEcole
    candidat_nom: TextePersonnel
    raison: str
    refusee_le: datetime


class DemandeValideeV1(Event):
    """The candidate attested and validated; only now the demande has its number."""

    type: ClassVar[str] = "permis.demandes.demande-validee.v1"

    dossier: Dossier


class ComplementFourniV1(Event):
    """The filer put right what was asked; the images are checked again before the préfecture sees them (seed 000)."""

    type: ClassVar[str] = "permis.demandes.complement-fourni.v1"

    tour: int  # 1 is the check at validation, 2 the first complement, …
    pieces: tuple[PieceJointe, ...]
    dossier: Dossier


class DemandeTransmiseV1(Event):
    """The images are good: the préfecture of the arrondissement holds the demande («En cours d'instruction»)."""

    type: ClassVar[str] = "permis.demandes.demande-transmise.v1"

    tour: int
    dossier: Dossier
    transmise_le: datetime


class DemandeACompleterV1(Event):
    """CTN or préfecture asks for a complement: the filer alone completes, before `limite_le`."""

    type: ClassVar[str] = "permis.demandes.demande-a-completer.v1"

    numero: str
    demandeur: str  # ctn or prefecture
    causes: tuple[CauseRejet, ...]
    commentaire: str | None = None
    destinataire: UUID  # the filer's account
    email: TextePersonnel
    limite_le: datetime


class DemandeAccepteeV1(Event):
    """The préfecture accepted: the attestation can be made."""

    type: ClassVar[str] = "permis.demandes.demande-acceptee.v1"

    dossier: Dossier
    neph: TextePersonnel
    acceptee_le: datetime


class DemandeRejeteeV1(Event):
    """The préfecture rejected: a new demande and a new photo code are needed (seed 003)."""

    type: ClassVar[str] = "permis.demandes.demande-rejetee.v1"

    dossier: Dossier
    causes: tuple[CauseRejet, ...]
    commentaire: str | None = None
    rejetee_le: datetime


class DemandeExpireeV1(Event):
    """A deadline passed: never validated, never completed, or its account never activated."""

    type: ClassVar[str] = "permis.demandes.demande-expiree.v1"

    pre_numero: int
    raison: str  # compte_non_active, validation_usager, complement
    auto_ecole: AutoEcole | None = None
    candidat_nom: TextePersonnel
    contact: Contact
    expiree_le: datetime


class StatutChangeV1(Event):
    """The public stream: what anyone who subscribes may know, and nothing about the person."""

    type: ClassVar[str] = "permis.demandes.statut-change.v1"
    exchange: ClassVar[str] = STATUTS

    motif: str
    statut: str
    libelle: str
    detenteur: str
    suite: str
    depuis: datetime
