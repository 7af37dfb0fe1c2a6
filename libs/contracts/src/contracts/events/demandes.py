"""What demandes publishes: each fact in the life of a demande. Subject: the demande."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from contracts.events.base import STATUTS, Event, TextePersonnel
from contracts.events.parts import (
    Adresse,
    AutoEcole,
    CauseRejet,
    Contact,
    Dossier,
    DossierSansPhoto,
    EtatCivil,
    Fichier,
    PieceJointe,
    Prefecture,
    Representant,
)


class PieceDeposeeV1(Event):
    """A file passed the checks that need no image engine; a ctn worker looks at the image.

    `etat_civil` and `adresse` are what the filer has entered so far: what the paper says is compared with them at once.
    """

    type: ClassVar[str] = "permis.demandes.piece-deposee.v1"

    piece: UUID
    type_piece: str
    fichier: Fichier
    etat_civil: EtatCivil | None = None
    adresse: Adresse | None = None


class SaisieCorrigeeV1(Event):
    """Who or where the person is was entered anew while files are joined: what was read on them is compared again."""

    type: ClassVar[str] = "permis.demandes.saisie-corrigee.v1"

    etat_civil: EtatCivil | None = None
    adresse: Adresse | None = None


class DemandeFinaliseeV1(Event):
    """The school has finished: the candidate must validate, and needs an account for it."""

    type: ClassVar[str] = "permis.demandes.demande-finalisee.v1"

    pre_numero: int
    motif: str
    auto_ecole: AutoEcole
    etat_civil: EtatCivil
    contact: Contact
    finalisee_le: datetime
    representant: Representant | None = None


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
    """CTN or préfecture asks for a complement: the filer alone completes, before `limite_le`.

    `dossier` and `demande_le` are for who puts it on paper.
    """

    type: ClassVar[str] = "permis.demandes.demande-a-completer.v1"

    numero: str
    demandeur: str  # ctn or prefecture
    causes: tuple[CauseRejet, ...]
    commentaire: str | None = None
    destinataire: UUID  # the filer's account
    email: TextePersonnel
    limite_le: datetime
    demande_le: datetime | None = None
    dossier: Dossier | None = None


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
    raison: str  # compte_non_active, validation_usager, complement, formulaire_photo, brouillon
    auto_ecole: AutoEcole | None = None
    candidat_nom: TextePersonnel
    contact: Contact
    expiree_le: datetime
    numero: str | None = None


class FormulairePhotoAttenduV1(Event):
    """Validated with a photo on paper: the demande has its number, the form must reach the CTN before `limite_le`.

    `dossier` is all that was validated, for the récapitulatif.
    """

    type: ClassVar[str] = "permis.demandes.formulaire-photo-attendu.v1"

    numero: str
    motif: str
    prefecture: Prefecture
    candidat: UUID | None = None
    auto_ecole: AutoEcole | None = None
    etat_civil: EtatCivil
    adresse: Adresse
    contact: Contact
    pieces: tuple[PieceJointe, ...]
    validee_le: datetime
    limite_le: datetime
    dossier: DossierSansPhoto | None = None


class FormulairePhotoRecuV1(Event):
    """The form came in time: the dossier is whole, its images are checked (round 1)."""

    type: ClassVar[str] = "permis.demandes.formulaire-photo-recu.v1"

    dossier: Dossier
    recu_le: datetime


class EcheanceProcheV1(Event):
    """A deadline comes near: whoever must act is told what, and until when."""

    type: ClassVar[str] = "permis.demandes.echeance-proche.v1"

    echeance: str  # validation_usager, complement, formulaire_photo, brouillon, retrait_du_titre or conservation
    pre_numero: int
    numero: str | None = None
    destinataire: str  # usager or auto_ecole
    email: TextePersonnel
    telephone: TextePersonnel | None = None
    limite_le: datetime


class TaxeDueV1(Event):
    """The answers so far make the taxe régionale due: filer and person are told to pay it (seed 002).

    `montant` in euros as a person reads it ("26,50"); nothing where nobody published it.
    """

    type: ClassVar[str] = "permis.demandes.taxe-due.v1"

    pre_numero: int
    region: str
    montant: str | None = None
    prefecture: Prefecture
    auto_ecole: AutoEcole | None = None
    candidat: UUID | None = None
    contact: Contact


class TransfertDemandeV1(Event):
    """Another school asks for the demande; the candidate decides (seed 000)."""

    type: ClassVar[str] = "permis.demandes.transfert-demande.v1"

    transfert: UUID
    numero: str
    candidat_nom: TextePersonnel
    contact: Contact
    ancienne: AutoEcole
    nouvelle: AutoEcole
    demande_le: datetime


class TransfertDecideV1(Event):
    """The candidate accepted or refused, or it was withdrawn or ran out: both schools are told."""

    type: ClassVar[str] = "permis.demandes.transfert-decide.v1"

    transfert: UUID
    numero: str
    decision: str  # accepte, refuse, retire or expire
    candidat_nom: TextePersonnel
    contact: Contact
    ancienne: AutoEcole
    nouvelle: AutoEcole
    decide_le: datetime


class ReponseEcriteV1(Event):
    """The filer wrote to the préfecture, in the thread of the demande."""

    type: ClassVar[str] = "permis.demandes.reponse-ecrite.v1"

    message: UUID
    prefecture: str
    role: str  # auto_ecole or usager
    texte: TextePersonnel
    ecrit_le: datetime


class MessageRecuV1(Event):
    """The filer has a message of the préfecture to read: a mail says so, without its text."""

    type: ClassVar[str] = "permis.demandes.message-recu.v1"

    message: UUID
    numero: str
    email: TextePersonnel
    recu_le: datetime


class ReponsesLuesV1(Event):
    """The filer has read the préfecture's messages up to this instant."""

    type: ClassVar[str] = "permis.demandes.reponses-lues.v1"

    prefecture: str
    jusqu_a: datetime


class RenvoiDemandeV1(Event):
    """The holder of a returned card asks to have it sent again, within six months (seed 003)."""

    type: ClassVar[str] = "permis.demandes.renvoi-demande.v1"

    numero: str
    adresse: Adresse
    demande_le: datetime


class DemandePurgeeV1(Event):
    """What was kept of the demande is erased; every service erases its own part (domain.md §9)."""

    type: ClassVar[str] = "permis.demandes.demande-purgee.v1"

    raison: str  # conservation, brouillon or compte_non_active
    purgee_le: datetime


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
