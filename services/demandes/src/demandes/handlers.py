"""What demandes does when others have spoken: one function for each event, their table at the foot."""

from contracts.delivery import Received, on
from contracts.events.accounts import CandidatRattacheV1, CompteActiveV1, CompteExpireV1
from contracts.events.ctn import EphotoDeposeeV1, ImagesConformesV1, ImagesRefuseesV1, PieceControleeV1
from contracts.events.documents import DocumentProduitV1
from contracts.events.instruction import ComplementDemandeV1, DossierAccepteV1, DossierRejeteV1
from contracts.events.notifications import MessageRemisV1
from contracts.events.parts import AutoEcole
from contracts.vocabulary.roles import Role
from demandes.app import App
from demandes.domain.candidat import activer, rattacher
from demandes.domain.demande import DocumentDisponible
from demandes.domain.depot import constater_controle
from demandes.domain.expiration import effacer
from demandes.domain.suivi import ajouter_document, noter_message
from demandes.domain.verification import (
    accepter,
    constater_images_conformes,
    constater_images_refusees,
    demander_complement,
    rejeter,
)
from demandes.storage import comptes, demandes, ephotos


async def on_ephoto_deposee(event: Received[EphotoDeposeeV1], app: App) -> None:
    async with app.db.begin(event) as tx:
        await ephotos.register(tx, event.data.empreinte_code, event.data.ephoto, event.data.expire_le)


async def on_compte_active(event: Received[CompteActiveV1], app: App) -> None:
    """A school may file from now on; a candidate whose demandes wait may validate them."""
    compte = event.data
    async with app.db.begin(event) as tx:
        if compte.role == Role.AUTO_ECOLE:
            await comptes.keep_auto_ecole(tx, _auto_ecole(compte), event.sequence)
        elif compte.role == Role.USAGER:
            await comptes.lock(tx, compte.compte)
            await comptes.keep_active(tx, compte.compte)
            for id in await comptes.demandes_of(tx, compte.compte):
                await demandes.save_any(tx, activer(await demandes.load(tx, id), app.now()))


async def on_candidat_rattache(event: Received[CandidatRattacheV1], app: App) -> None:
    async with app.db.begin(event) as tx:
        await comptes.lock(tx, event.data.compte)
        actif = not event.data.nouveau or await comptes.is_active(tx, event.data.compte)
        demande = await demandes.load(tx, event.subject)
        await demandes.save_any(tx, rattacher(demande, event.data.compte, actif=actif, now=app.now()))


async def on_compte_expire(event: Received[CompteExpireV1], app: App) -> None:
    """The account is deleted and the demandes that had made it with it (seed 001)."""
    async with app.db.begin(event) as tx:
        for id in sorted(event.data.demandes):
            await demandes.save_any(tx, effacer(await demandes.load(tx, id), app.now()))


async def on_piece_controlee(event: Received[PieceControleeV1], app: App) -> None:
    verdict = event.data
    async with app.db.begin(event) as tx:
        demande = await demandes.load(tx, event.subject)
        decision = constater_controle(demande, verdict.piece, verdict.controle, verdict.causes, app.now())
        await demandes.save_any(tx, decision)


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


def _auto_ecole(compte: CompteActiveV1) -> AutoEcole:
    return AutoEcole(
        compte=compte.compte,
        raison_sociale=compte.raison_sociale or compte.nom,
        numero_agrement=compte.numero_agrement or "",
        email=compte.email,
    )


HANDLERS = [
    on(EphotoDeposeeV1, on_ephoto_deposee),
    on(CompteActiveV1, on_compte_active),
    on(CandidatRattacheV1, on_candidat_rattache),
    on(CompteExpireV1, on_compte_expire),
    on(PieceControleeV1, on_piece_controlee),
    on(ImagesConformesV1, on_images_conformes),
    on(ImagesRefuseesV1, on_images_refusees),
    on(DossierAccepteV1, on_dossier_accepte),
    on(ComplementDemandeV1, on_complement_demande),
    on(DossierRejeteV1, on_dossier_rejete),
    on(DocumentProduitV1, on_document_produit),
    on(MessageRemisV1, on_message_remis),
]
