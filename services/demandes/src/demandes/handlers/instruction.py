"""What the préfecture says: accepted, to be completed, rejected; and where the card is that it ordered."""

from contracts.delivery import Received, on, outbox
from contracts.events.instruction import (
    ComplementDemandeV1,
    DossierAccepteV1,
    DossierAttribueV1,
    DossierConsulteV1,
    DossierRejeteV1,
    MessageEcritV1,
    MessagesLusV1,
    TitreAvanceV1,
)
from demandes.app import App
from demandes.domain.fil import Message, recu
from demandes.domain.journal import prise_en_prefecture, vue_en_prefecture
from demandes.domain.production import avancer_titre
from demandes.domain.verification import accepter, demander_complement, prendre_en_main, rejeter
from demandes.storage import demandes, durees, fil, journal


async def on_dossier_accepte(event: Received[DossierAccepteV1], app: App) -> None:
    async with app.db.begin(event) as tx:
        demande = await demandes.load(tx, event.subject)
        if event.data.tour == demande.tour:
            await demandes.save(tx, accepter(demande, event.data.neph, app.now()))
            await durees.note(tx, demande, app.now())


async def on_complement_demande(event: Received[ComplementDemandeV1], app: App) -> None:
    asked = event.data
    async with app.db.begin(event) as tx:
        demande = await demandes.load(tx, event.subject)
        if asked.tour == demande.tour:
            await demandes.save(tx, demander_complement(demande, asked.causes, asked.commentaire, app.now()))


async def on_dossier_rejete(event: Received[DossierRejeteV1], app: App) -> None:
    decided = event.data
    async with app.db.begin(event) as tx:
        demande = await demandes.load(tx, event.subject)
        if decided.tour == demande.tour:
            await demandes.save(tx, rejeter(demande, decided.causes, decided.commentaire, app.now()))
            await durees.note(tx, demande, app.now())


async def on_titre_avance(event: Received[TitreAvanceV1], app: App) -> None:
    async with app.db.begin(event) as tx:
        demande = await demandes.load(tx, event.subject)
        await demandes.save_any(tx, avancer_titre(demande, event.data, app.now()))


async def on_message_ecrit(event: Received[MessageEcritV1], app: App) -> None:
    """The préfecture wrote: kept here, and who filed is told that there is something to read."""
    wrote = event.data
    async with app.db.begin(event) as tx:
        demande = await demandes.load(tx, event.subject)
        message = Message(wrote.message, "prefecture", "prefecture", wrote.texte, wrote.ecrit_le)
        told = recu(demande, wrote.message, app.now())
        if await fil.add(tx, event.subject, message) and told is not None:
            await outbox.put(tx, event.subject, [told])


async def on_messages_lus(event: Received[MessagesLusV1], app: App) -> None:
    async with app.db.begin(event) as tx:
        await fil.note_read(tx, event.subject, "prefecture", event.data.jusqu_a)


async def on_dossier_attribue(event: Received[DossierAttribueV1], app: App) -> None:
    """The demande says since when somebody has it in hand; the holder's log keeps each time."""
    said = event.data
    async with app.db.begin(event) as tx:
        demande = await demandes.load(tx, event.subject)
        await demandes.save_any(tx, prendre_en_main(demande, said))
        if said.attribue:
            await journal.note(tx, demande.id, prise_en_prefecture(demande, said, event.id))


async def on_dossier_consulte(event: Received[DossierConsulteV1], app: App) -> None:
    """The holder's log says that the préfecture looked."""
    async with app.db.begin(event) as tx:
        demande = await demandes.read(tx, event.subject)
        await journal.note(tx, demande.id, vue_en_prefecture(demande, event.data, event.id))


HANDLERS = [
    on(DossierAccepteV1, on_dossier_accepte),
    on(ComplementDemandeV1, on_complement_demande),
    on(DossierRejeteV1, on_dossier_rejete),
    on(TitreAvanceV1, on_titre_avance),
    on(MessageEcritV1, on_message_ecrit),
    on(MessagesLusV1, on_messages_lus),
    on(DossierAttribueV1, on_dossier_attribue),
    on(DossierConsulteV1, on_dossier_consulte),
]
