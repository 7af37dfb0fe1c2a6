"""What is published is what the classes say, and a published version does not change but by addition."""

import json
from copy import deepcopy
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from contracts.compatibility import differences
from contracts.events import ALL
from contracts.publication import FOLDER, breaks, published, schema
from contracts.testing import EXAMPLES

OLD = schema(ALL["permis.demandes.demande-validee.v1"])


def changed(change: Any) -> dict[str, Any]:
    new = deepcopy(OLD)
    change(new)
    return new


def test_committed_schemas_are_those_of_the_classes() -> None:
    assert {name: (FOLDER / name).read_text() for name in published()} == published()


def test_no_published_version_is_broken() -> None:
    assert breaks() == []


def test_an_optional_field_may_be_added() -> None:
    def change(new: dict[str, Any]) -> None:
        new["$defs"]["Dossier"]["properties"]["filiere"] = {"type": "string", "default": "traditionnelle"}

    assert differences(OLD, changed(change)) == []


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("a field removed", lambda new: new["$defs"]["Dossier"]["properties"].pop("numero")),
        ("a field renamed", lambda new: _rename(new["$defs"]["Dossier"], "numero", "numero_demande")),
        ("a new required field", lambda new: _require(new["$defs"]["Dossier"], "neph")),
        ("a type changed", lambda new: new["$defs"]["Dossier"]["properties"]["categorie"].update(type="integer")),
        ("a format changed", lambda new: new["$defs"]["Dossier"]["properties"]["validee_le"].update(format="date")),
        ("a field that may be absent", lambda new: new["$defs"]["Dossier"]["required"].remove("numero")),
        ("a narrower enum", lambda new: new["$defs"]["Dossier"]["properties"]["motif"].update(enum=["inscription"])),
    ],
)
def test_what_readers_would_notice_is_refused(what: str, change: Any) -> None:
    assert differences(OLD, changed(change)) != [], what


def _rename(node: dict[str, Any], old: str, new: str) -> None:
    node["properties"][new] = node["properties"].pop(old)
    node["required"] = [new if name == old else name for name in node["required"]]


def _require(node: dict[str, Any], name: str) -> None:
    node["properties"][name] = {"type": "string"}
    node["required"].append(name)


@pytest.mark.parametrize("wire_name", sorted(ALL))
def test_every_event_has_an_example_that_fits_its_schema_and_its_class(wire_name: str) -> None:
    files = list((EXAMPLES / wire_name).glob("*.json"))
    assert files, f"no example of {wire_name}"
    for file in files:
        message = json.loads(file.read_text())
        Draft202012Validator(schema(ALL[wire_name])).validate(message["data"])
        assert message["type"] == wire_name
        read = ALL[wire_name].read(message["data"])
        assert ALL[wire_name].model_validate_json(read.model_dump_json()) == read


def test_every_example_belongs_to_an_event() -> None:
    assert {folder.name for folder in EXAMPLES.iterdir()} == set(ALL)
