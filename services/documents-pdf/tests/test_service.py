"""The service as it is started: settings, commands, roles; an event from the broker becomes a document."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import aio_pika
import httpx
import psutil
import pytest
from document_samples import acceptee, dossier, transmise
from pydantic import ValidationError
from sqlalchemy import select, text

from contracts.delivery.envelope import CONTENT_TYPE, wrap
from contracts.events.base import Event
from contracts.events.parts import Dossier
from documents_pdf.app import App
from documents_pdf.settings import Settings
from documents_pdf.storage.tables import documents

SOON = 30.0


def command(*words: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("DOCUMENTS_")}
    return subprocess.run(
        [sys.executable, "-m", "documents_pdf", *words],
        env=clean | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_missing_setting_stops_the_start_and_is_named(environment_of: Any) -> None:
    environment = environment_of("documents")
    broker = environment.pop("DOCUMENTS_BROKER_URL")

    done = command("check-config", environment=environment)

    assert done.returncode == 2
    assert "broker_url" in done.stderr
    assert not [value for value in (*environment.values(), broker) if len(value) > 8 and value in done.stderr]


def test_the_settings_of_others_do_not_disturb(environment_of: Any) -> None:
    environment = {**environment_of("documents"), "DEMANDES_HTTP_PORT": "x", "DOCUMENTS_UNKNOWN": "y"}

    assert command("check-config", environment=environment).returncode == 0


def test_migrating_wants_the_owner(environment_of: Any) -> None:
    environment = environment_of("documents")
    del environment["DOCUMENTS_OWNER_DATABASE_URL"]

    done = command("migrate", environment=environment)

    assert done.returncode == 2
    assert "DOCUMENTS_OWNER_DATABASE_URL" in done.stderr


def test_the_service_itself_never_loads_the_layout_engine() -> None:
    program = "import documents_pdf.main, sys; sys.exit('weasyprint' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_secrets_are_not_shown(settings: Settings) -> None:
    for secret in (settings.database_url, settings.broker_url, settings.s3_secret_key):
        assert secret.get_secret_value() not in repr(settings)
    with pytest.raises(ValidationError) as refused:
        Settings.model_validate({"database_url": {"a": "secret-word"}})
    assert "secret-word" not in str(refused.value)


@contextmanager
def running(role: str, environment: dict[str, str], log: Path) -> Iterator[psutil.Process]:
    with log.open("wb") as output:
        process = psutil.Popen(
            [sys.executable, "-m", "documents_pdf", "serve", "--role", role],
            env={**os.environ, **environment},
            stdout=output,
            stderr=output,
        )
    try:
        yield process
    finally:
        process.terminate()
        assert process.wait(SOON) == 0, log.read_text()


async def alive(environment: dict[str, str]) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{environment['DOCUMENTS_HTTP_PORT']}") as client:
        for _ in range(300):
            try:
                if (await client.get("/readyz")).status_code == 200:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.1)
    raise TimeoutError


async def publish(place: Any, event: Event, demande: UUID, sequence: int) -> None:
    """As the relay of demandes does."""
    row = {
        "id": uuid4(),
        "type": event.type,
        "subject": str(demande),
        "created_at": datetime.now(UTC),
        "sequence": sequence,
        "traceparent": None,
        "data": event.model_dump_json(),
    }
    message = aio_pika.Message(
        wrap("urn:permis:demandes", row),
        content_type=CONTENT_TYPE,
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        correlation_id=str(demande),
        message_id=str(row["id"]),
        type=event.type,
    )
    url = place.rabbitmq.url("permis-demandes", place.keys["demandes.broker"])
    async with await aio_pika.connect(url) as connection:
        exchange = await (await connection.channel()).get_exchange("permis.events", ensure=False)
        await exchange.publish(message, event.type)


async def test_events_of_the_broker_become_documents_and_the_news_leaves(
    app: App, place: Any, inscription: Dossier, environment_of: Any, tmp_path: Path
) -> None:
    environment, demande = environment_of("documents"), uuid4()
    with running("all", environment, tmp_path / "log") as process:
        await alive(environment)
        await publish(place, transmise(inscription), demande, 1)
        await publish(place, acceptee(inscription), demande, 2)
        await sent(app, demande, 2)
        assert process.children(recursive=True)

    async with app.db.begin() as tx:
        made = {row.type for row in await tx.execute(select(documents).where(documents.c.demande == demande))}
    assert made == {"recepisse_depot", "attestation_inscription"}
    said = (tmp_path / "log").read_text()
    assert not [word for word in ("Renaud", inscription.numero, "260469123456", "exemple.fr") if word in said]


async def sent(app: App, demande: UUID, count: int) -> None:
    """Waits until so many news of the demande have left."""
    async with asyncio.timeout(SOON):
        while True:
            async with app.db.begin() as tx:
                query = text("SELECT count(*) FROM outbox WHERE subject = :subject AND sent_at IS NOT NULL")
                if (await tx.execute(query, {"subject": str(demande)})).scalar_one() == count:
                    return
            await asyncio.sleep(0.05)


async def test_an_api_answers_and_prints_nothing(environment_of: Any, tmp_path: Path) -> None:
    environment = environment_of("documents")
    with running("api", environment, tmp_path / "log") as process:
        await alive(environment)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{environment['DOCUMENTS_HTTP_PORT']}") as client:
            assert (await client.get(f"/api/documents?demande={uuid4()}")).status_code == 401
        assert process.children(recursive=True) == []


async def test_a_worker_shows_operations_only(environment_of: Any, tmp_path: Path) -> None:
    environment = environment_of("documents")
    with running("worker", environment, tmp_path / "log"):
        await alive(environment)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{environment['DOCUMENTS_HTTP_PORT']}") as client:
            assert (await client.get(f"/api/documents?demande={dossier().candidat}")).status_code == 404
            assert "permis_document_print_seconds" in (await client.get("/metrics")).text
