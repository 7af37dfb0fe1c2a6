"""The sender: takes what is due, sends it, writes down what became of it. A crash in between is the one doubt."""

import asyncio
from collections import deque
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog
from prometheus_client import Counter

from contracts.delivery import Tx
from contracts.http.outages import is_outage
from contracts.telemetry import continue_trace, describe
from notifications.app import App
from notifications.domain.message import Canal, Etat, Message, essai_apres_doute, prochain_essai
from notifications.retours import enterrer
from notifications.storage import messages, tentatives
from notifications.voies import Echec, EchecDouteux, EchecPassager

log = structlog.get_logger()

T = TypeVar("T")

SENT = Counter("permis_messages", "Messages by channel and by what became of them", ["canal", "issue"])
POLL = 1.0  # seconds; a handler that wrote a message wakes the sender at once
ESSAI_AU_PLUS = 50.0  # seconds for one try, whatever the server does
FRAICHEUR = timedelta(seconds=60)  # begun within this and over after ESSAI_AU_PLUS: before others think it abandoned
GRACE = 5.0  # seconds for the message in hand when the service stops


async def envoyer_sans_fin(app: App) -> None:
    """In every worker, each channel on its own: an operator that is slow holds up no mail."""
    async with asyncio.TaskGroup() as senders:
        for canal, voie in app.voies.items():
            for _ in range(voie.paralleles):
                senders.create_task(_envoyer_par(app, canal))


async def _envoyer_par(app: App, canal: Canal) -> None:
    reveil = app.reveils[canal]
    while True:
        reveil.clear()
        taken = 0
        try:
            taken = await envoyer_ce_qui_attend(app, canal)
        except Exception as fault:
            log.exception("envoi.interrompu", canal=canal, cause=type(fault).__name__)
        if not taken:
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL):
                    await reveil.wait()


async def envoyer_ce_qui_attend(app: App, canal: Canal) -> int:
    """One batch of a channel, one after the other; returns how many were taken. What is not begun is given back."""
    reste: deque[Message] = deque()
    try:
        taken = await _jusqu_au_bout(_prendre(app, canal, reste))
        while reste and app.now() - reste[0].pris_le < FRAICHEUR:
            await _jusqu_au_bout(_envoyer(app, reste.popleft()))
    finally:
        if reste:
            await _jusqu_au_bout(_rendre(app, list(reste)))
    return taken


async def _prendre(app: App, canal: Canal, reste: deque[Message]) -> int:
    async with app.db.begin() as tx:
        taken = await messages.claim(tx, canal, app.now())
    reste.extend(taken)
    return len(taken)


async def _envoyer(app: App, message: Message) -> None:
    if message.canal == "sms" and (matin := app.silence.jusqu_a(message.modele, message.adresse, app.now())):
        async with app.db.begin() as tx:
            await messages.silenced(tx, message, matin)
        return
    with continue_trace(message.traceparent, f"send {message.canal}", "client", modele=message.modele):
        issue = await _essayer_et_noter(app, message)
        describe(failed=issue != Etat.REMIS.value, issue=issue)
    SENT.labels(message.canal, issue).inc()


async def _essayer_et_noter(app: App, message: Message) -> str:
    le = app.now()
    resultat = await _essayer(app, message)
    while True:
        try:
            issue = await _noter(app, message, resultat, le)
        except Exception as fault:
            if not is_outage(fault):
                raise
            log.warning("message.a_noter", message=str(message.id), cause=type(fault).__name__)
            await asyncio.sleep(POLL)  # it may be gone already: left without a note, it would go out again
        else:
            break
    if isinstance(resultat, Echec):
        log.warning(f"message.{issue}", message=str(message.id), modele=message.modele, cause=str(resultat))
    return issue


async def _essayer(app: App, message: Message) -> Sequence[str] | Echec:
    """The other side's names for it when it was taken."""
    try:
        async with asyncio.timeout(ESSAI_AU_PLUS):
            return await app.voies[message.canal].envoyer(message, app.now())
    except Echec as echec:
        return echec
    except TimeoutError:
        return EchecDouteux("TimeoutError")
    except Exception as fault:  # what one message provokes must not hold up the others behind it
        log.exception("message.faute", message=str(message.id), modele=message.modele)
        return EchecPassager(type(fault).__name__)


async def _noter(app: App, message: Message, resultat: Sequence[str] | Echec, le: datetime) -> str:
    async with app.db.begin() as tx:
        if isinstance(resultat, Echec):
            issue = await _noter_echec(tx, app, message, resultat)
            await tentatives.note(tx, message, le, issue, cause=str(resultat))
        else:
            issue = Etat.REMIS.value
            await messages.delivered(tx, message, app.now())
            await tentatives.note(tx, message, le, issue, references=resultat)
    return issue


async def _noter_echec(tx: Tx, app: App, message: Message, echec: Echec) -> str:
    now, again = app.now(), None
    if isinstance(echec, EchecDouteux):
        again = essai_apres_doute(message.essais, now)
    elif isinstance(echec, EchecPassager):
        again = prochain_essai(message.essais, now)
    if again is not None:
        await messages.postponed(tx, message, str(echec), again)
        return "doute" if isinstance(echec, EchecDouteux) else "reporte"
    if await messages.given_up(tx, message, str(echec), now) and echec.adresse_morte:
        await enterrer(tx, app, message, str(echec))
    return Etat.ECHEC_DEFINITIF.value


async def _rendre(app: App, reste: list[Message]) -> None:
    async with app.db.begin() as tx:
        await messages.given_back(tx, reste)


async def _jusqu_au_bout(work: Coroutine[Any, Any, T]) -> T:
    """Told to stop, the sender ends what it began: between the server's yes and its note, it would send twice."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task}, timeout=GRACE)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        raise
