"""From events to messages: the rows are written here, the sender sends them."""

from typing import Any, TypeVar
from uuid import UUID

from contracts.delivery import Received, on
from contracts.events.accounts import CompteActiveV1, CompteOuvertV1
from contracts.events.base import Event
from contracts.events.demandes import ComplementFourniV1, DemandeExpireeV1, DemandeRejeteeV1, DemandeValideeV1
from notifications.app import App
from notifications.domain.regles import REGLES, Contacts
from notifications.storage import contacts, messages

E = TypeVar("E", bound=Event)


async def on_event(event: Received[E], app: App) -> None:
    """Whatever the table of rules says of it, once."""
    async with app.db.begin(event) as tx:
        if isinstance(event.data, DemandeValideeV1 | ComplementFourniV1):
            await contacts.keep(tx, event.subject, Contacts.of(event.data.dossier))
        known = await contacts.find(tx, event.subject)
        for a_envoyer in REGLES[type(event.data)](event.data, known):
            await messages.add(tx, event, _demande(event), a_envoyer, app.new_id(), app.now())
        if isinstance(event.data, DemandeExpireeV1 | DemandeRejeteeV1):  # no document comes after
            await contacts.forget(tx, event.subject)
    app.reveiller()


def _demande(event: Received[Any]) -> UUID | None:
    """Events of an account have the account as subject."""
    match event.data:
        case CompteOuvertV1():
            return event.data.demande
        case CompteActiveV1():
            return None
    return event.subject


HANDLERS = [on(kind, on_event) for kind in REGLES]
