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
