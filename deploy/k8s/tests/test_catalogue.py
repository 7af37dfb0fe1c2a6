"""The manifests and deploy/services.toml say the same: every service, its ports, settings, secrets, queues, buckets."""

import importlib
from collections.abc import Mapping
from typing import Any

from deploy.k8s.tests.conftest import Objet, Rendu
from deploy.local.catalogue import Service, portal, services
from deploy.local.consumed import read_all

ALL = {**services(), portal().name: portal()}


def roles(service: Service) -> tuple[str, ...]:
    return ("api",) if service.pages else ("api", "worker")


def container(rendu: Rendu, name: str) -> Objet:
    found: Objet = rendu.named("Deployment", name)["spec"]["template"]["spec"]["containers"][0]
    return found


def environment(rendu: Rendu, pod: Mapping[str, Any]) -> dict[str, str]:
    """What the ConfigMaps that it names hold."""
    data: dict[str, str] = {}
    for source in pod["containers"][0]["envFrom"]:
        data |= rendu.named("ConfigMap", source["configMapRef"]["name"])["data"]
    return data


def secrets(rendu: Rendu, pod: Mapping[str, Any]) -> set[str]:
    """The files in /run/secrets."""
    [volume] = [volume for volume in pod["volumes"] if "secret" in volume]
    wanted = rendu.named("ExternalSecret", volume["secret"]["secretName"])
    return set(wanted["spec"]["target"]["template"]["data"])


def test_every_service_runs_by_its_own_code_on_its_own_port(rendu: Rendu) -> None:
    expected = {f"{service.folder}-{role}" for service in ALL.values() for role in roles(service)}
    assert {objet["metadata"]["name"] for objet in rendu.of("Deployment")} == {*expected, "gateway"}
    for service in ALL.values():
        for role in roles(service):
            name = f"{service.folder}-{role}"
            serving = [service.package, "serve"] if service.pages else [service.package, "serve", "--role", role]
            running = container(rendu, name)
            assert running["args"] == serving
            assert running["ports"] == [{"name": "http", "containerPort": service.port}]
            door = rendu.named("Service", name)
            assert [port["port"] for port in door["spec"]["ports"]] == [service.port]
            labels = rendu.named("Deployment", name)["spec"]["template"]["metadata"]["labels"]
            assert door["spec"]["selector"].items() <= labels.items()
            assert labels["app.kubernetes.io/name"] == service.name


def test_each_process_finds_every_setting_that_it_needs_and_no_other(rendu: Rendu) -> None:
    for service in ALL.values():
        known = importlib.import_module(f"{service.package}.settings").Settings.model_fields
        names = {f"{service.prefix}{field.upper()}": described for field, described in known.items()}
        for role in roles(service):
            pod = rendu.named("Deployment", f"{service.folder}-{role}")["spec"]["template"]["spec"]
            plain, hidden = environment(rendu, pod), secrets(rendu, pod)
            given = {name for name in plain if name.startswith(service.prefix)} | {
                file.upper() for file in hidden if file.startswith(service.prefix.lower())
            }
            assert given <= set(names), service.name
            assert {name for name, described in names.items() if described.is_required()} <= given, service.name
            assert plain[f"{service.prefix}HTTP_PORT"] == str(service.port)
            assert (plain["HTTP_HOST"], plain["SECRETS_DIR"]) == ("0.0.0.0", "/run/secrets")
            for name, value in plain.items():
                if value.startswith("/run/secrets/"):
                    assert value.removeprefix("/run/secrets/") in hidden, name
                assert "SECRET_KEY" not in name
                assert "PASSWORD" not in name


def test_only_the_migration_knows_the_owner(rendu: Rendu) -> None:
    for service in services().values():
        owner = f"{service.name}_owner_database_url"
        job = rendu.named("Job", f"{service.folder}-migration")["spec"]["template"]["spec"]
        assert job["containers"][0]["args"] == [service.package, "migrate"]
        assert owner in secrets(rendu, job)
        for role in roles(service):
            pod = rendu.named("Deployment", f"{service.folder}-{role}")["spec"]["template"]["spec"]
            assert owner not in secrets(rendu, pod)


def test_each_service_has_its_database_and_two_roles(rendu: Rendu) -> None:
    declared = {(d["spec"]["name"], d["spec"]["owner"]) for d in rendu.of("Database")}
    assert declared == {(f"permis_{name}", f"permis_{name}_owner") for name in services()}
    [cluster] = rendu.of("Cluster")
    known = {objet["metadata"]["name"] for objet in rendu.of("ExternalSecret")}
    given = {role["name"]: role["passwordSecret"]["name"] for role in cluster["spec"]["managed"]["roles"]}
    assert set(given) == {role for name in services() for role in (f"permis_{name}", f"permis_{name}_owner")}
    assert set(given.values()) <= known
    for role in cluster["spec"]["managed"]["roles"]:
        assert not {"superuser", "createdb", "createrole", "replication", "bypassrls"} & set(role)
        secret = rendu.named("ExternalSecret", role["passwordSecret"]["name"])
        assert secret["spec"]["target"]["template"]["data"]["username"] == role["name"]


