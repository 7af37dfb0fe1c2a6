"""The tables of the README are those of the code."""

import re
from pathlib import Path

from contracts.events.instruction import ComplementDemandeV1, DossierAccepteV1, DossierRejeteV1, TitreAvanceV1
from instruction.handlers import HANDLERS
from instruction.settings import Settings

README = (Path(__file__).parents[1] / "README.md").read_text()


def test_events_in_and_out() -> None:
    consumed = set(re.findall(r"^\| in \| `([^`]+)`", README, re.MULTILINE))
    produced = set(re.findall(r"^\| out \| `([^`]+)`", README, re.MULTILINE))

    assert consumed == {line.type for line in HANDLERS}
    assert produced == {kind.type for kind in (DossierAccepteV1, ComplementDemandeV1, DossierRejeteV1, TitreAvanceV1)}


def test_settings() -> None:
    rows = re.findall(r"^\| `INSTRUCTION_([A-Z0-9_]+)` \| (.*?) \|", README, re.MULTILINE)

    assert rows == [(name.upper(), field.description) for name, field in Settings.model_fields.items()]
