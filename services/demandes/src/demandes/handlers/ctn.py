"""What ctn says: photo codes that can be entered, verdicts on files, images good or refused."""

from contracts.delivery import Received, on
from contracts.events.ctn import (
    EphotoDeposeeV1,
    FormulaireNumeriseV1,
    ImagesConformesV1,
    ImagesConsulteesV1,
    ImagesRefuseesV1,
    PieceControleeV1,
)
from demandes.app import App
from demandes.domain.depot import constater_controle
from demandes.domain.formulaire import recevoir_formulaire
from demandes.domain.journal import vue_au_ctn
from demandes.domain.verification import constater_images_conformes, constater_images_refusees
from demandes.eveil import annoncer
from demandes.storage import demandes, ephotos, journal


async def on_ephoto_deposee(event: Received[EphotoDeposeeV1], app: App) -> None:
    async with app.db.begin(event) as tx:
        await ephotos.register(tx, event.data.empreinte_code, event.data.ephoto, event.data.expire_le)


async def on_formulaire_numerise(event: Received[FormulaireNumeriseV1], app: App) -> None:
    scanned = event.data
    async with app.db.begin(event) as tx:
        demande = await demandes.load(tx, event.subject)
        await demandes.save_any(tx, recevoir_formulaire(demande, scanned.ephoto, scanned.numerise_le, app.now()))


async def on_piece_controlee(event: Received[PieceControleeV1], app: App) -> None:
    verdict = event.data
    async with app.db.begin(event) as tx:
        demande = await demandes.load(tx, event.subject)
        decision = constater_controle(demande, verdict.piece, verdict.controle, verdict.causes, app.now())
        await demandes.save_any(tx, decision)
    await annoncer(app.db, event.subject)


async def on_images_conformes(event: Received[ImagesConformesV1], app: App) -> None:
    async with app.db.begin(event) as tx:
        demande = await demandes.load(tx, event.subject)
        if event.data.tour == demande.tour:
            await demandes.save(tx, constater_images_conformes(demande, app.now()))


async def on_images_refusees(event: Received[ImagesRefuseesV1], app: App) -> None:
    verdict = event.data
    async with app.db.begin(event) as tx:
        demande = await demandes.load(tx, event.subject)
        if verdict.tour == demande.tour:
            decision = constater_images_refusees(demande, verdict.causes, verdict.commentaire, app.now())
            await demandes.save(tx, decision)


async def on_images_consultees(event: Received[ImagesConsulteesV1], app: App) -> None:
    """The holder's log says that the CTN looked."""
    async with app.db.begin(event) as tx:
        demande = await demandes.read(tx, event.subject)
        await journal.note(tx, demande.id, vue_au_ctn(event.data, event.id))


HANDLERS = [
    on(EphotoDeposeeV1, on_ephoto_deposee),
    on(FormulaireNumeriseV1, on_formulaire_numerise),
    on(PieceControleeV1, on_piece_controlee),
    on(ImagesConformesV1, on_images_conformes),
    on(ImagesRefuseesV1, on_images_refusees),
    on(ImagesConsulteesV1, on_images_consultees),
]
