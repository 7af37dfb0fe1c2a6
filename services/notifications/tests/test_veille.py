"""Operators see what waits to be sent; the sending is part of the trace that it is sent for."""

from uuid import uuid4

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import text

from contracts import spans
from contracts.telemetry import continue_trace
from contracts.testing import deliver
from deploy.simulators.collecteur import collecteur
from notifications.app import App
from notifications.envoi import envoyer_ce_qui_attend
from notifications.handlers import HANDLERS
from notifications.veille import veiller
from services.notifications.tests.conftest import Boite, Horloge
from services.notifications.tests.test_envoi import active, adresse

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def valeur(nom: str, canal: str) -> float | None:
    return REGISTRY.get_sample_value(nom, {"canal": canal})


async def test_what_is_due_and_since_when(app: App, boite: Boite, horloge: Horloge) -> None:
    await deliver(HANDLERS, app, active(adresse()), uuid4())
    horloge.avance(minutes=5)

    await veiller(app)

    assert valeur("permis_waiting_messages", "mail") == 1
    assert valeur("permis_oldest_message_seconds", "mail") == 300
    assert valeur("permis_waiting_messages", "sms") == 0

    while await envoyer_ce_qui_attend(app, "mail"):
        pass
    await veiller(app)

    assert valeur("permis_waiting_messages", "mail") == 0
    assert valeur("permis_oldest_message_seconds", "mail") == 0


async def test_the_sending_hangs_on_the_handling(app: App, boite: Boite, monkeypatch: pytest.MonkeyPatch) -> None:
    with collecteur() as kept:
        for name, value in kept.environment.items():
            monkeypatch.setenv(name, value)
        with spans.exported("notifications"):
            with continue_trace(f"00-{TRACE}-00f067aa0ba902b7-01", "handle") as handling:
                await deliver(HANDLERS, app, active(adresse()), uuid4())
            async with app.db.begin() as tx:
                row = (await tx.execute(text("SELECT traceparent FROM messages"))).one()
            while await envoyer_ce_qui_attend(app, "mail"):
                pass

    assert row.traceparent.split("-")[1] == TRACE
    [sent] = [span for span in kept.spans if span.name == "send mail"]
    assert (sent.trace, sent.failed) == (TRACE, False)
    assert sent.attributes["issue"] == "remis"
    assert row.traceparent.split("-")[2] == sent.parent == handling.span_id
