"""Every object is one that its kind admits; a kind whose schema is not known is a fault, and so is a misspelt field."""

import json
import subprocess
from copy import deepcopy
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from deploy.k8s.derives import files
from deploy.k8s.rendering import objects
from deploy.k8s.tests.conftest import Objet, Rendu
from deploy.local.catalogue import ROOT

SCHEMAS = ROOT / "deploy" / "k8s" / "schemas"
BROKER = "rabbitmq.com/v1beta1"
WITHOUT_SPEC = {"apiVersion", "kind", "metadata"}


def faults(candidates: list[Objet]) -> list[str]:
    of_broker = [objet for objet in candidates if objet["apiVersion"] == BROKER]
    others = [objet for objet in candidates if objet["apiVersion"] != BROKER]
    command = ["node", str(SCHEMAS / "valider.mjs")]
    done = subprocess.run(command, input=json.dumps(others), capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return [*done.stdout.splitlines(), *(fault for objet in of_broker for fault in broker_faults(objet))]


def broker_faults(objet: Objet) -> list[str]:
    kinds: dict[str, Any] = yaml.safe_load((SCHEMAS / "rabbitmq.com.yaml").read_text(encoding="utf-8"))["kinds"]
    name = f"{objet['kind']} {objet['metadata']['name']}"
    if objet["kind"] not in kinds:
        return [f"{name}: no schema for {BROKER} {objet['kind']}"]
    found = Draft202012Validator(kinds[objet["kind"]]).iter_errors(objet.get("spec"))
    unknown = set(objet) - WITHOUT_SPEC - {"spec"}
    return [f"{name}: {fault.message}" for fault in found] + [f"{name}: {key}" for key in unknown]


def test_every_object_of_both_overlays_keeps_to_its_schema() -> None:
    assert faults(objects("dev") + objects("prod")) == []


def test_what_is_derived_is_what_is_written() -> None:
    """`make k8s` writes them anew."""
    for file, content in files().items():
        assert file.read_text(encoding="utf-8") == content, f"{file.name}: `make k8s` writes it anew"


def test_a_wrong_object_is_seen_whatever_is_wrong_with_it(prod: Rendu) -> None:
    def one(kind: str) -> Objet:
        return deepcopy(next(prod.of(kind)))

    misspelt, typed, bounded = one("Deployment"), one("ScaledObject"), one("Cluster")
    missing, queue = one("ExternalSecret"), one("Queue")
    unknown: Objet = {"apiVersion": "example.com/v1", "kind": "Inconnu", "metadata": {"name": "x"}}
    kind: Objet = {"apiVersion": BROKER, "kind": "Shovel", "metadata": {"name": "x"}, "spec": {}}
    misspelt["spec"]["template"]["spec"]["containers"][0]["imag"] = "x"
    typed["spec"]["triggers"][0]["metadata"]["value"] = 20
    bounded["spec"]["instances"] = 0
    del missing["spec"]["data"][0]["remoteRef"]["key"]
    queue["spec"]["durabel"] = True

    said = faults([misspelt, typed, bounded, missing, unknown, queue, kind])

    for objet, word in (
        (misspelt, "imag"),
        (typed, "must be string"),
        (bounded, "must be >= 1"),
        (missing, "key"),
        (unknown, "no schema"),
        (queue, "durabel"),
        (kind, "no schema"),
    ):
        name = f"{objet['kind']} {objet['metadata']['name']}: "
        assert [fault for fault in said if fault.startswith(name) and word in fault], (name, said)


@pytest.mark.parametrize("overlay", ["dev", "prod"])
def test_no_two_objects_have_one_name(overlay: str) -> None:
    names = [(objet["apiVersion"], objet["kind"], objet["metadata"]["name"]) for objet in objects(overlay)]

    assert len(names) == len(set(names))
