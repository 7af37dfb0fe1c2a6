"""What documents does when a demande is transmitted to the préfecture, and when it is accepted."""

from uuid import UUID

from contracts.delivery import Received, Tx, cancel, on
from contracts.events.demandes import DemandeAccepteeV1, DemandeTransmiseV1
from contracts.events.parts import Dossier
from documents_pdf.app import App
from documents_pdf.domain.document import emettre
from documents_pdf.domain.modeles import documents_de
from documents_pdf.production import ABANDONED, Produit, produire
from documents_pdf.storage import documents as store


async def on_demande_transmise(event: Received[DemandeTransmiseV1], app: App) -> None:
    """«En cours d'instruction»: the récépissé, for category B."""
    await _issue(event, app)


async def on_demande_acceptee(event: Received[DemandeAccepteeV1], app: App) -> None:
    """The préfecture accepted: the attestation."""
    await _issue(event, app)


async def _issue(event: Received[DemandeTransmiseV1] | Received[DemandeAccepteeV1], app: App) -> None:
    produits = [await produire(app, event.subject, contenu) for contenu in documents_de(event.data)]
    async with app.db.begin(event) as tx:
        for produit in filter(None, produits):
            await _register(tx, app, event.subject, event.data.dossier, produit)


async def _register(tx: Tx, app: App, demande: UUID, dossier: Dossier, produit: Produit) -> None:
    en_vigueur = await store.latest(tx, demande, produit.contenu.type)
    emis, fait = emettre(
        produit.contenu,
        dossier,
        produit.pdf,
        id=app.new_id(),
        demande=demande,
        version=1 + (en_vigueur.version if en_vigueur else 0),
        cle=produit.cle,
        now=app.now(),
    )
    await store.add(tx, emis, fait)
    await cancel(tx, ABANDONED, produit.objet)


HANDLERS = [
    on(DemandeTransmiseV1, on_demande_transmise),
    on(DemandeAccepteeV1, on_demande_acceptee),
]
