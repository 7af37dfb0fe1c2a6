"""The README says what the code does."""

import re
from pathlib import Path

from accounts.app import App
from accounts.handlers import HANDLERS
from accounts.main import http
from accounts.settings import Settings
from contracts.events import accounts as published
from contracts.events.base import Event

README = (Path(__file__).parents[1] / "README.md").read_text()


def cells(title: str) -> set[str]:
    """The first cells of the table under a title, without their backquotes."""
    section = README.split(f"## {title}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `([^`]+)` \|", section, flags=re.MULTILINE)
    return set(rows)


def test_every_setting_is_told() -> None:
    assert cells("Settings") == {f"ACCOUNTS_{name.upper()}" for name in Settings.model_fields}


def test_every_event_is_told() -> None:
    kinds = [kind for kind in vars(published).values() if isinstance(kind, type) and issubclass(kind, Event)]
    assert cells("Events in") == {line.type for line in HANDLERS}
    assert cells("Events out") == {kind.type for kind in kinds if kind is not Event}


def test_every_route_is_told(app: App) -> None:
    paths = http(app).openapi()["paths"]
    assert cells("Routes") == {f"{verb.upper()} {path}" for path, verbs in paths.items() for verb in verbs}
