"""The broker's definitions as one document: users, rights, exchanges, queues, bindings, policies. Pure.

What it returns is what `POST /api/definitions` takes, and what a definitions file for another broker holds. Identity
stands in a queue's arguments, what may be tuned in policies, which change without deleting a queue.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from contracts.events import ALL

VHOST = "permis"
EVENTS = "permis.events"
STATUSES = "permis.statuts"
PARTNER = "partenaire-demo"
PARTNER_QUEUE = "partenaire.demo"
DELIVERY_LIMIT = 20  # well above the five attempts of the ladder: only what kills its reader reaches it
PARTNER_LENGTH = 10_000

DELAYS: Mapping[str, int] = MappingProxyType({"1s": 1_000, "10s": 10_000, "1min": 60_000, "10min": 600_000})
"""Routing key of `<name>.livraison` and the milliseconds until the event comes again."""

Definitions = dict[str, Any]


@dataclass(frozen=True)
class Consumer:
    """One service at the broker: `types` are the wire names it takes, `exchanges` where it publishes beside events."""

    name: str
    password_hash: str
    types: Sequence[str] = ()
    exchanges: Sequence[str] = ()
    delays: Mapping[str, int] = field(default_factory=lambda: DELAYS)

    @property
    def user(self) -> str:
        return f"permis-{self.name}"


def password_hash(password: str, salt: bytes) -> str:
    """As RabbitMQ keeps it: base64 of salt (4 bytes) and SHA-256 of salt and password."""
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def definitions(consumers: Iterable[Consumer], *, partner_password_hash: str | None = None) -> Definitions:
    """Everything for these consumers, and for the demonstration partner when its password is given."""
    parts = [_shared(), *(_of(consumer) for consumer in consumers)]
    if partner_password_hash is not None:
        parts.append(_partner(partner_password_hash))
    keys = ("vhosts", "users", "permissions", "topic_permissions", "policies", "exchanges", "queues", "bindings")
    return {key: [item for part in parts for item in part.get(key, [])] for key in keys}


def _shared() -> Definitions:
    return {"vhosts": [{"name": VHOST}], "exchanges": [_exchange(EVENTS, "topic"), _exchange(STATUSES, "topic")]}


def _of(consumer: Consumer) -> Definitions:
    name, ladder = consumer.name, f"{consumer.name}.livraison"
    writes = "|".join(_literal(exchange) for exchange in (EVENTS, ladder, *consumer.exchanges))
    own_keys = rf"^permis\.{name}\."
    topics = [(EVENTS, own_keys), (STATUSES, own_keys if STATUSES in consumer.exchanges else "^$")]
    waiting = {delay: f"{name}.attente.{delay}" for delay in consumer.delays}
    return {
        "users": [_user(consumer.user, consumer.password_hash)],
        "permissions": [
            _permission(consumer.user, write=f"^({writes})$", read=rf"^{_literal(name)}(\.morts)?$"),
        ],
        "topic_permissions": [
            {"user": consumer.user, "vhost": VHOST, "exchange": exchange, "write": write, "read": "^$"}
            for exchange, write in topics
        ],
        "exchanges": [_exchange(ladder, "direct")],
        "queues": [_queue(queue) for queue in (name, f"{name}.morts", *waiting.values())],
        "bindings": [
            *(_binding(_exchange_of(wire_name), name, wire_name) for wire_name in sorted(set(consumer.types))),
            *(_binding(ladder, queue, delay) for delay, queue in waiting.items()),
            _binding(ladder, name, "encore"),
        ],
        "policies": [
            _policy(name, {**_dead_letters_to(f"{name}.morts"), "delivery-limit": DELIVERY_LIMIT}),
            *(
                _policy(queue, {**_dead_letters_to(name), "message-ttl": consumer.delays[delay]})
                for delay, queue in waiting.items()
            ),
        ],
    }


def _exchange_of(wire_name: str) -> str:
    """Where the events of this name are published; those of tests are of no service."""
    return ALL[wire_name].exchange if wire_name in ALL else EVENTS


def _partner(hashed: str) -> Definitions:
    return {
        "users": [_user(PARTNER, hashed)],
        "permissions": [_permission(PARTNER, write="^$", read=f"^{_literal(PARTNER_QUEUE)}$")],
        "queues": [_queue(PARTNER_QUEUE)],
        "bindings": [_binding(STATUSES, PARTNER_QUEUE, "#")],
        "policies": [_policy(PARTNER_QUEUE, {"max-length": PARTNER_LENGTH, "overflow": "drop-head"})],
    }


def _dead_letters_to(queue: str) -> dict[str, Any]:
    """Kept until the other queue has confirmed it; that needs a queue which refuses rather than drops."""
    return {
        "dead-letter-exchange": "",
        "dead-letter-routing-key": queue,
        "dead-letter-strategy": "at-least-once",
        "overflow": "reject-publish",
    }


def _literal(name: str) -> str:
    return name.replace(".", r"\.")


def _user(name: str, hashed: str) -> dict[str, Any]:
    return {
        "name": name,
        "password_hash": hashed,
        "hashing_algorithm": "rabbit_password_hashing_sha256",
        "tags": [],
        "limits": {},
    }


def _permission(user: str, *, write: str, read: str) -> dict[str, str]:
    return {"user": user, "vhost": VHOST, "configure": "^$", "write": write, "read": read}


def _exchange(name: str, kind: str) -> dict[str, Any]:
    return {
        "name": name,
        "vhost": VHOST,
        "type": kind,
        "durable": True,
        "auto_delete": False,
        "internal": False,
        "arguments": {},
    }


def _queue(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "vhost": VHOST,
        "durable": True,
        "auto_delete": False,
        "arguments": {"x-queue-type": "quorum"},
    }


def _binding(source: str, queue: str, routing_key: str) -> dict[str, Any]:
    return {
        "source": source,
        "vhost": VHOST,
        "destination": queue,
        "destination_type": "queue",
        "routing_key": routing_key,
        "arguments": {},
    }


def _policy(queue: str, definition: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "vhost": VHOST,
        "name": queue,
        "pattern": f"^{_literal(queue)}$",
        "apply-to": "queues",
        "priority": 0,
        "definition": dict(definition),
    }
