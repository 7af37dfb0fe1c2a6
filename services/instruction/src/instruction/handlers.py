"""What the préfecture does when demandes transmits a demande, and when one expires."""

from contracts.delivery import Received, on
from contracts.events.ctn import PiecesLuesV1
from contracts.events.demandes import (
    DemandeExpireeV1,
    DemandePurgeeV1,
    DemandeTransmiseV1,
    RenvoiDemandeV1,
    ReponseEcriteV1,
    ReponsesLuesV1,
    TransfertDecideV1,
)
from instruction.app import App
from instruction.domain.dossier import DossierInstruit, Etat, changer_d_ecole, clore, recevoir
from instruction.domain.fil import Message
from instruction.domain.titre import Fait, constater
from instruction.storage import dossiers, fil, lues, titres


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
                    transmis_le=fact.transmise_le,
                ),
            )
        else:
            await dossiers.save(tx, recevoir(connu, fact.dossier, tour=fact.tour, recu_le=fact.transmise_le))


async def on_pieces_lues(event: Received[PiecesLuesV1], app: App) -> None:
    """Comes with the images that are good, often before the demande is transmitted."""
    async with app.db.begin(event) as tx:
        await lues.garder(tx, event.subject, event.data)


async def on_demande_expiree(event: Received[DemandeExpireeV1], app: App) -> None:
    """Most that expire were never here."""
    async with app.db.begin(event) as tx:
        connu = await dossiers.find(tx, event.subject)
        if connu is not None:
            await dossiers.save(tx, clore(connu))


async def on_renvoi_demande(event: Received[RenvoiDemandeV1], app: App) -> None:
    """The holder of a returned card wants it sent again; destroyed meanwhile, there is nothing to send."""
    async with app.db.begin(event) as tx:
        titre = await titres.of(tx, event.subject)
        if titre is not None:
            constat = constater(titre, Fait.RENVOI_DEMANDE, event.data.demande_le)
            await titres.save(tx, constat, source="usager", fait=Fait.RENVOI_DEMANDE, le=event.data.demande_le)


async def on_reponse_ecrite(event: Received[ReponseEcriteV1], app: App) -> None:
    """Who filed wrote to the préfecture."""
    wrote = event.data
    async with app.db.begin(event) as tx:
        await fil.add(tx, event.subject, Message(wrote.message, "deposant", wrote.texte, wrote.ecrit_le))


async def on_reponses_lues(event: Received[ReponsesLuesV1], app: App) -> None:
    async with app.db.begin(event) as tx:
        await fil.note_read(tx, event.subject, "deposant", event.data.jusqu_a)


async def on_transfert_decide(event: Received[TransfertDecideV1], app: App) -> None:
    """Only an accepted one changes the school."""
    async with app.db.begin(event) as tx:
        connu = await dossiers.find(tx, event.subject)
        if connu is not None and event.data.decision == "accepte":
            await dossiers.save(tx, changer_d_ecole(connu, event.data.nouvelle))


async def on_demande_purgee(event: Received[DemandePurgeeV1], app: App) -> None:
    """Nothing of the person stays; what the office did stays, without him (domain.md §9)."""
    async with app.db.begin(event) as tx:
        connu = await dossiers.find(tx, event.subject)
        if connu is not None:
            await dossiers.effacer(tx, connu)
        await fil.efface(tx, event.subject)
        await titres.efface(tx, event.subject)
        await lues.efface(tx, event.subject)


HANDLERS = [
    on(DemandeTransmiseV1, on_demande_transmise),
    on(PiecesLuesV1, on_pieces_lues),
    on(DemandeExpireeV1, on_demande_expiree),
    on(RenvoiDemandeV1, on_renvoi_demande),
    on(ReponseEcriteV1, on_reponse_ecrite),
    on(ReponsesLuesV1, on_reponses_lues),
    on(TransfertDecideV1, on_transfert_decide),
    on(DemandePurgeeV1, on_demande_purgee),
]
