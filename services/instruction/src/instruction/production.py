"""The card's road, by three loops of every worker: order it, read what became of the orders, follow it at La Poste."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from prometheus_client import Counter

from contracts.objects import ObjetAbsent, StockageAbsent
from contracts.running import repeat
from instruction.adapters.imprimerie import CompteRendu, ImprimerieAbsente, OrdreRefuse
from instruction.adapters.poste import FAITS, Passage, PosteAbsente
from instruction.app import App
from instruction.domain.ordre import ordre
from instruction.domain.titre import Etape, Fait, Titre, constater
from instruction.storage import titres

log = structlog.get_logger()

ORDERS = Counter("permis_titres_commandes", "Orders and postings by what became of the call", ["issue"])
FACTS = Counter("permis_titres_faits", "What was learnt of cards, by source", ["source", "fait"])

ATTENTE_MAX = timedelta(hours=1)
CHAINE = (Fait.COMMANDE, Fait.PRODUIT, Fait.EXPEDIE)
"""A report implies those before it: an order whose answer was lost may already be a card in the post."""
COMPTES_RENDUS = {"accepte": Fait.COMMANDE, "refuse": Fait.REFUSE, "produit": Fait.PRODUIT, "expedie": Fait.EXPEDIE}


async def commander_sans_fin(app: App) -> None:
    await repeat("titres.commander", app.rythme.commandes.total_seconds(), lambda: commander_ce_qui_attend(app))


async def relever_sans_fin(app: App) -> None:
    await repeat("titres.relever", app.rythme.comptes_rendus.total_seconds(), lambda: relever(app))


async def suivre_sans_fin(app: App) -> None:
    await repeat("titres.suivre", min(app.rythme.comptes_rendus, app.rythme.suivi).total_seconds(), lambda: suivre(app))


async def commander_ce_qui_attend(app: App) -> int:
    """One batch of orders and postings. To ask twice is to order once: the reference is the key."""
    async with app.db.begin() as tx:
        taken = await titres.claim_to_send(tx, app.now())
    for a_faire in taken:
        await _commander(app, a_faire)
    return len(taken)


async def _commander(app: App, a_faire: titres.AFaire) -> None:
    titre = a_faire.titre
    try:
        await _demander(app, a_faire)
    except OrdreRefuse as refus:
        await _constater(app, titre, Fait.REFUSE, app.now(), source="imprimerie", incident=str(refus))
        ORDERS.labels("refuse").inc()
    except (ImprimerieAbsente, StockageAbsent, ObjetAbsent) as outage:
        again = app.now() + min(ATTENTE_MAX, timedelta(seconds=2**a_faire.essais))
        async with app.db.begin() as tx:
            await titres.postponed(tx, titre, again)
        ORDERS.labels("reporte").inc()
        log.warning("titre.reporte", demande=str(titre.demande), cause=type(outage).__name__)
    else:
        if titre.etape is Etape.A_COMMANDER:
            await _constater(app, titre, Fait.COMMANDE, app.now(), source="instruction")
        else:  # the posting was asked for: its report says when it left
            async with app.db.begin() as tx:
                await titres.postponed(tx, titre, app.now() + ATTENTE_MAX)
        ORDERS.labels("pris").inc()


async def _demander(app: App, a_faire: titres.AFaire) -> None:
    titre, dossier = a_faire.titre, a_faire.dossier
    demande = ordre(dossier, reference=titre.reference, neph=a_faire.neph, delivre_le=a_faire.accepte_le.date())
    if titre.etape is Etape.A_RENVOYER:
        await app.imprimerie.renvoyer(titre.reference, titre.envoi, demande)
        return
    photo, signature = dossier.ephoto.photo, dossier.ephoto.signature
    images = [await app.objects.get(fichier.bucket, fichier.cle) for fichier in (photo, signature)]
    await app.imprimerie.commander(demande, *images)


async def relever(app: App) -> int:
    """The next reports, each with its effect in one transaction with how far we have read."""
    async with app.db.begin() as tx:
        position = await titres.position(tx)
    try:
        lignes = await app.imprimerie.comptes_rendus(position)
    except ImprimerieAbsente as outage:
        log.warning("comptes_rendus.absents", cause=str(outage))
        return 0
    for ligne in lignes:
        await _prendre_acte(app, ligne)
    return len(lignes)


async def _prendre_acte(app: App, ligne: CompteRendu) -> None:
    async with app.db.begin() as tx:
        await titres.position(tx)
        if not await titres.read_up_to(tx, ligne.position):
            return
        titre = await titres.by_reference(tx, ligne.reference)
        fait = COMPTES_RENDUS.get(ligne.fait)
        if titre is None or fait is None:
            log.warning("compte_rendu.sans_effet", position=ligne.position, fait=ligne.fait, connu=titre is not None)
            return
        for etape in _jusqu_a(fait):
            constat = constater(
                titre,
                etape,
                ligne.le,
                numero_titre=ligne.numero_titre,
                numero_suivi=ligne.numero_suivi if etape is Fait.EXPEDIE else None,
                incident=ligne.cause if etape is Fait.REFUSE else None,
            )
            if constat.titre != titre or etape is fait:
                await titres.save(tx, constat, source="imprimerie", fait=etape, le=ligne.le, detail=ligne.cause)
                titre = await titres.of(tx, titre.demande) or constat.titre
    FACTS.labels("imprimerie", fait).inc()


def _jusqu_a(fait: Fait) -> Sequence[Fait]:
    return CHAINE[: CHAINE.index(fait) + 1] if fait in CHAINE else (fait,)


async def suivre(app: App) -> int:
    """Ask La Poste for the cards on their way that are due to be asked for."""
    async with app.db.begin() as tx:
        taken = await titres.claim_to_follow(tx, app.now())
    for titre in taken:
        await _suivre(app, titre)
    return len(taken)


async def _suivre(app: App, titre: Titre) -> None:
    assert titre.numero_suivi is not None
    try:
        passages = await app.poste.suivre(titre.numero_suivi)
    except PosteAbsente as outage:
        log.warning("suivi.absent", demande=str(titre.demande), cause=str(outage))
        passages = []
    for passage in passages:
        if fait := FAITS.get(passage.code):
            await _avancer(app, titre, fait, passage)
    async with app.db.begin() as tx:
        suivi = await titres.of(tx, titre.demande)
        if suivi is not None:
            await titres.postponed(tx, suivi, app.now() + app.rythme.suivi)


async def _avancer(app: App, vu: Titre, fait: Fait, passage: Passage) -> None:
    """La Poste tells the whole journey each time: what is known already changes nothing, and is not noted again."""
    async with app.db.begin() as tx:
        titre = await titres.of(tx, vu.demande)
        if titre is None or titre.numero_suivi != vu.numero_suivi:
            return
        constat = constater(titre, fait, passage.le, bureau=passage.bureau)
        if constat.titre == titre:
            return
        await titres.save(tx, constat, source="poste", fait=fait, le=passage.le, detail=passage.libelle)
    FACTS.labels("poste", fait).inc()


async def _constater(
    app: App, vu: Titre, fait: Fait, le: datetime, *, source: str, incident: str | None = None
) -> None:
    async with app.db.begin() as tx:
        titre = await titres.of(tx, vu.demande)
        if titre is None:
            return
        constat = constater(titre, fait, le, incident=incident)
        await titres.save(tx, constat, source=source, fait=fait, le=le, detail=incident)
