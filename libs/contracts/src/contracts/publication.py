"""The published language: JSON Schemas and an AsyncAPI document made from the event classes, and the guard on both.

python -m contracts.publication write    makes schemas/*.json and schemas/asyncapi.yaml (`make contracts`)
python -m contracts.publication check    fails when they are not those of the classes, or break a published version
"""

import json
import sys
from pathlib import Path
from typing import Any

import yaml

from contracts.compatibility import differences
from contracts.events import ALL, MODULES
from contracts.events.base import EVENTS, STATUTS, Event
from contracts.events.demandes import StatutChangeV1

FOLDER = Path(__file__).parent / "schemas"
EXAMPLES = FOLDER / "examples"
WEBHOOK = "webhook"


def schema(kind: type[Event]) -> dict[str, Any]:
    """The JSON Schema of one event version, under its wire name, for readers: they must accept unknown fields."""
    made = kind.model_json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:permis:schemas:{kind.type}",
        "title": kind.__name__,
        "description": (kind.__doc__ or "").strip(),
        **{key: value for key, value in _open(made).items() if key not in ("title", "description")},
    }


def _open(node: Any) -> Any:
    """Writers forbid unknown fields; what is published is the reader's side, which drops them."""
    if isinstance(node, dict):
        return {key: _open(value) for key, value in node.items() if key != "additionalProperties"}
    if isinstance(node, list):
        return [_open(value) for value in node]
    return node


def asyncapi() -> dict[str, Any]:
    """AsyncAPI 3: one channel for each exchange and routing key, one message for each event version."""
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    messages: dict[str, Any] = {}
    for wire_name, kind in sorted(ALL.items()):
        service = wire_name.split(".")[1]
        channels[wire_name] = {
            "address": wire_name,
            "description": f"Exchange {kind.exchange}, routing key {wire_name}",
            "servers": [{"$ref": "#/servers/rabbitmq"}],
            "messages": {kind.__name__: {"$ref": f"#/components/messages/{kind.__name__}"}},
            "bindings": {
                "amqp": {
                    "is": "routingKey",
                    "exchange": {"name": kind.exchange, "type": "topic", "durable": True, "vhost": "permis"},
                }
            },
        }
        operations[f"{service}.{kind.__name__}"] = {
            "action": "send",
            "channel": {"$ref": f"#/channels/{wire_name.replace('/', '~1')}"},
            "summary": (kind.__doc__ or "").strip().splitlines()[0],
        }
        messages[kind.__name__] = {
            "name": wire_name,
            "title": kind.__name__,
            "contentType": "application/cloudevents+json",
            "headers": {"type": "object"},
            "payload": _cloudevent(kind),
        }
    channels[WEBHOOK], operations[WEBHOOK], messages[StatutChangeV1.__name__ + "ParWebhook"] = _webhook()
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Demandes de permis de conduire : événements",
            "version": "1.0.0",
            "description": (
                f"Events between the services ({EVENTS}) and the public stream of statuses ({STATUTS}), which carries "
                "no personal data; the latter by webhook too. Every message is a CloudEvent 1.0 in structured JSON."
            ),
        },
        "defaultContentType": "application/cloudevents+json",
        "servers": {
            "rabbitmq": {"host": "{host}", "protocol": "amqp", "variables": {"host": {"default": "rabbitmq"}}},
            "partenaire": {
                "host": "{host}",
                "protocol": "https",
                "description": "The server of a partner who subscribed by POST /api/notifications/abonnements.",
                "variables": {"host": {"default": "partenaire.example.fr"}},
            },
        },
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages},
    }


