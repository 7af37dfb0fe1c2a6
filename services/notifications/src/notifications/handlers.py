"""From events to messages: the rows are written here, the sender sends them."""

from typing import Any, TypeVar
from uuid import UUID

from contracts.delivery import Received, Tx, on
from contracts.delivery.envelope import rewrap
from contracts.events.accounts import CandidatRattacheV1, CompteFermeV1, CompteOuvertV1, CoordonneesChangeesV1
from contracts.events.base import Event
from contracts.events.demandes import (
    ComplementFourniV1,
    DemandeExpireeV1,
    DemandePurgeeV1,
    DemandeRejeteeV1,
    DemandeValideeV1,
    FormulairePhotoAttenduV1,
    FormulairePhotoRecuV1,
    StatutChangeV1,
    TransfertDecideV1,
)
from notifications.app import App
from notifications.courrier import ecrire
from notifications.domain.adresses import empreinte
from notifications.domain.contacts import Contacts
from notifications.domain.regles import REGLES
from notifications.domain.regles.comptes import REGLES_COMPTES
from notifications.storage import abonnements, adresses, contacts, livraisons, messages, preferences
from notifications.storage.livraisons import Evenement

E = TypeVar("E", bound=Event)


async def on_event(event: Received[E], app: App) -> None:
    """Whatever the table of rules says of it, once."""
    async with app.db.begin(event) as tx:
        known = await _concerned(tx, app, event)
        for a_envoyer in REGLES[type(event.data)](event.data, known):
            await ecrire(tx, app, event.id, _demande(event), a_envoyer)
        if isinstance(event.data, DemandeExpireeV1 | DemandeRejeteeV1):  # no document comes after
            await contacts.forget(tx, event.subject)
    app.reveiller()


async def on_demande_purgee(event: Received[DemandePurgeeV1], app: App) -> None:
    """That messages were sent stays; whom they went to and what they said is erased."""
    async with app.db.begin(event) as tx:
        await messages.erase_of(tx, event.subject, app.now())
        await contacts.forget(tx, event.subject)


async def on_statut_change(event: Received[StatutChangeV1], app: App) -> None:
    """The public stream, for who has a webhook: the same bytes as the broker's, to each that wants this status."""
    public = Evenement(event.id, event.subject, event.sequence, event.data.statut, rewrap(event).decode(), event.time)
    async with app.db.begin(event) as tx:
        await livraisons.keep(tx, public)
        await livraisons.plan(tx, public, await abonnements.wanting(tx, public.statut), app.now())
    app.reveiller_webhooks()


async def _concerned(tx: Tx, app: App, event: Received[Any]) -> Contacts | None:
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
            await _joint_ailleurs(tx, app, event.data)
            return None
        case CompteFermeV1(compte=compte):
            await preferences.forget(tx, compte)
            await adresses.replaced(tx, compte, ())
            return None
        case _:
            return known
    if known is not None:
        await contacts.keep(tx, event.subject, known)
    return known


async def _joint_ailleurs(tx: Tx, app: App, change: CoordonneesChangeesV1) -> None:
    """The new coordinate was just proved to work; what it replaced is forgotten, the other one stays what it was."""
    mail = empreinte("mail", change.email, app.cles.sceau)
    sms = empreinte("sms", change.telephone, app.cles.sceau) if change.telephone else ""
    await adresses.revive(tx, mail if change.ancien_email else sms)
    await adresses.replaced(tx, change.compte, (mail, sms))


def _demande(event: Received[Any]) -> UUID | None:
    """Events of an account have the account as subject."""
    match event.data:
        case CompteOuvertV1():
            return event.data.demande
        case CandidatRattacheV1():
            return event.subject
    return None if type(event.data) in REGLES_COMPTES else event.subject


HANDLERS = [
    *(on(kind, on_event) for kind in REGLES),
    on(DemandePurgeeV1, on_demande_purgee),
    on(StatutChangeV1, on_statut_change),
]