def test_queues_are_bound_to_what_each_service_consumes(rendu: Rendu) -> None:
    consumed = read_all()
    for name in services():
        keys = {
            binding["spec"]["routingKey"]
            for binding in rendu.of("Binding")
            if binding["spec"]["destination"] == name and binding["spec"]["source"].startswith("permis.")
        }
        assert keys == set(consumed[name].types)
    users = {user["metadata"]["name"] for user in rendu.of("User")}
    assert users == {*(f"permis-{name}" for name in services()), "partenaire-demo", "permis-supervision"}
    for user in rendu.of("User"):
        secret = rendu.named("ExternalSecret", user["spec"]["importCredentialsSecret"]["name"])
        assert secret["spec"]["target"]["template"]["data"]["username"] == user["metadata"]["name"]


def test_who_has_buckets_has_a_key_and_nobody_else(rendu: Rendu) -> None:
    for service in services().values():
        pod = rendu.named("Deployment", f"{service.folder}-api")["spec"]["template"]["spec"]
        key = environment(rendu, pod).get(f"{service.prefix}S3_ACCESS_KEY")
        assert key == (f"permis-{service.name}" if service.buckets else None)
        assert (f"{service.name}_s3_secret_key" in secrets(rendu, pod)) == bool(service.buckets)


def test_workers_scale_by_their_own_queue(rendu: Rendu) -> None:
    """By depth and by age; what a Deployment says of its number would fight with it."""
    scaled = {objet["spec"]["scaleTargetRef"]["name"]: objet["spec"] for objet in rendu.of("ScaledObject")}
    assert set(scaled) == {"ctn-verification-worker", "documents-pdf-worker"}
    for target, spec in scaled.items():
        deployment = rendu.named("Deployment", target)
        assert "replicas" not in deployment["spec"]
        assert 1 <= spec["minReplicaCount"] < spec["maxReplicaCount"]
        queue = deployment["spec"]["template"]["metadata"]["labels"]["app.kubernetes.io/name"]
        depth, age = spec["triggers"]
        assert (depth["type"], depth["metadata"]["queueName"]) == ("rabbitmq", queue)
        assert (depth["metadata"]["protocol"], depth["metadata"]["mode"]) == ("http", "QueueLength")
        auth = rendu.named("TriggerAuthentication", depth["authenticationRef"]["name"])
        for target_ref in auth["spec"]["secretTargetRef"]:
            secret = rendu.named("ExternalSecret", target_ref["name"])
            assert target_ref["key"] in secret["spec"]["target"]["template"]["data"]
        assert age["type"] == "prometheus"
        assert f'permis_queue_age_seconds{{job="{queue}"}}' in age["metadata"]["query"]
        assert all(isinstance(value, str) for trigger in (depth, age) for value in trigger["metadata"].values())


def test_prometheus_asks_every_process(rendu: Rendu) -> None:
    asked = rendu.named("ServiceMonitor", "services")["spec"]
    chosen = [
        objet["metadata"]["name"]
        for objet in rendu.of("Service")
        if asked["selector"]["matchLabels"].items() <= objet["metadata"].get("labels", {}).items()
    ]
    assert sorted(chosen) == sorted(f"{service.folder}-{role}" for service in ALL.values() for role in roles(service))
    for name in chosen:
        labels = rendu.named("Service", name)["metadata"]["labels"]
        assert labels[asked["jobLabel"]] in ALL


def test_the_door_leads_to_our_gateway(rendu: Rendu) -> None:
    [gateway] = rendu.of("Gateway")
    listeners = {listener["name"]: listener for listener in gateway["spec"]["listeners"]}
    assert listeners["https"]["tls"]["mode"] == "Terminate"
    route = rendu.named("HTTPRoute", "permis")
    assert route["spec"]["hostnames"] == [listeners["https"]["hostname"]]
    [backend] = route["spec"]["rules"][0]["backendRefs"]
    door = rendu.named("Service", backend["name"])
    assert [port["port"] for port in door["spec"]["ports"]] == [backend["port"]]
    public = {value for map_ in rendu.of("ConfigMap") for key, value in map_["data"].items() if "PUBLIC_URL" in key}
    assert public == {f"https://{listeners['https']['hostname']}"}
