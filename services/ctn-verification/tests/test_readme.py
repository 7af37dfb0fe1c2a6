"""The README says what the code does."""

import re
from pathlib import Path

from contracts.events import ctn as published
from contracts.events.base import Event
from ctn_verification.app import App
from ctn_verification.handlers import HANDLERS
from ctn_verification.main import http
from ctn_verification.settings import Settings

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def cells(title: str) -> set[str]:
    """The first cells of the table under a title, without their backquotes."""
    section = README.split(f"## {title}\n")[1].split("\n## ")[0]
    return set(re.findall(r"^\| `([^`]+)` \|", section, flags=re.MULTILINE))


def test_every_setting_is_told() -> None:
    assert cells("Settings") == {f"CTN_{name.upper()}" for name in Settings.model_fields}


def test_every_event_is_told() -> None:
    kinds = [kind for kind in vars(published).values() if isinstance(kind, type) and issubclass(kind, Event)]
    assert cells("Events in") == {line.type for line in HANDLERS}
    assert cells("Events out") == {kind.type for kind in kinds if kind is not Event}


def test_every_route_is_told(wired: App) -> None:
    paths = http(wired).openapi()["paths"]
    assert cells("Routes") == {f"{verb.upper()} {path}" for path, verbs in paths.items() for verb in verbs}
