"""What is heard of a message after it was taken: bounces, receipts, and the death of an address."""

from uuid import UUID, uuid5

import structlog

from contracts.delivery import Tx
from notifications.app import App
from notifications.courrier import ADRESSE_MORTE, ecrire
from notifications.domain.accuse import Accuse
from notifications.domain.adresses import AdresseMorte, apercu, empreinte
from notifications.domain.catalogue import INSISTANTS, ailleurs
from notifications.domain.message import Etat, Message
from notifications.domain.rebond import Retour
from notifications.domain.regles.adresses import adresse_morte
from notifications.storage import accuses, adresses, contacts, messages, tentatives

log = structlog.get_logger()


async def rebondir(tx: Tx, app: App, message: UUID, retour: Retour) -> None:
    """Taken by the first server and refused by a later one; told twice, it is heard once."""
    found = await messages.load(tx, message)
    if found is not None:
        await _perdu(tx, app, found, retour, "rebond")


async def accuser(tx: Tx, app: App, accuse: Accuse) -> bool:
    """False when nobody here knows that SMS (yet): the operator will say it again."""
    known = await accuses.message_of(tx, accuse.reference) or accuse.message
    found = await messages.load(tx, known) if known else None
    if found is None or found.canal != "sms":
        return False
    await accuses.note(tx, accuse.reference, found.id, accuse.etat, app.now())
    await messages.certain(tx, found, app.now())
    if accuse.retour is not None:
        await _perdu(tx, app, found, accuse.retour, "non_distribue")
    elif await accuses.all_arrived(tx, found.id, accuse.etat):
        await messages.arrived(tx, found, app.now())
        await tentatives.heard(tx, found.id, "sms", app.now(), Etat.ARRIVE.value, None)
    return True


async def enterrer(tx: Tx, app: App, message: Message, cause: str) -> None:
    """Nothing more is sent to this address; its holder and the school that filed for him are told, once."""
    now, hash = app.now(), empreinte(message.canal, message.adresse, app.cles.sceau)
    vue, compte = apercu(message.canal, message.adresse), None if ailleurs(message.modele) else message.compte
    if not message.adresse or not await adresses.mark(tx, hash, AdresseMorte(message.canal, vue, cause, now, compte)):
        return
    log.warning("adresse.morte", canal=message.canal, cause=cause)
    await messages.held_back(tx, message, ADRESSE_MORTE, now, sauf=INSISTANTS)
    if ailleurs(message.modele):
        return
    known = await contacts.find(tx, message.demande) if message.demande else None
    for avis in adresse_morte(message, known):
        await ecrire(tx, app, uuid5(message.id, hash), message.demande, avis)


async def _perdu(tx: Tx, app: App, message: Message, retour: Retour, issue: str) -> None:
    if not await messages.came_back(tx, message, retour.cause, app.now()):
        return
    await tentatives.heard(tx, message.id, message.canal, app.now(), issue, retour.cause)
    if retour.adresse_morte:
        await enterrer(tx, app, message, retour.cause)
