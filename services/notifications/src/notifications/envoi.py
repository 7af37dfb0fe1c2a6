"""The sender: takes what is due, sends it, writes down what became of it. A crash in between is the one doubt."""

import asyncio
from datetime import datetime, timedelta

import structlog
from prometheus_client import Counter

from notifications.app import App
from notifications.domain.message import Message, prochain_essai
from notifications.storage import messages
from notifications.voies import EchecDefinitif, EchecPassager

log = structlog.get_logger()

SENT = Counter("permis_messages", "Messages by channel and by what became of them", ["canal", "issue"])
POLL = 1.0  # seconds; a handler that wrote a message wakes the sender at once
ERASE_EVERY = timedelta(hours=1)


async def envoyer_sans_fin(app: App) -> None:
    """In every worker: several senders take different messages."""
    erased: datetime | None = None
    while True:
        try:
            app.reveil.clear()
            if not await envoyer_ce_qui_attend(app):
                async with asyncio.timeout(POLL):
                    await app.reveil.wait()
            if erased is None or app.now() - erased > ERASE_EVERY:
                erased = app.now()
                async with app.db.begin() as tx:
                    await messages.erase_old(tx, erased)
        except TimeoutError:
            continue
        except Exception as fault:
            log.exception("envoi.interrompu", cause=type(fault).__name__)
            await asyncio.sleep(POLL)


async def envoyer_ce_qui_attend(app: App) -> int:
    """One batch, both channels side by side; returns how many were taken."""
    async with app.db.begin() as tx:
        taken = await messages.claim(tx, app.now())
    by_canal = [[message for message in taken if message.canal == canal] for canal in app.voies]
    await asyncio.gather(*(_envoyer_l_un_apres_l_autre(app, group) for group in by_canal if group))
    return len(taken)


async def _envoyer_l_un_apres_l_autre(app: App, group: list[Message]) -> None:
    for message in group:
        await _envoyer(app, message)


async def _envoyer(app: App, message: Message) -> None:
    try:
        await app.voies[message.canal].envoyer(message, app.now())
    except EchecPassager as echec:
        again = prochain_essai(message.essais, app.now())
        async with app.db.begin() as tx:
            if again is None:
                await messages.given_up(tx, message, str(echec), app.now())
            else:
                await messages.postponed(tx, message, str(echec), again)
        SENT.labels(message.canal, "reporte").inc()
        log.warning("message.reporte", message=str(message.id), modele=message.modele, cause=str(echec))
    except EchecDefinitif as echec:
        async with app.db.begin() as tx:
            await messages.given_up(tx, message, str(echec), app.now())
        SENT.labels(message.canal, "echec").inc()
        log.warning("message.echec_definitif", message=str(message.id), modele=message.modele, cause=str(echec))
    else:
        async with app.db.begin() as tx:
            await messages.delivered(tx, message, app.now())
        SENT.labels(message.canal, "remis").inc()
