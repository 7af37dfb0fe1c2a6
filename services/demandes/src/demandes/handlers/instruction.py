"""What the préfecture says: accepted, to be completed, rejected; and where the card is that it ordered."""

from contracts.delivery import Received, on
from contracts.events.instruction import ComplementDemandeV1, DossierAccepteV1, DossierRejeteV1, TitreAvanceV1
from demandes.app import App
from demandes.domain.production import avancer_titre
from demandes.domain.verification import accepter, demander_complement, rejeter
from demandes.storage import demandes


async def on_dossier_accepte(event: Received[DossierAccepteV1], app: App) -> None:
    async with app.db.begin(event) as tx:
        demande = await demandes.load(tx, event.subject)
        if event.data.tour == demande.tour:
            await demandes.save(tx, accepter(demande, event.data.neph, app.now()))


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


async def on_titre_avance(event: Received[TitreAvanceV1], app: App) -> None:
    async with app.db.begin(event) as tx:
        demande = await demandes.load(tx, event.subject)
        await demandes.save_any(tx, avancer_titre(demande, event.data, app.now()))


HANDLERS = [
    on(DossierAccepteV1, on_dossier_accepte),
    on(ComplementDemandeV1, on_complement_demande),
    on(DossierRejeteV1, on_dossier_rejete),
    on(TitreAvanceV1, on_titre_avance),
]
