"""Dashboards and alerts ask for what the services really export: a Prometheus asks the running system, they ask it."""

import json
import re
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import yaml

from deploy.local import parcours
from deploy.local.acteur import until
from deploy.local.catalogue import ROOT, services
from deploy.local.process import Process
from tests.e2e.conftest import Scene

FOLDER = ROOT / "deploy" / "observability"
METRIC = re.compile(r"\b((?:permis|process)_[a-z0-9_]+|up)\b")
BY = re.compile(r"\bby \(([a-z_, ]+)\)")
MATCHER = re.compile(r"([a-z_]+)(?:=~|!~|!=|=)\"")
TARGET_LABELS = {"job", "instance", "le"}


def queries() -> Iterator[tuple[str, str]]:
    """Where each stands, and what it asks."""
    for file in sorted((FOLDER / "grafana" / "dashboards").glob("*.json")):
        for panel in json.loads(file.read_text(encoding="utf-8"))["panels"]:
            for target in panel["targets"]:
                asked = target["expr"].replace("$__rate_interval", "1m").replace("$job", ".*")
                yield f"{file.stem}: {panel['title']}", asked
    for group in yaml.safe_load((FOLDER / "prometheus" / "alertes.yml").read_text(encoding="utf-8"))["groups"]:
        for rule in group["rules"]:
            yield rule["alert"], rule["expr"]


@asynccontextmanager
async def prometheus(scene: Scene, folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Asks every service each second, as the one of docker compose does each quarter of a minute."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    jobs = [
        {"job_name": name, "static_configs": [{"targets": [f"127.0.0.1:{door}" for door in scene.system.doors(name)]}]}
        for name in services()
    ]
    config = {"global": {"scrape_interval": "1s", "scrape_timeout": "1s"}, "scrape_configs": jobs}
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    command = [
        "prometheus",
        f"--config.file={folder / 'prometheus.yml'}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--log.level=error",
    ]
    url = f"http://127.0.0.1:{port}"

    async def answers() -> bool:
        try:
            async with httpx.AsyncClient(timeout=3) as http:
                return (await http.get(f"{url}/-/ready")).is_success
        except httpx.TransportError:
            return False

    server = Process("prometheus", folder, lambda: command, ready=answers)
    await server.start()
    try:
        async with httpx.AsyncClient(base_url=f"{url}/api/v1", timeout=30) as http:
            yield http
    finally:
        await server.stop()


async def ask(http: httpx.AsyncClient, path: str, **params: str) -> object:
    answer = await http.get(path, params=params)
    assert answer.is_success, (params, answer.text)
    return answer.json()["data"]


async def test_every_query_asks_for_what_is_exported(scene: Scene, tmp_path: Path) -> None:
    ecole, email = await scene.ecole(), scene.email()
    await scene.finalisee(ecole, email)  # whoever counts something has counted it now
    await parcours.activer(scene.acteur(), scene.boite, email, sexe="M")

    async with prometheus(scene, tmp_path) as http:
        expected = set(services())

        async def asked() -> bool:
            found = await ask(http, "/query", query="count_over_time(permis_outbox_oldest_seconds[1m]) > 2")
            return {series["metric"]["job"] for series in found["result"]} == expected  # type: ignore[index]

        await until(asked, "trois réponses de chaque service")
        metadata = await ask(http, "/metadata")
        assert isinstance(metadata, dict)
        labels = await labels_of(http)
        faults = []
        for where, query in queries():
            names = set(METRIC.findall(query))
            unknown = {name for name in names if not exported(name, metadata)}
            wanted = {label.strip() for by in BY.findall(query) for label in by.split(",")} | set(
                MATCHER.findall(query)
            )
            known = set().union(*(labels.get(name, wanted) for name in names)) | TARGET_LABELS
            answer = await http.get("/query", params={"query": query})
            if unknown or wanted - known or answer.is_error:
                faults.append((where, unknown, wanted - known, answer.text if answer.is_error else ""))
        assert not faults


async def labels_of(http: httpx.AsyncClient) -> dict[str, set[str]]:
    """The labels of each metric that has been counted."""
    found: dict[str, set[str]] = {}
    for series in await ask(http, "/series", **{"match[]": '{__name__=~"permis_.*|process_.*|up"}'}):  # type: ignore[attr-defined]
        found.setdefault(series.pop("__name__"), set()).update(series)
    return found


def exported(name: str, metadata: dict[str, object]) -> bool:
    """As it is declared: a histogram has three series, and what nobody has counted yet has none."""
    return name == "up" or name in metadata or re.sub(r"_(bucket|sum|count)$", "", name) in metadata


@pytest.mark.parametrize(
    ("query", "metric", "label"),
    [("sum by (jobb) (permis_dead_letters)", "permis_dead_letters", "jobb"), ('up{kind="x"}', "up", "kind")],
)
def test_a_wrong_label_is_seen(query: str, metric: str, label: str) -> None:
    assert METRIC.findall(query) == [metric]
    assert label in {*BY.findall(query), *MATCHER.findall(query)}


async def test_what_the_pages_promise_to_measure_is_there(scene: Scene) -> None:
    """One name for each thing that operations are asked to show."""
    said = ""
    async with httpx.AsyncClient(timeout=30) as http:
        for name in services():
            for door in scene.system.doors(name):
                said += (await http.get(f"http://127.0.0.1:{door}/metrics")).text
    for metric in (
        "permis_outbox_oldest_seconds",
        "permis_relay_lag_seconds",
        "permis_queue_waiting_events",
        "permis_dead_letters",
        "permis_handler_seconds",
        "permis_ctn_causes",
        "permis_waiting_demandes",
        "permis_oldest_demande_seconds",
        "permis_messages",
    ):
        assert f"# TYPE {metric}" in said
