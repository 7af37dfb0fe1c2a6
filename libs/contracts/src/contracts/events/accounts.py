"""What accounts publishes: accounts that open, become active, expire. Subject: the account, unless said otherwise."""

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from contracts.events.base import PERSONNEL, SECRET, Event, TextePersonnel


class CompteOuvertV1(Event):
    """An account waits for its activation; whoever sends the mail gives the person the link (seeds 001, 002, 004).

    `demande` is set when a school's filing made the account: seven days to activate instead of twenty-four hours.
    """

    type: ClassVar[str] = "permis.accounts.compte-ouvert.v1"

    compte: UUID
    role: str
    nom: TextePersonnel
    prenom: TextePersonnel
    email: TextePersonnel
    telephone: TextePersonnel | None = None
    jeton: Annotated[str, SECRET]
    lien: Annotated[str, SECRET]  # absolute address of the page that activates
    expire_le: datetime
    demande: UUID | None = None


class CompteActiveV1(Event):
    """The person chose a password: the identifiant goes out in a second mail (seeds 001, 002, 004)."""

    type: ClassVar[str] = "permis.accounts.compte-active.v1"

    compte: UUID
    role: str
    identifiant: TextePersonnel
    nom: TextePersonnel
    prenom: TextePersonnel
    email: TextePersonnel
    raison_sociale: str | None = None
    numero_agrement: str | None = None


class CandidatRattacheV1(Event):
    """Subject: the demande. The candidate whom a school named has an account: made for this (`nouveau`), or older."""

    type: ClassVar[str] = "permis.accounts.candidat-rattache.v1"

    compte: UUID
    nouveau: bool
    sexe: TextePersonnel
    nom: TextePersonnel
    prenom: TextePersonnel
    email: TextePersonnel
    telephone: TextePersonnel | None = None


class CompteExpireV1(Event):
    """Never activated in time: the account is deleted and, with it, the demandes that had made it (seed 001)."""

    type: ClassVar[str] = "permis.accounts.compte-expire.v1"

    compte: UUID
    demandes: Annotated[tuple[UUID, ...], PERSONNEL] = ()


class InscriptionEnDoubleV1(Event):
    """Somebody signed up again with an active account: its holder learns it by mail, the screen says nothing."""

    type: ClassVar[str] = "permis.accounts.inscription-en-double.v1"

    compte: UUID
    nom: TextePersonnel
    email: TextePersonnel


class IdentifiantRappeleV1(Event):
    """The holder of an address asked for the identifiants of his accounts (seed 004, «Identifiant oublié»)."""

    type: ClassVar[str] = "permis.accounts.identifiant-rappele.v1"

    compte: UUID
    identifiant: TextePersonnel
    nom: TextePersonnel
    email: TextePersonnel


class MotDePasseOublieV1(Event):
    """A link that lets the holder choose another password, after the answer to his secret question."""

    type: ClassVar[str] = "permis.accounts.mot-de-passe-oublie.v1"

    compte: UUID
    nom: TextePersonnel
    email: TextePersonnel
    lien: Annotated[str, SECRET]
    expire_le: datetime


class MotDePasseChangeV1(Event):
    """The password changed and every session ended: the holder learns it, in case it was not he."""

    type: ClassVar[str] = "permis.accounts.mot-de-passe-change.v1"

    compte: UUID
    nom: TextePersonnel
    email: TextePersonnel
    change_le: datetime


class CoordonneeAConfirmerV1(Event):
    """A new mail address or phone waits for its confirmation: a link by mail, or a code by SMS."""

    type: ClassVar[str] = "permis.accounts.coordonnee-a-confirmer.v1"

    compte: UUID
    canal: str  # mail or sms
    destination: TextePersonnel  # the new address or number
    nom: TextePersonnel
    lien: Annotated[str | None, SECRET] = None
    code: Annotated[str | None, SECRET] = None
    expire_le: datetime


class CoordonneesChangeesV1(Event):
    """Where the holder is reached from now on; `ancien_email` gets a last word."""

    type: ClassVar[str] = "permis.accounts.coordonnees-changees.v1"

    compte: UUID
    nom: TextePersonnel
    email: TextePersonnel
    telephone: TextePersonnel | None = None
    ancien_email: TextePersonnel | None = None
    changees_le: datetime


class FranceconnectChangeV1(Event):
    """An identity of FranceConnect opens the account from now on, or no longer does: the holder learns it."""

    type: ClassVar[str] = "permis.accounts.franceconnect-change.v1"

    compte: UUID
    nom: TextePersonnel
    email: TextePersonnel
    etat: str  # rattache or detache
    change_le: datetime


class CompteFermeV1(Event):
    """The holder closed the account; validated demandes go on (domain.md §9)."""

    type: ClassVar[str] = "permis.accounts.compte-ferme.v1"

    compte: UUID
    role: str
    nom: TextePersonnel
    email: TextePersonnel
    ferme_le: datetime


class AgrementChangeV1(Event):
    """The registry of agréments says something new of a school that has an account; subject: the account."""

    type: ClassVar[str] = "permis.accounts.agrement-change.v1"

    compte: UUID
    numero_agrement: str
    etat: str  # actif, suspendu, retire or expire
    depuis: datetime
