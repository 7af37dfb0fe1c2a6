"""The README tells what is."""

import re
from pathlib import Path

from fastapi.routing import APIRoute

from contracts.events import documents as own
from contracts.events.base import Event
from documents_pdf.api import verification
from documents_pdf.api.documents import router
from documents_pdf.domain.modeles import MODELES
from documents_pdf.handlers import HANDLERS
from documents_pdf.settings import Settings

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


def table(heading: str) -> list[list[str]]:
    """The rows of the first table after a heading, without its head."""
    section = README.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def test_settings() -> None:
    told = {re.sub("`", "", name): (default, meaning) for name, default, meaning in table("Settings")}

    assert told == {
        f"DOCUMENTS_{name.upper()}": (
            "required" if field.is_required() else f"`{field.default}`",
            field.description,
        )
        for name, field in Settings.model_fields.items()
    }


def test_events() -> None:
    rows = [(way, name.strip("`")) for way, name, _ in table("Events")]

    assert [name for way, name in rows if way == "in"] == [line.type for line in HANDLERS]
    assert [name for way, name in rows if way == "out"] == [
        kind.type
        for kind in vars(own).values()
        if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
    ]


def test_documents() -> None:
    assert [row[:4] for row in table("Documents")] == [
        [
            f"`{modele.type}`",
            ", ".join(f"`{evenement.type}`" for evenement in modele.evenements),
            modele.condition.libelle,
            f"≤ {modele.pages}" if modele.suite else str(modele.pages),
        ]
        for modele in MODELES.values()
    ]


def test_routes() -> None:
    told = {tuple(row[0].strip("`").split(" ")) for row in table("Routes")}

    routes = [route for part in (router, verification.router) for route in part.routes if isinstance(route, APIRoute)]
    assert told == {(method, route.path) for route in routes for method in route.methods or ()}
