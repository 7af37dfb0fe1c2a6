"""The tables of the README are those of the code."""

import re
from pathlib import Path

from contracts.events.notifications import MessageNonRemisV1, MessageRemisV1
from notifications.handlers import HANDLERS
from notifications.settings import Settings

README = (Path(__file__).parents[1] / "README.md").read_text()


def test_events_in_and_out() -> None:
    consumed = set(re.findall(r"^\| in \| `([^`]+)`", README, re.MULTILINE))
    produced = set(re.findall(r"^\| out \| `([^`]+)`", README, re.MULTILINE))

    assert consumed == {line.type for line in HANDLERS}
    assert produced == {MessageRemisV1.type, MessageNonRemisV1.type}


def test_settings() -> None:
    rows = re.findall(r"^\| `NOTIFICATIONS_([A-Z0-9_]+)` \| (.*?) \|", README, re.MULTILINE)

    assert rows == [(name.upper(), field.description) for name, field in Settings.model_fields.items()]
