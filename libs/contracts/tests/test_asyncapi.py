"""The AsyncAPI document is read by the reference parser, not only by us."""

import subprocess
from pathlib import Path

from contracts.events import ALL
from contracts.publication import FOLDER

READER = Path(__file__).with_name("asyncapi.mjs")


def read(document: Path) -> list[str]:
    done = subprocess.run(["node", READER, document], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_the_reference_parser_finds_every_event_and_the_webhook_and_no_fault() -> None:
    assert read(FOLDER / "asyncapi.yaml") == [f"{len(ALL) + 1} messages"]


def test_the_reference_parser_does_find_faults(tmp_path: Path) -> None:
    broken = tmp_path / "asyncapi.yaml"
    broken.write_text((FOLDER / "asyncapi.yaml").read_text().replace("action: send", "action: envoyer"))

    assert len(read(broken)) > 1
