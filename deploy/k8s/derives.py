"""What a cluster's manifests say that stands elsewhere already: queues and rights, the gateway's files, the alerts.

Written into files beside the others, so that they are read and reviewed like them; a test compares.
"""

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from deploy.local import topology
from deploy.local.catalogue import ROOT, portal, services
from deploy.local.consumed import read_all
from deploy.local.gateway import TEMPLATE, configured, write_pages
from deploy.local.nginx import configuration

BASE = ROOT / "deploy" / "k8s" / "base"
CLUSTER = {"name": "permis-rabbitmq"}
SUPERVISION = "permis-supervision"  # counts what waits, for KEDA; reads nothing
HEAD = "# Written by `make k8s` from deploy/services.toml and the code: change those.\n"
PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")

Objet = dict[str, Any]


def files() -> dict[Path, str]:
    """Each derived file with its content."""
    return {**broker(), **gateway(), BASE / "monitoring" / "alertes.yaml": alerts()}


def broker() -> dict[Path, str]:
    """One file for each service: its user and rights, its queues with their ladder, its bindings."""
    folder, read = BASE / "broker", read_all()
    shared = topology.definitions([])
    written = {folder / "echanges.yaml": [_objet("Vhost", topology.VHOST, name=topology.VHOST), *_objects(shared, {})]}
    for name, service in services().items():
        consumer = topology.Consumer(name, "", sorted(read[name].types), service.exchanges)
        own = _without(topology.definitions([consumer]), shared)
        written[folder / f"{name}.yaml"] = list(_objects(own, {consumer.user: f"{name}-broker"}))
    partner = _without(topology.definitions([], partner_password_hash=""), shared)
    written[folder / "partenaire-demo.yaml"] = list(_objects(partner, {topology.PARTNER: "partenaire-demo-broker"}))
    written[folder / "supervision.yaml"] = list(_objects(_supervision(), {SUPERVISION: "supervision-broker"}))
    listing = {**_kustomization(), "resources": ["cluster.yaml", *sorted(file.name for file in written)]}
    return {file: _dump(*objects) for file, objects in written.items()} | {
        folder / "kustomization.yaml": _dump(listing),
    }


def gateway() -> dict[Path, str]:
    """As docker compose has it, behind a proxy that says by X-Forwarded-For who asks."""
    folder = BASE / "gateway"
    upstreams = {name: f"{service.folder}-api:{service.port}" for name, service in services().items()}
    upstreams[portal().name] = f"{portal().folder}-api:{portal().port}"
    values = configured(upstreams, listen="0.0.0.0:8080", pages=Path("/etc/permis/pages"))
    trusted = "".join(f"    set_real_ip_from {network};\n" for network in PRIVATE)
    real_ip = f"{trusted}    real_ip_header X-Forwarded-For;\n    real_ip_recursive on;\n"
    inside = configuration(TEMPLATE, values).replace("http {\n", f"http {{\n{real_ip}", 1)
    with tempfile.TemporaryDirectory() as made:
        write_pages(Path(made), inbox_url="")
        pages = {folder / "pages" / file.name: file.read_text(encoding="utf-8") for file in Path(made).iterdir()}
    return {folder / "nginx.conf": HEAD + inside, **pages}


def alerts() -> str:
    """The rules that promtool has tried, as the operator of Prometheus takes them."""
    rules = yaml.safe_load((ROOT / "deploy/observability/prometheus/alertes.yml").read_text(encoding="utf-8"))
    meta = {"name": "permis"}
    return _dump({"apiVersion": "monitoring.coreos.com/v1", "kind": "PrometheusRule", "metadata": meta, "spec": rules})


def _objects(definitions: Mapping[str, list[Objet]], secrets: Mapping[str, str]) -> Iterator[Objet]:
    for user in definitions["users"]:
        credentials = {"name": secrets[user["name"]]}
        yield _objet("User", user["name"], importCredentialsSecret=credentials, **_some(tags=user["tags"]))
    for right in definitions["permissions"]:
        allowed = {verb: right[verb] for verb in ("configure", "write", "read")}
        yield _objet("Permission", right["user"], user=right["user"], vhost=right["vhost"], permissions=allowed)
    for topic in definitions["topic_permissions"]:
        allowed = {key: topic[key] for key in ("exchange", "write", "read")}
        name = f"{topic['user']}-{topic['exchange']}"
        yield _objet("TopicPermission", name, user=topic["user"], vhost=topic["vhost"], permissions=allowed)
    for exchange in definitions["exchanges"]:
        same = {key: exchange[key] for key in ("name", "vhost", "type", "durable")}
        yield _objet("Exchange", exchange["name"], **same)
    for queue in definitions["queues"]:
        arguments = {key: value for key, value in queue["arguments"].items() if key != "x-queue-type"}
        same = {key: queue[key] for key in ("name", "vhost", "durable")}
        kind = queue["arguments"]["x-queue-type"]
        yield _objet("Queue", queue["name"], type=kind, **same, **_some(arguments=arguments))
    for binding in definitions["bindings"]:
        name = f"{binding['destination']}-{binding['routing_key']}".replace("#", "tout")
        same = {"source": binding["source"], "destination": binding["destination"], "vhost": binding["vhost"]}
        yield _objet("Binding", name, **same, destinationType="queue", routingKey=binding["routing_key"])
    for policy in definitions["policies"]:
        same = {key: policy[key] for key in ("name", "vhost", "pattern", "definition", "priority")}
        yield _objet("Policy", policy["name"], applyTo=policy["apply-to"], **same)


def _supervision() -> dict[str, list[Objet]]:
    right = {"user": SUPERVISION, "vhost": topology.VHOST, "configure": "^$", "write": "^$", "read": "^$"}
    empty: dict[str, list[Objet]] = {key: [] for key in topology.definitions([])}
    return {**empty, "users": [{"name": SUPERVISION, "tags": ["monitoring"]}], "permissions": [right]}


def _objet(kind: str, called: str, /, **spec: Any) -> Objet:
    meta = {"name": called.lower()}
    spec = {**spec, "rabbitmqClusterReference": CLUSTER}
    return {"apiVersion": "rabbitmq.com/v1beta1", "kind": kind, "metadata": meta, "spec": spec}


def _some(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def _without(definitions: Mapping[str, list[Objet]], shared: Mapping[str, list[Objet]]) -> dict[str, list[Objet]]:
    return {key: [item for item in items if item not in shared[key]] for key, items in definitions.items()}


def _kustomization() -> Objet:
    return {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization"}


class _Plain(yaml.SafeDumper):
    """Without anchors: what is the same in two objects is written twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _dump(*documents: Objet) -> str:
    return HEAD + yaml.dump_all(documents, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=120)
