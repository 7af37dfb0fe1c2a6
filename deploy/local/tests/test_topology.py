"""The broker's definitions: pure, in JSON, and every right in them is narrow."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from deploy.local.catalogue import services
from deploy.local.topology import Consumer, definitions, password_hash

CONSUMERS = [
    Consumer(service.name, "hash", types=("permis.accounts.compte-active.v1",), exchanges=service.exchanges)
    for service in services().values()
]
DOCUMENT = definitions(CONSUMERS, partner_password_hash="hash")
SERVICE_QUEUES = {
    f"{name}{end}"
    for name in services()
    for end in ("", ".morts", ".attente.1s", ".attente.10s", ".attente.1min", ".attente.10min")
}


def policy_of(queue: str) -> Mapping[str, Any]:
    """The one policy that the broker would apply."""
    (found,) = [line["definition"] for line in DOCUMENT["policies"] if re.search(line["pattern"], queue)]
    assert isinstance(found, dict)
    return found


def test_it_can_be_written_to_a_file_and_is_the_same_each_time() -> None:
    assert json.loads(json.dumps(DOCUMENT)) == definitions(CONSUMERS, partner_password_hash="hash")


def test_every_queue_is_durable_and_replicated_and_carries_identity_alone() -> None:
    assert {queue["name"] for queue in DOCUMENT["queues"]} == SERVICE_QUEUES | {"partenaire.demo"}
    for queue in DOCUMENT["queues"]:
        assert queue["durable"]
        assert queue["arguments"] == {"x-queue-type": "quorum"}


@pytest.mark.parametrize("name", sorted(services()))
def test_nothing_that_expires_or_kills_is_lost_on_the_way(name: str) -> None:
    for queue, target in ((name, f"{name}.morts"), (f"{name}.attente.10min", name)):
        policy = policy_of(queue)
        assert policy["dead-letter-routing-key"] == target
        assert (policy["dead-letter-strategy"], policy["overflow"]) == ("at-least-once", "reject-publish")
    assert policy_of(name)["delivery-limit"] == 20
    assert policy_of(f"{name}.attente.10min")["message-ttl"] == 600_000


def test_the_partners_queue_forgets_the_oldest() -> None:
    assert policy_of("partenaire.demo") == {"max-length": 10_000, "overflow": "drop-head"}


def test_nobody_may_configure_and_patterns_are_whole() -> None:
    for line in DOCUMENT["permissions"]:
        assert line["configure"] == "^$"
        for right in ("read", "write"):
            assert line[right].startswith("^")
            assert line[right].endswith("$")


def test_rights_do_not_reach_a_name_that_only_looks_alike() -> None:
    rights = {line["user"]: line for line in DOCUMENT["permissions"]}
    for other in ("ctn.attente.1s", "ctnx", "xctn", "ctn-morts", "demandes"):
        assert not re.search(rights["permis-ctn"]["read"], other)
    for other in ("permisxevents", "permis.statuts", "demandes.livraison", "ctn", "amq.direct", ""):
        assert not re.search(rights["permis-ctn"]["write"], other)


def test_only_demandes_has_a_voice_on_the_public_stream() -> None:
    voices = {line["user"] for line in DOCUMENT["topic_permissions"] if line["exchange"] == "permis.statuts"} - {
        line["user"]
        for line in DOCUMENT["topic_permissions"]
        if line["exchange"] == "permis.statuts" and line["write"] == "^$"
    }
    assert voices == {"permis-demandes"}


def test_delays_are_tuned_without_another_queue() -> None:
    quick = definitions([Consumer("ctn", "hash", delays={"1s": 50, "10s": 100, "1min": 200, "10min": 400})])

    assert {queue["name"] for queue in quick["queues"]} <= SERVICE_QUEUES
    assert [line["definition"]["message-ttl"] for line in quick["policies"][1:]] == [50, 100, 200, 400]


def test_a_password_is_hashed_as_the_broker_does() -> None:
    # The example of RabbitMQ's documentation of its password hashing.
    assert password_hash("test12", bytes.fromhex("908DC60A")) == "kI3GCqW5JLMJa4iX1lo7X4D6XbYqlLgxIs30+P6tENUV2POR"
