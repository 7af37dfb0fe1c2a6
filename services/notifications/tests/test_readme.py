"""The tables of the README are those of the code."""

import re
from pathlib import Path

from contracts.events.notifications import MessageNonRemisV1, MessageRemisV1
from contracts.identity import Verifier
from notifications.app import App
from notifications.handlers import HANDLERS
from notifications.main import http
from notifications.modeles.__main__ import LISEZMOI, lisezmoi
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


def test_routes(app: App) -> None:
    told = {
        f"{verb} {re.sub('[?].*', '', path)}"
        for verbs, path in re.findall(r"^\| `([A-Z · ]+) (/api/[^`]+)`", README, re.MULTILINE)
        for verb in verbs.split(" · ")
    }
    paths = http(app, Verifier.of_keys()).openapi()["paths"]

    assert told == {
        f"{verb.upper()} {re.sub('{[a-z_]+}', '{id}', path)}" for path, verbs in paths.items() for verb in verbs
    }


def test_who_edits_a_model_is_told_what_it_may_say() -> None:
    """`python -m notifications.modeles` writes it."""
    assert LISEZMOI.read_text(encoding="utf-8") == lisezmoi()
