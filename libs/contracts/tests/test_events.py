"""Events: their names, their frozenness, their marks on personal data."""

from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest
from pydantic import ValidationError

from contracts.events import ALL
from contracts.events.base import EVENTS, STATUTS, Event, versions
from contracts.events.demandes import StatutChangeV1
from contracts.publication import misnamed, schema
from contracts.vocabulary.statuts import Statut

STATUT = {
    "motif": "inscription",
    "statut": "a_completer",
    "libelle": "A compléter",
    "detenteur": "deposant",
    "suite": "Complétez la demande.",
    "depuis": datetime(2026, 1, 1, tzinfo=UTC),
}


def test_every_wire_name_is_its_class_name() -> None:
    assert misnamed() == []


def test_a_writer_cannot_add_a_field_that_the_schema_does_not_know() -> None:
    with pytest.raises(ValidationError):
        StatutChangeV1.model_validate({**STATUT, "nom": "Renaud"})


def test_a_reader_drops_a_field_that_it_does_not_know_yet() -> None:
    read = StatutChangeV1.read({**STATUT, "score": 3})

    assert read == StatutChangeV1.model_validate(STATUT)


def test_a_reader_accepts_a_word_that_it_does_not_know_yet() -> None:
    assert StatutChangeV1.read({**STATUT, "statut": "en_orbite"}).statut == "en_orbite"


def test_an_event_cannot_be_changed() -> None:
    event = StatutChangeV1.model_validate(STATUT)

    with pytest.raises(ValidationError):
        event.statut = Statut.ACCEPTEE  # type: ignore[misc]


def test_the_public_stream_carries_no_personal_field() -> None:
    public = [kind for kind in ALL.values() if kind.exchange == STATUTS]

    assert public == [StatutChangeV1]
    assert [name for kind in public for name in _personal(schema(kind))] == []


def test_the_mark_on_personal_fields_reaches_the_schema() -> None:
    marked = _personal(schema(ALL["permis.accounts.compte-ouvert.v1"]))

    assert {"nom", "prenom", "email", "telephone", "jeton", "lien"} <= set(marked)


def test_names_addresses_and_tokens_are_marked_wherever_they_appear() -> None:
    suspicious = {"nom_naissance", "prenoms", "email", "telephone", "jeton", "lien", "date_naissance", "lignes", "neph"}

    for wire_name, kind in ALL.items():
        unmarked = _properties(schema(kind)) & suspicious - set(_personal(schema(kind)))
        assert unmarked == set(), wire_name


def test_only_the_public_stream_leaves_the_private_exchange() -> None:
    assert {kind.exchange for kind in ALL.values()} == {EVENTS, STATUTS}


class SceauPoseV1(Event):
    type: ClassVar[str] = "permis.test.sceau-pose.v1"
    cle: str


class SceauPoseV2(Event):
    type: ClassVar[str] = "permis.test.sceau-pose.v2"
    cle: str
    algorithme: str

    def as_v1(self) -> SceauPoseV1:
        return SceauPoseV1(cle=self.cle)


def test_an_older_version_leaves_beside_the_newer_one() -> None:
    assert versions(SceauPoseV2(cle="k", algorithme="ed25519")) == [
        SceauPoseV2(cle="k", algorithme="ed25519"),
        SceauPoseV1(cle="k"),
    ]


def _personal(node: Any, name: str = "") -> list[str]:
    return [found for found, mark in _walk(node, name) if mark]


def _properties(node: Any) -> set[str]:
    return {found for found, _ in _walk(node, "")}


def _walk(node: Any, name: str) -> list[tuple[str, bool]]:
    found = []
    if isinstance(node, dict):
        for field, value in node.get("properties", {}).items():
            found.append((field, any(part.get("x-personnel") for part in (value, *value.get("anyOf", ())))))
        for field, value in node.items():
            found += _walk(value, field)
    return found
