"""From events to messages: the rows are written here, the sender sends them."""

from typing import Any, TypeVar
from uuid import UUID

from contracts.delivery import Received, Tx, on
from contracts.events.accounts import CandidatRattacheV1, CompteOuvertV1, CoordonneesChangeesV1
from contracts.events.base import Event
from contracts.events.demandes import (
    ComplementFourniV1,
    DemandeExpireeV1,
    DemandePurgeeV1,
    DemandeRejeteeV1,
    DemandeValideeV1,
    FormulairePhotoAttenduV1,
    FormulairePhotoRecuV1,
    TransfertDecideV1,
)
from notifications.app import App
from notifications.domain.contacts import Contacts
from notifications.domain.regles import REGLES
from notifications.domain.regles.comptes import REGLES_COMPTES
from notifications.storage import contacts, messages

E = TypeVar("E", bound=Event)


async def on_event(event: Received[E], app: App) -> None:
    """Whatever the table of rules says of it, once."""
    async with app.db.begin(event) as tx:
        known = await _concerned(tx, event)
        for a_envoyer in REGLES[type(event.data)](event.data, known):
            await messages.add(tx, event, _demande(event), a_envoyer, app.new_id(), app.now())
        if isinstance(event.data, DemandeExpireeV1 | DemandeRejeteeV1):  # no document comes after
            await contacts.forget(tx, event.subject)
    app.reveiller()


async def on_demande_purgee(event: Received[DemandePurgeeV1], app: App) -> None:
    """That messages were sent stays; whom they went to and what they said is erased."""
    async with app.db.begin(event) as tx:
        await messages.erase_of(tx, event.subject, app.now())
        await contacts.forget(tx, event.subject)


async def _concerned(tx: Tx, event: Received[Any]) -> Contacts | None:
    """Who is concerned by this event's demande, kept up with what the event says of them."""
    known = await contacts.find(tx, event.subject)
    match event.data:
        case DemandeValideeV1(dossier=faits) | ComplementFourniV1(dossier=faits) | FormulairePhotoRecuV1(dossier=faits):
            known = Contacts.of(faits)
        case FormulairePhotoAttenduV1() as faits:
            known = Contacts.of(faits)
        case TransfertDecideV1(decision="accepte", nouvelle=nouvelle) if known is not None:
            known = known.passee_a(nouvelle)
        case CoordonneesChangeesV1(compte=compte, email=email, telephone=telephone):
            await contacts.readdress(tx, compte, email, telephone)
            return None
        case _:
            return known
    if known is not None:
        await contacts.keep(tx, event.subject, known)
    return known


def _demande(event: Received[Any]) -> UUID | None:
    """Events of an account have the account as subject."""
    match event.data:
        case CompteOuvertV1():
            return event.data.demande
        case CandidatRattacheV1():
            return event.subject
    return None if type(event.data) in REGLES_COMPTES else event.subject


HANDLERS = [*(on(kind, on_event) for kind in REGLES), on(DemandePurgeeV1, on_demande_purgee)]
