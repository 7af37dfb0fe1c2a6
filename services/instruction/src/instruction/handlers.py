"""What the préfecture does when demandes transmits a demande, and when one expires."""

from contracts.delivery import Received, on
from contracts.events.demandes import DemandeExpireeV1, DemandeTransmiseV1
from instruction.app import App
from instruction.domain.dossier import DossierInstruit, Etat, clore, recevoir
from instruction.storage import dossiers


async def on_demande_transmise(event: Received[DemandeTransmiseV1], app: App) -> None:
    """Opens the dossier, or brings it back with its complement."""
    fact = event.data
    async with app.db.begin(event) as tx:
        connu = await dossiers.find(tx, event.subject)
        if connu is None:
            await dossiers.add(
                tx,
                DossierInstruit(
                    demande=event.subject,
                    version=1,
                    tour=fact.tour,
                    etat=Etat.A_INSTRUIRE,
                    dossier=fact.dossier,
                    recu_le=fact.transmise_le,
                ),
            )
        else:
            await dossiers.save(tx, recevoir(connu, fact.dossier, tour=fact.tour, recu_le=fact.transmise_le))


async def on_demande_expiree(event: Received[DemandeExpireeV1], app: App) -> None:
    """Most that expire were never here."""
    async with app.db.begin(event) as tx:
        connu = await dossiers.find(tx, event.subject)
        if connu is not None:
            await dossiers.save(tx, clore(connu))


HANDLERS = [
    on(DemandeTransmiseV1, on_demande_transmise),
    on(DemandeExpireeV1, on_demande_expiree),
]
