"""The README says what the code does."""

import re
from pathlib import Path

from contracts.events import demandes as published
from contracts.events.base import Event
from contracts.identity import Verifier
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.pieces import Piece
from demandes import etats, tables
from demandes.app import App
from demandes.deadlines import DEADLINES
from demandes.handlers import HANDLERS
from demandes.main import http
from demandes.settings import Settings

README = (Path(__file__).parents[1] / "README.md").read_text()


def cells(title: str) -> set[str]:
    """The first cells of the table under a title, without their backquotes."""
    section = README.split(f"## {title}\n")[1].split("\n## ")[0]
    return set(re.findall(r"^\| `([^`]+)` \|", section, flags=re.MULTILINE))


def test_every_setting_is_told() -> None:
    assert cells("Settings") == {f"DEMANDES_{name.upper()}" for name in Settings.model_fields}


def test_every_event_is_told() -> None:
    kinds = [kind for kind in vars(published).values() if isinstance(kind, type) and issubclass(kind, Event)]
    assert cells("Events in") == {line.type for line in HANDLERS}
    assert cells("Events out") == {kind.type for kind in kinds if kind is not Event}


def test_every_deadline_is_told() -> None:
    assert cells("Deadlines") == {line.kind for line in DEADLINES}


def test_every_route_is_told(app: App) -> None:
    paths = http(app, Verifier.of_keys()).openapi()["paths"]
    assert cells("Routes") == {f"{verb.upper()} {path}" for path, verbs in paths.items() for verb in verbs}


def test_the_machine_is_drawn_from_the_code() -> None:
    """`python -m demandes.etats` writes it."""
    drawn = etats.BETWEEN.search(README)

    assert drawn is not None
    assert drawn.group() == etats.dessin()


def test_the_motifs_and_their_pieces_are_told_from_the_code() -> None:
    """`python -m demandes.tables` writes them."""
    written = tables.BETWEEN.search(README)

    assert written is not None
    assert written.group() == tables.tables()


def test_writing_the_tables_again_changes_nothing_else(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(tables.BETWEEN.sub("| out of date |\n", README))

    assert tables.main(readme) == 0
    assert readme.read_text() == README


def test_no_motif_and_no_piece_is_left_out() -> None:
    section = README.split("## The motifs\n")[1].split("\n## ")[0]

    assert all(f"| {motif} | {motif.libelle} |" in section for motif in Motif)
    assert all(f"| {piece.libelle} |" in section for piece in Piece)
