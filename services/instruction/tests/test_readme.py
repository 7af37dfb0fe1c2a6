"""The tables of the README are those of the code."""

import re
from pathlib import Path

from contracts.events import instruction as own
from contracts.events.base import Event
from instruction.handlers import HANDLERS
from instruction.settings import Settings

README = (Path(__file__).parents[1] / "README.md").read_text()


def test_events_in_and_out() -> None:
    consumed = set(re.findall(r"^\| in \| `([^`]+)`", README, re.MULTILINE))
    produced = set(re.findall(r"^\| out \| `([^`]+)`", README, re.MULTILINE))

    assert consumed == {line.type for line in HANDLERS}
    published = [kind for kind in vars(own).values() if isinstance(kind, type) and issubclass(kind, Event)]
    assert produced == {kind.type for kind in published if kind is not Event}


def test_settings() -> None:
    rows = re.findall(r"^\| `INSTRUCTION_([A-Z0-9_]+)` \| (.*?) \|", README, re.MULTILINE)

    assert rows == [(name.upper(), field.description) for name, field in Settings.model_fields.items()]
