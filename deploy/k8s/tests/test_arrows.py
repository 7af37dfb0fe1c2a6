"""Who may speak with whom is the map of the architecture and nothing else: both ends of each arrow must allow it."""

from itertools import product
from typing import Any, NamedTuple

from deploy.k8s.tests.conftest import Objet, Rendu
from deploy.local.catalogue import portal, services

POSTGRES, RABBITMQ = "postgres", "rabbitmq"


class Arrow(NamedTuple):
    source: str
    target: str
    port: int


def parties(rendu: Rendu) -> dict[str, dict[str, str]]:
    """Whatever runs in the namespace, by name, with the labels that policies look at."""
    ours = {name: template["metadata"]["labels"] for name, template in rendu.pods()}
    return ours | {
        POSTGRES: {"cnpg.io/cluster": "permis-postgres"},
        RABBITMQ: {"app.kubernetes.io/name": "permis-rabbitmq"},
    }


def chosen(selector: dict[str, Any], labels: dict[str, str]) -> bool:
    if not selector.get("matchLabels", {}).items() <= labels.items():
        return False
    return all(
        labels.get(rule["key"]) in rule["values"] and rule["operator"] == "In"
        for rule in selector.get("matchExpressions", [])
    )


def allowed(policies: list[Objet], way: str, here: dict[str, str], there: dict[str, str], port: int) -> bool:
    """One end: by some rule of some policy that concerns it. A rule without a peer is for the outside."""
    end = "to" if way == "egress" else "from"
    return any(
        chosen(peer["podSelector"], there)
        for policy in policies
        if chosen(policy["spec"]["podSelector"], here)
        for rule in policy["spec"].get(way, [])
        if any(port == opened["port"] for opened in rule["ports"])
        for peer in rule.get(end, [])
        if "podSelector" in peer and "namespaceSelector" not in peer
    )


def drawn(rendu: Rendu) -> set[Arrow]:
    policies = list(rendu.of("NetworkPolicy"))
    ports = {
        opened["port"]
        for p in policies
        for way in ("egress", "ingress")
        for r in p["spec"].get(way, [])
        for opened in r["ports"]
    }
    known = parties(rendu)
    return {
        Arrow(source, target, port)
        for (source, here), (target, there), port in product(known.items(), known.items(), ports)
        if allowed(policies, "egress", here, there, port) and allowed(policies, "ingress", there, here, port)
    }


def expected() -> set[Arrow]:
    """Gateway and pages to the APIs, services to their database, workers to the broker; the keys of tokens."""
    pages, keys = portal(), services()["accounts"]
    arrows = {Arrow("gateway", f"{pages.folder}-api", pages.port)}
    for name, service in services().items():
        api, worker, migration = (f"{service.folder}-{role}" for role in ("api", "worker", "migration"))
        arrows |= {Arrow(asks, api, service.port) for asks in ("gateway", f"{pages.folder}-api")}
        arrows |= {Arrow(process, POSTGRES, 5432) for process in (api, worker, migration)}
        arrows.add(Arrow(worker, RABBITMQ, 5672))
        if name != "accounts":
            arrows |= {Arrow(process, f"{keys.folder}-api", keys.port) for process in (api, worker)}
    arrows |= {Arrow(POSTGRES, POSTGRES, port) for port in (5432, 8000)}
    arrows |= {Arrow(RABBITMQ, RABBITMQ, port) for port in (4369, 25672)}
    return arrows


def test_the_arrows_are_those_of_the_map(rendu: Rendu) -> None:
    assert drawn(rendu) == expected()


def test_nothing_is_allowed_by_default(rendu: Rendu) -> None:
    refusal = rendu.named("NetworkPolicy", "refus")["spec"]

    assert refusal == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_only_those_who_must_go_outside(rendu: Rendu) -> None:
    """S3 for who has a bucket, FranceConnect, mail and SMS and webhooks, the makers of the card, signatures."""
    outside = {
        name
        for name, labels in parties(rendu).items()
        for policy in rendu.of("NetworkPolicy")
        if chosen(policy["spec"]["podSelector"], labels)
        for rule in policy["spec"].get("egress", [])
        for peer in rule.get("to", [])
        if "ipBlock" in peer
    }
    with_bucket = {f"{s.folder}-{role}" for s in services().values() if s.buckets for role in ("api", "worker")}
    assert outside == with_bucket | {"accounts-api", "notifications-worker"}


def test_what_is_outside_is_not_the_inside(rendu: Rendu) -> None:
    """No private, link-local or metadata address counts as the world."""
    for policy in rendu.of("NetworkPolicy"):
        for rule in policy["spec"].get("egress", []):
            for peer in rule.get("to", []):
                if "ipBlock" in peer:
                    assert {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"} <= set(
                        peer["ipBlock"]["except"]
                    )


def test_from_other_namespaces_come_only_the_door_the_watchers_and_the_operators(rendu: Rendu) -> None:
    known = parties(rendu)
    arrivals = set()
    for policy in rendu.of("NetworkPolicy"):
        for rule in policy["spec"].get("ingress", []):
            for peer in rule.get("from", []):
                if "namespaceSelector" in peer:
                    selector = peer["namespaceSelector"]
                    spaces = list(selector.get("matchLabels", {}).values())
                    spaces += [value for found in selector.get("matchExpressions", []) for value in found["values"]]
                    targets = {name for name, labels in known.items() if chosen(policy["spec"]["podSelector"], labels)}
                    arrivals |= set(product(spaces, targets))
    watched = {name for name in known if name != "gateway" and not name.endswith("-migration")}
    assert arrivals == {
        ("gateway-system", "gateway"),
        ("cnpg-system", POSTGRES),
        ("rabbitmq-system", RABBITMQ),
        ("keda", RABBITMQ),
        *product(["monitoring"], watched),
    }
