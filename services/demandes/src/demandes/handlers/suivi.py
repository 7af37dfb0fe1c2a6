"""What others did for a demande and its history shows: documents of documents-pdf, messages of notifications."""

from contracts.delivery import Received, on
from contracts.events.documents import DocumentProduitV1, DocumentTelechargeV1
from contracts.events.notifications import MessageNonRemisV1, MessageRemisV1
from demandes.app import App
from demandes.domain.demande import DocumentDisponible
from demandes.domain.journal import telechargement
from demandes.domain.suivi import ajouter_document, noter_message, noter_message_non_remis
from demandes.storage import demandes, journal


async def on_document_produit(event: Received[DocumentProduitV1], app: App) -> None:
    made = event.data
    document = DocumentDisponible(made.document, made.type_document, made.version, made.produit_le)
    async with app.db.begin(event) as tx:
        demande = await demandes.load(tx, event.subject)
        await demandes.save(tx, ajouter_document(demande, document, app.now()))


async def on_message_remis(event: Received[MessageRemisV1], app: App) -> None:
    sent = event.data
    async with app.db.begin(event) as tx:
        demande = await demandes.load(tx, event.subject)
        await demandes.save(tx, noter_message(demande, sent.canal, sent.destinataire, sent.remis_le))


async def on_message_non_remis(event: Received[MessageNonRemisV1], app: App) -> None:
    lost = event.data
    async with app.db.begin(event) as tx:
        demande = await demandes.load(tx, event.subject)
        noted = noter_message_non_remis(demande, lost.canal, lost.destinataire, lost.cause, lost.constate_le)
        await demandes.save(tx, noted)


async def on_document_telecharge(event: Received[DocumentTelechargeV1], app: App) -> None:
    """The holder's log says who took a document away."""
    async with app.db.begin(event) as tx:
        demande = await demandes.read(tx, event.subject)
        await journal.note(tx, demande.id, telechargement(demande, event.data, event.id))


HANDLERS = [
    on(DocumentProduitV1, on_document_produit),
    on(MessageRemisV1, on_message_remis),
    on(MessageNonRemisV1, on_message_non_remis),
    on(DocumentTelechargeV1, on_document_telecharge),
]
