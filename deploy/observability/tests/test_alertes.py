"""Alerts fire where they must and nowhere else; each has its page, each query is one that Prometheus can read."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.local.catalogue import ROOT, services

FOLDER = ROOT / "deploy" / "observability"
RULES = FOLDER / "prometheus" / "alertes.yml"
RUNBOOKS = ROOT / "docs" / "runbooks"
CASES = yaml.safe_load((FOLDER / "prometheus" / "alertes_test.yml").read_text(encoding="utf-8"))["tests"]
DASHBOARDS = sorted((FOLDER / "grafana" / "dashboards").glob("*.json"))


def alerts() -> dict[str, dict[str, Any]]:
    groups = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    return {rule["alert"]: rule for group in groups for rule in group["rules"]}


def promtool(*arguments: str | Path) -> None:
    done = subprocess.run(["promtool", *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def panels(dashboard: Path) -> Iterator[dict[str, Any]]:
    yield from json.loads(dashboard.read_text(encoding="utf-8"))["panels"]


def test_the_configuration_is_one_that_prometheus_takes() -> None:
    promtool("check", "rules", RULES)
    promtool("check", "config", "--syntax-only", FOLDER / "prometheus" / "prometheus.yml")


def test_each_alert_fires_where_it_must_and_is_silent_beside_that() -> None:
    promtool("test", "rules", FOLDER / "prometheus" / "alertes_test.yml")


@pytest.mark.parametrize("alert", alerts())
def test_each_alert_is_played_and_names_what_it_is_about(alert: str) -> None:
    fired = [
        expected
        for case in CASES
        for step in case["alert_rule_test"]
        if step["alertname"] == alert
        for expected in step.get("exp_alerts", [])
    ]
    assert fired
    assert all(expected["exp_annotations"]["summary"] for expected in fired)
    assert alerts()[alert]["labels"]["severity"] in ("critical", "warning")


def test_each_alert_has_its_page_and_each_page_its_alert() -> None:
    pages = {page.stem for page in RUNBOOKS.glob("*.md")} - {"README"}

    assert pages == set(alerts())
    for page in pages:
        text = (RUNBOOKS / f"{page}.md").read_text(encoding="utf-8")
        titles = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
        assert titles == [page, "Look", "Do", "Afterwards"]
        assert len(text.splitlines()) <= 60  # a page


def test_every_process_of_every_service_is_asked() -> None:
    """As docker compose names them; workers that were added are found by the same name."""
    config = yaml.safe_load((FOLDER / "prometheus" / "prometheus.yml").read_text(encoding="utf-8"))
    asked = {job["job_name"]: job["dns_sd_configs"][0] for job in config["scrape_configs"]}

    for name, service in services().items():
        assert asked[name]["names"] == [f"{service.folder}-api", f"{service.folder}-worker"]
        assert asked[name]["port"] == service.port
    rule = alerts()["ServiceDown"]["expr"]
    assert set(re.findall(r"[a-z]+", rule.split('"')[1])) == {*services(), "portal"}


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda path: path.stem)
def test_each_panel_has_a_query_that_prometheus_can_read(dashboard: Path, tmp_path: Path) -> None:
    rules = [
        {"record": f"panel:{panel['id']}:{target['refId']}", "expr": plain(target["expr"])}
        for panel in panels(dashboard)
        for target in panel["targets"]
    ]
    assert rules
    file = tmp_path / "panels.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": rules}]}), encoding="utf-8")

    promtool("check", "rules", file)


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda path: path.stem)
def test_panels_do_not_lie_on_each_other(dashboard: Path) -> None:
    taken: set[tuple[int, int]] = set()
    for panel in panels(dashboard):
        at = panel["gridPos"]
        cells = {(at["x"] + dx, at["y"] + dy) for dx in range(at["w"]) for dy in range(at["h"])}
        assert not cells & taken
        assert max(x for x, _ in cells) < 24
        taken |= cells


def plain(query: str) -> str:
    """What Grafana sends once its variables have values."""
    return query.replace("$__rate_interval", "1m").replace("$job", ".*")
