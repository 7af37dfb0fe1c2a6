"""What the CTN does when a file comes in, when a demande is validated or completed, and when it expires."""

from contracts.delivery import Received, on, plan, put
from contracts.events import parts
from contracts.events.ctn import PieceControleeV1
from contracts.events.demandes import ComplementFourniV1, DemandeExpireeV1, DemandeValideeV1, PieceDeposeeV1
from ctn_verification.app import App
from ctn_verification.controle import controler_piece
from ctn_verification.domain.delais import CONTROLE_ABSENT, PATIENCE
from ctn_verification.domain.dossier import Etat, clore, ouvrir_tour, trancher
from ctn_verification.storage import dossiers, verdicts


async def on_piece_deposee(event: Received[PieceDeposeeV1], app: App) -> None:
    """The image is looked at before the transaction: twice on a redelivery, with effect once."""
    piece, now = event.data, app.now()
    verdict = await controler_piece(piece.fichier, app.objets, app.moteur)
    causes = tuple(
        cause.model_copy(update={"piece": piece.piece, "type_piece": piece.type_piece}) for cause in verdict.causes
    )
    controlee = PieceControleeV1(
        piece=piece.piece, controle=verdict.controle, causes=causes, moteur=verdict.moteur, controlee_le=now
    )
    async with app.db.begin(event) as tx:
        dossier = await dossiers.open(tx, event.subject)
        await verdicts.keep(tx, event.subject, piece.piece, verdict, now)
        await put(tx, event.subject, [controlee])
        await dossiers.save(tx, trancher(dossier, await verdicts.known(tx, dossier), now=now))


async def on_demande_validee(event: Received[DemandeValideeV1], app: App) -> None:
    await _ouvrir_tour(event, app, 1, event.data.dossier)


async def on_complement_fourni(event: Received[ComplementFourniV1], app: App) -> None:
    await _ouvrir_tour(event, app, event.data.tour, event.data.dossier)


async def on_demande_expiree(event: Received[DemandeExpireeV1], app: App) -> None:
    async with app.db.begin(event) as tx:
        dossier = await dossiers.open(tx, event.subject)
        await dossiers.save(tx, clore(dossier))


async def _ouvrir_tour(
    event: Received[DemandeValideeV1] | Received[ComplementFourniV1], app: App, tour: int, valide: parts.Dossier
) -> None:
    async with app.db.begin(event) as tx:
        dossier = await dossiers.open(tx, event.subject)
        connus = await verdicts.known_for(tx, event.subject, valide.ephoto)
        decision = ouvrir_tour(dossier, tour, valide, connus, now=app.now())
        if decision.dossier.etat is Etat.ATTENTE_CONTROLE:
            await plan(tx, CONTROLE_ABSENT, event.subject, app.now() + PATIENCE)
        await dossiers.save(tx, decision)


HANDLERS = [
    on(PieceDeposeeV1, on_piece_deposee),
    on(DemandeValideeV1, on_demande_validee),
    on(ComplementFourniV1, on_complement_fourni),
    on(DemandeExpireeV1, on_demande_expiree),
]
