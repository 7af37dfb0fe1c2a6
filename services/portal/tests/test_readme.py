"""The README tells what is."""

import re
from pathlib import Path

from portal.settings import Settings

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


def test_settings() -> None:
    section = README.split("## Settings\n", 1)[1].split("\n## ", 1)[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")][2:]
    told = {re.sub("`", "", name).strip(): (default.strip(), meaning.strip()) for name, default, meaning in rows}

    assert told == {
        f"PORTAL_{name.upper()}": ("required" if field.is_required() else f"`{field.default}`", field.description)
        for name, field in Settings.model_fields.items()
    }
