"""What operators see of the delivery while it is in trouble, and the tree of a trace through it."""

import asyncio
from contextlib import suppress
from uuid import uuid4

import pytest
from prometheus_client import REGISTRY

from contracts import spans
from contracts.delivery import on, relay
from contracts.delivery.gauges import measure_once
from contracts.telemetry import continue_trace
from deploy.simulators.collecteur import collecteur
from tests.chaos.essai import PasFaitV1, faire_un_pas
from tests.chaos.scene import Scene, until
from tests.chaos.test_livraison import Tenace, consuming, seen_is

NOBODY = "amqp://permis:permis@127.0.0.1:9/permis"


def value(name: str) -> float:
    return REGISTRY.get_sample_value(name) or 0.0


async def test_the_age_of_the_outbox_is_told_while_the_broker_is_away(scene: Scene) -> None:
    await measure_once(scene.emetteur)
    assert value("permis_outbox_oldest_seconds") == 0
    await faire_un_pas(scene.emetteur, uuid4(), 1)

    standing = asyncio.ensure_future(relay("emetteur", scene.emetteur, NOBODY))
    try:

        async def told() -> bool:
            return value("permis_outbox_unsent_events") == 1 and value("permis_outbox_oldest_seconds") > 0

        await until(told, within=10)
    finally:
        standing.cancel()
        with suppress(asyncio.CancelledError):
            await standing


async def test_what_is_on_the_ladder_and_what_is_dead_is_told_and_the_lag_is_measured(scene: Scene) -> None:
    lags = value("permis_relay_lag_seconds_count")
    await faire_un_pas(scene.emetteur, uuid4(), 1)

    async with consuming(scene, [on(PasFaitV1, Tenace({1: 5}).handle)]):

        async def dead() -> bool:
            return await scene.dead() == 1

        await until(dead)
    await measure_once(scene.temoin)

    assert value("permis_dead_letters") == 1
    assert value("permis_parked_events") == 0
    assert value("permis_relay_lag_seconds_count") == lags + 1


async def test_writing_publishing_and_handling_are_one_tree(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    demande = uuid4()
    with collecteur() as kept:
        for name, setting in kept.environment.items():
            monkeypatch.setenv(name, setting)
        with spans.exported("essai"):
            with continue_trace(None, "request") as request:
                await faire_un_pas(scene.emetteur, demande, 1)
            async with consuming(scene, [on(PasFaitV1, Tenace({}).handle)]):
                await until(seen_is(scene, {demande: [1]}))

    tree = {span.name: span for span in kept.of_trace(request.trace_id)}
    published, handled = tree[f"publish {PasFaitV1.type}"], tree[f"handle {PasFaitV1.type}"]
    assert [tree["request"].id, published.id] == [published.parent, handled.parent]
    assert handled.attributes == {"outcome": "handled"}
