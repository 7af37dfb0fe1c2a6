"""The carrier of webhooks: each subscription on a lane of its own, so that a partner who is slow holds up nobody."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from prometheus_client import Counter

from contracts.delivery import Tx
from contracts.http.outages import is_outage
from notifications.adapters.webhook import Injoignable, Remise
from notifications.app import App
from notifications.courrier import ecrire
from notifications.domain.abonnement import (
    Abonnement,
    Etat,
    Reponse,
    apres_reponse,
    lire_reponse,
    prochain_essai,
    secrets_de,
)
from notifications.domain.message import AEnvoyer, Destinataire
from notifications.storage import abonnements, livraisons
from notifications.storage.livraisons import Livraison

log = structlog.get_logger()

DELIVERED = Counter("permis_webhooks", "Deliveries by webhook, by what became of them", ["issue"])
POLL = 1.0  # seconds; a handler that wrote a delivery wakes the carrier at once
BATCH = 20
LANES = 50  # subscriptions at once
ABANDONED_AFTER = timedelta(minutes=3)  # a carrier that took a batch and said no more has died: 20 tries of 5 s


async def livrer_sans_fin(app: App) -> None:
    """In every worker; rows that one holds another skips."""
    lanes: dict[UUID, asyncio.Task[None]] = {}
    try:
        while True:
            app.reveil_webhooks.clear()
            try:
                await _ouvrir_les_voies(app, lanes)
            except Exception as fault:
                if not is_outage(fault):
                    raise
                log.warning("webhooks.interrompus", cause=type(fault).__name__)
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL):
                    await app.reveil_webhooks.wait()
    finally:
        for lane in lanes.values():
            lane.cancel()
        await asyncio.gather(*lanes.values(), return_exceptions=True)


async def _ouvrir_les_voies(app: App, lanes: dict[UUID, asyncio.Task[None]]) -> None:
    for id in [id for id, lane in lanes.items() if lane.done()]:
        del lanes[id]
    async with app.db.begin() as tx:
        due = await livraisons.due(tx, app.now(), app.now() - ABANDONED_AFTER)
    for id in due:
        if id not in lanes and len(lanes) < LANES:
            lanes[id] = asyncio.create_task(_livrer_a(app, id))


async def _livrer_a(app: App, abonnement: UUID) -> None:
    try:
        while await livrer_ce_qui_attend(app, abonnement):
            pass
    except Exception as fault:
        log.exception("webhook.interrompu", abonnement=str(abonnement), cause=type(fault).__name__)


async def livrer_ce_qui_attend(app: App, id: UUID) -> bool:
    """One batch of one subscription; False when there is nothing to do now, or its receiver is not well."""
    async with app.db.begin() as tx:
        taken = await livraisons.claim(tx, id, app.now(), app.now() - ABANDONED_AFTER, BATCH)
    done = 0
    try:
        for livraison in taken:
            issue = await _livrer(app, livraison)
            done += 1
            if issue in (Reponse.ABSENTE, Reponse.PARTIE):
                return False
    finally:
        if taken[done:]:
            async with app.db.begin() as tx:
                await livraisons.given_back(tx, taken[done:])
    return bool(taken)


async def _livrer(app: App, livraison: Livraison) -> Reponse:
    async with app.db.begin() as tx:
        abonnement = await abonnements.find(tx, livraison.abonnement)
    if abonnement is None or abonnement.etat is Etat.SUSPENDU:
        return Reponse.PARTIE
    remise = Remise(str(livraison.evenement), livraison.corps, secrets_de(app.cles.sceau, abonnement, app.now()))
    try:
        statut: int | None = await app.facteur.porter(abonnement.adresse, remise, app.now())
        faute = "" if 200 <= (statut or 0) < 300 else f"réponse {statut}"
        reponse = lire_reponse(statut or 0)
    except Injoignable as absent:
        statut, faute, reponse = None, str(absent), Reponse.ABSENTE
    async with app.db.begin() as tx:
        await _noter(tx, app, livraison, reponse, statut, faute)
    DELIVERED.labels(reponse.value).inc()
    return reponse


async def _noter(tx: Tx, app: App, livraison: Livraison, reponse: Reponse, statut: int | None, faute: str) -> None:
    """What became of it, and what that says of the subscription."""
    now = app.now()
    avant = await abonnements.find(tx, livraison.abonnement)
    if avant is None:
        return
    apres = apres_reponse(avant, reponse, faute, now)
    if reponse is Reponse.REMISE:
        await livraisons.ended(tx, livraison, livraisons.Etat.REMISE, statut, "", now)
    elif reponse is Reponse.REFUSEE:
        await _remettre_a_plus_tard(tx, livraison, statut, faute, now)
    else:
        await livraisons.postponed(tx, livraison, statut, faute, apres.reprise_le or now, compte=False)
    await abonnements.save(tx, apres)
    if apres.etat is Etat.SUSPENDU and avant.etat is Etat.ACTIF:
        await suspendre(tx, app, apres, faute)


async def _remettre_a_plus_tard(tx: Tx, livraison: Livraison, statut: int | None, faute: str, now: datetime) -> None:
    again = prochain_essai(livraison.essais, now)
    if again is None:
        await livraisons.ended(tx, livraison, livraisons.Etat.ABANDONNEE, statut, faute, now)
    else:
        await livraisons.postponed(tx, livraison, statut, faute, again, compte=True)


async def suspendre(tx: Tx, app: App, abonnement: Abonnement, faute: str) -> None:
    """Its owner is told, once for each suspension; what waited can be replayed."""
    assert abonnement.suspendu_le is not None
    await livraisons.give_up_all(tx, abonnement.id, "abonnement suspendu", abonnement.suspendu_le)
    proprietaire = Destinataire("titulaire", abonnement.partenaire, abonnement.contact)
    valeurs = {
        "adresse": abonnement.adresse,
        "cause": faute,
        "depuis": abonnement.en_echec_depuis or abonnement.suspendu_le,
        "abonnement": str(abonnement.id),
    }
    avis = AEnvoyer("W-suspension", "mail", proprietaire, valeurs)
    await ecrire(tx, app, app.new_id(), None, avis)
    app.reveiller()
    log.warning("webhook.suspendu", abonnement=str(abonnement.id), cause=faute)
