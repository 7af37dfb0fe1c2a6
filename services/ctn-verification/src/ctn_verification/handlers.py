"""What the CTN does when a file comes in, when a demande is validated or completed, and when it expires."""

from datetime import datetime

from contracts.delivery import Received, Tx, cancel, on, plan, put
from contracts.events import parts
from contracts.events.demandes import (
    ComplementFourniV1,
    DemandeExpireeV1,
    DemandePurgeeV1,
    DemandeValideeV1,
    FormulairePhotoAttenduV1,
    FormulairePhotoRecuV1,
    PieceDeposeeV1,
    SaisieCorrigeeV1,
)
from ctn_verification.app import App
from ctn_verification.controle import controler_piece
from ctn_verification.domain.delais import CONTROLE_ABSENT, EPHOTO_PERIMEE, MARGE_EPHOTO, PATIENCE
from ctn_verification.domain.dossier import Decision, Dossier, Etat, clore, noter_saisie, ouvrir_tour, trancher
from ctn_verification.domain.formulaire import Formulaire
from ctn_verification.domain.lecture.confrontation import Vue, nouveaux_controles
from ctn_verification.storage import dossiers, formulaires, pages_liasse, verdicts


async def on_piece_deposee(event: Received[PieceDeposeeV1], app: App) -> None:
    """The image is looked at before the transaction: twice on a redelivery, with effect once."""
    piece, now = event.data, app.now()
    verdict = await controler_piece(piece.fichier, piece.type_piece, app.objets, app.moteur, app.sceaux, now.date())
    vue = Vue(piece.type_piece, verdict)
    async with app.db.begin(event) as tx:
        avant = await dossiers.open(tx, event.subject)
        dossier = noter_saisie(avant, piece.etat_civil, piece.adresse, event.sequence)
        connues = await verdicts.seen(tx, event.subject)
        await verdicts.keep(tx, event.subject, piece.piece, vue, now)
        apres = {piece.piece: vue, **connues}
        await put(tx, event.subject, nouveaux_controles(avant.saisie, connues, dossier.saisie, apres, now))
        await dossiers.save(tx, trancher(dossier, await verdicts.known(tx, dossier), now=now))
        if dossier.etat is Etat.CLOS:  # the file came late: what it says of the person is not kept any more
            await verdicts.forget_readings(tx, event.subject)


async def on_saisie_corrigee(event: Received[SaisieCorrigeeV1], app: App) -> None:
    """The filer put the person right, not the paper: what was read is held against it again, no image is opened."""
    async with app.db.begin(event) as tx:
        avant = await dossiers.open(tx, event.subject)
        dossier = noter_saisie(avant, event.data.etat_civil, event.data.adresse, event.sequence)
        vues = await verdicts.seen(tx, event.subject)
        await put(tx, event.subject, nouveaux_controles(avant.saisie, vues, dossier.saisie, vues, app.now()))
        await dossiers.save(tx, Decision(dossier))


async def on_demande_validee(event: Received[DemandeValideeV1], app: App) -> None:
    await _ouvrir_tour(event, app, 1, event.data.dossier)


async def on_complement_fourni(event: Received[ComplementFourniV1], app: App) -> None:
    await _ouvrir_tour(event, app, event.data.tour, event.data.dossier)


async def on_formulaire_photo_attendu(event: Received[FormulairePhotoAttenduV1], app: App) -> None:
    """A paper is on its way: whoever opens the post finds its demande by the number on it."""
    fait = event.data
    personne = fait.etat_civil
    formulaire = Formulaire(
        demande=event.subject,
        numero=fait.numero,
        nom=personne.nom_naissance,
        prenoms=personne.prenoms,
        attendu_le=fait.validee_le,
        limite_le=fait.limite_le,
    )
    async with app.db.begin(event) as tx:
        await formulaires.attendre(tx, formulaire)


async def on_formulaire_photo_recu(event: Received[FormulairePhotoRecuV1], app: App) -> None:
    """The dossier is whole: its first round begins."""
    await _ouvrir_tour(event, app, 1, event.data.dossier)


async def on_demande_expiree(event: Received[DemandeExpireeV1], app: App) -> None:
    async with app.db.begin(event) as tx:
        dossier = await dossiers.open(tx, event.subject)
        await dossiers.save(tx, clore(dossier))
        await verdicts.forget_readings(tx, event.subject)
        await formulaires.clore(tx, event.subject)


async def on_demande_purgee(event: Received[DemandePurgeeV1], app: App) -> None:
    """The images go first: said again after a crash, there is nothing left to remove, and no harm done."""
    async with app.db.begin() as tx:
        ephoto = await dossiers.ephoto_of(tx, event.subject)
        scans = await pages_liasse.images_of(tx, event.subject)
    for fichier in (*((ephoto.photo, ephoto.signature) if ephoto else ()), *scans):
        await app.objets.remove(fichier.bucket, fichier.cle)
    async with app.db.begin(event) as tx:
        await dossiers.erase(tx, event.subject, ephoto)
        await formulaires.erase(tx, event.subject)
        await pages_liasse.forget(tx, event.subject, app.now())


async def _ouvrir_tour(
    event: Received[DemandeValideeV1] | Received[FormulairePhotoRecuV1] | Received[ComplementFourniV1],
    app: App,
    tour: int,
    valide: parts.Dossier,
) -> None:
    async with app.db.begin(event) as tx:
        connu = await dossiers.open(tx, event.subject)
        dossier = noter_saisie(connu, valide.etat_civil, valide.adresse, event.sequence)
        connus = await verdicts.known_for(tx, event.subject, valide.ephoto)
        decision = ouvrir_tour(dossier, tour, valide, connus, now=app.now())
        if decision.dossier.etat is Etat.ATTENTE_CONTROLE:
            await plan(tx, CONTROLE_ABSENT, event.subject, app.now() + PATIENCE)
        await _suivre_ephoto(tx, connu, decision.dossier, app.now())
        await dossiers.save(tx, decision)


async def _suivre_ephoto(tx: Tx, avant: Dossier, apres: Dossier, now: datetime) -> None:
    """The one that a dossier speaks of goes with it; the one that a new code replaced goes after a time."""
    if avant.ephoto == apres.ephoto:
        return
    if apres.ephoto is not None:
        await cancel(tx, EPHOTO_PERIMEE, apres.ephoto.id)
    if avant.ephoto is not None:
        await plan(tx, EPHOTO_PERIMEE, avant.ephoto.id, now + MARGE_EPHOTO)


HANDLERS = [
    on(PieceDeposeeV1, on_piece_deposee),
    on(SaisieCorrigeeV1, on_saisie_corrigee),
    on(DemandeValideeV1, on_demande_validee),
    on(FormulairePhotoAttenduV1, on_formulaire_photo_attendu),
    on(FormulairePhotoRecuV1, on_formulaire_photo_recu),
    on(ComplementFourniV1, on_complement_fourni),
    on(DemandeExpireeV1, on_demande_expiree),
    on(DemandePurgeeV1, on_demande_purgee),
]