def _webhook() -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Channel, operation and message of the public stream as it is posted to partners (Standard Webhooks)."""
    name = f"{StatutChangeV1.__name__}ParWebhook"
    text = {"type": "string"}
    channel = {
        "address": None,
        "description": "The address of a subscription.",
        "servers": [{"$ref": "#/servers/partenaire"}],
        "messages": {name: {"$ref": f"#/components/messages/{name}"}},
    }
    operation = {
        "action": "send",
        "channel": {"$ref": f"#/channels/{WEBHOOK}"},
        "summary": "The public stream, posted to whoever subscribed by webhook; an answer of 2xx within 5 s takes it.",
        "bindings": {"http": {"method": "POST"}},
    }
    message = {
        "name": StatutChangeV1.type,
        "title": name,
        "contentType": "application/cloudevents+json",
        "headers": {
            "type": "object",
            "required": ["webhook-id", "webhook-timestamp", "webhook-signature"],
            "properties": {
                "webhook-id": {**text, "description": "the event's id, the same each time it comes"},
                "webhook-timestamp": {**text, "description": "seconds since 1970 of this try"},
                "webhook-signature": {**text, "description": "v1 and HMAC-SHA256 in base64, one for each good secret"},
            },
        },
        "payload": _cloudevent(StatutChangeV1),
    }
    return channel, operation, message


def _cloudevent(kind: type[Event]) -> dict[str, Any]:
    inner = schema(kind)
    definitions = inner.pop("$defs", {})
    inner.pop("$schema")
    inner.pop("$id")
    text = {"type": "string"}
    envelope: dict[str, Any] = _relocate(
        {
            "type": "object",
            "required": ["specversion", "id", "source", "type", "subject", "time", "sequence", "data"],
            "properties": {
                "specversion": {"const": "1.0"},
                "id": {**text, "format": "uuid"},
                "source": text,
                "type": {"const": kind.type},
                "subject": {**text, "format": "uuid"},
                "time": {**text, "format": "date-time"},
                "sequence": {**text, "pattern": r"^\d{20}$", "description": "contiguous for each subject"},
                "datacontenttype": {"const": "application/json"},
                "dataschema": {**text, "format": "uri"},
                "traceparent": text,
                "data": inner,
            },
        },
        definitions,
    )
    return envelope


def _relocate(node: Any, definitions: dict[str, Any]) -> Any:
    """Put each definition where it is used: references inside a payload have no common root across parsers."""
    if isinstance(node, dict):
        if "$ref" in node:
            target = definitions[node["$ref"].rpartition("/")[2]]
            return _relocate({**target, **{k: v for k, v in node.items() if k != "$ref"}}, definitions)
        return {key: _relocate(value, definitions) for key, value in node.items()}
    if isinstance(node, list):
        return [_relocate(value, definitions) for value in node]
    return node


def published() -> dict[str, str]:
    """File name → content, as the classes of today make them."""
    files = {f"{wire_name}.json": _json(schema(kind)) for wire_name, kind in ALL.items()}
    files["asyncapi.yaml"] = yaml.safe_dump(asyncapi(), allow_unicode=True, sort_keys=False, width=120)
    return files


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def breaks() -> list[str]:
    """What the classes of today change in a committed version, other than by addition."""
    found = []
    for wire_name, kind in ALL.items():
        file = FOLDER / f"{wire_name}.json"
        if file.exists():
            old = json.loads(file.read_text())
            found += [f"{wire_name}: {difference}" for difference in differences(old, schema(kind))]
    removed = {file.stem for file in FOLDER.glob("*.json")} - set(ALL)
    return found + [f"{wire_name}: published, but its class is gone" for wire_name in sorted(removed)]


def misnamed() -> list[str]:
    """Events whose wire name is not `permis.<service>.<class-in-kebab>.v<N>`."""
    found = []
    for service, module in MODULES.items():
        for kind in ALL.values():
            if kind.__module__ == module.__name__ and kind.type != f"permis.{service}.{_kebab(kind.__name__)}":
                found.append(f"{kind.__name__}: {kind.type}")
    return found


def _kebab(name: str) -> str:
    stem, _, version = name.rpartition("V")
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in stem).lstrip("-") + f".v{version}"


def main(act: str) -> int:
    faults = misnamed() + breaks()
    files = published()
    if act == "check":
        faults += [
            f"{name}: not what the classes make; run `make contracts`"
            for name, content in files.items()
            if not (FOLDER / name).exists() or (FOLDER / name).read_text() != content
        ]
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        print("A published version is frozen: add an optional field with a default, or a new version.", file=sys.stderr)
        return 1
    if act == "write":
        for name, content in files.items():
            (FOLDER / name).write_text(content)
    print(f"{len(files)} contracts")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
