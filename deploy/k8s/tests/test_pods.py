"""What runs has a fixed image, its resources, its probes and no right that it does not need; what it names is there."""

import subprocess
from pathlib import Path
from typing import Any

from deploy.k8s.tests.conftest import Rendu
from deploy.local.catalogue import ROOT

CONFIGURATION = ROOT / "deploy" / "k8s" / "base" / "gateway"


def containers(pod: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [*pod.get("initContainers", []), *pod["containers"]]
    return found


def test_every_image_has_a_version(rendu: Rendu) -> None:
    images = [container["image"] for _, template in rendu.pods() for container in containers(template["spec"])]
    images += [cluster["spec"]["image"] for cluster in rendu.of("RabbitmqCluster")]
    images += [cluster["spec"]["imageName"] for cluster in rendu.of("Cluster")]

    for image in images:
        version = image.rpartition("/")[2].partition(":")[2]
        assert version
        assert version != "latest"


def test_our_pods_keep_to_restricted(rendu: Rendu) -> None:
    """As the profile «restricted» of the pod security standards asks, and with a root that cannot be written."""
    for name, template in rendu.pods():
        pod = template["spec"]
        assert pod["automountServiceAccountToken"] is False, name
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert not {"hostNetwork", "hostPID", "hostIPC"} & set(pod)
        assert all({"secret", "configMap", "emptyDir"} & set(volume) for volume in pod["volumes"])
        for container in containers(pod):
            context = container["securityContext"]
            assert context["allowPrivilegeEscalation"] is False, name
            assert context["readOnlyRootFilesystem"] is True
            assert context["capabilities"] == {"drop": ["ALL"]}
            assert context.get("runAsUser", pod["securityContext"]["runAsUser"]) != 0


def test_everything_says_what_it_needs(rendu: Rendu) -> None:
    for name, template in rendu.pods():
        for container in containers(template["spec"]):
            assert {"cpu", "memory"} <= set(container["resources"]["requests"]), name
            assert "memory" in container["resources"]["limits"]
        for volume in template["spec"]["volumes"]:
            if "emptyDir" in volume:
                assert volume["emptyDir"]["sizeLimit"]


def test_everything_that_serves_is_probed_and_has_a_budget(rendu: Rendu) -> None:
    budgets = [budget["spec"] for budget in rendu.of("PodDisruptionBudget")]
    for deployment in rendu.of("Deployment"):
        template = deployment["spec"]["template"]
        assert deployment["spec"]["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
        for container in template["spec"]["containers"]:
            assert {"startupProbe", "livenessProbe", "readinessProbe"} <= set(container)
        assert template["spec"]["terminationGracePeriodSeconds"] >= 30
        labels = template["metadata"]["labels"]
        guards = [budget for budget in budgets if budget["selector"]["matchLabels"].items() <= labels.items()]
        assert len(guards) == 1, deployment["metadata"]["name"]
        assert guards[0]["maxUnavailable"] == 1


def test_production_bears_the_loss_of_a_node(prod: Rendu) -> None:
    [broker], [postgres] = prod.of("RabbitmqCluster"), prod.of("Cluster")
    assert (broker["spec"]["replicas"], postgres["spec"]["instances"]) == (3, 3)
    assert postgres["spec"]["postgresql"]["synchronous"]["number"] == 1
    for deployment in prod.of("Deployment"):
        assert deployment["spec"].get("replicas", 2) >= 2


def test_whatever_a_pod_names_is_there(rendu: Rendu) -> None:
    maps = {objet["metadata"]["name"] for objet in rendu.of("ConfigMap")}
    secrets = {objet["metadata"]["name"] for objet in rendu.of("ExternalSecret")}
    accounts = {objet["metadata"]["name"] for objet in rendu.of("ServiceAccount")}
    for name, template in rendu.pods():
        pod = template["spec"]
        assert pod.get("serviceAccountName", "default") in {*accounts, "default"}, name
        for volume in pod["volumes"]:
            assert volume.get("configMap", {}).get("name") in {None, *maps}
            assert volume.get("secret", {}).get("secretName") in {None, *secrets}
        mounted = {mount["name"] for container in containers(pod) for mount in container.get("volumeMounts", [])}
        assert mounted == {volume["name"] for volume in pod["volumes"]}


def test_everything_lives_in_one_namespace(rendu: Rendu) -> None:
    [namespace] = rendu.of("Namespace")
    for objet in rendu:
        if objet["kind"] != "Namespace":
            assert objet["metadata"]["namespace"] == namespace["metadata"]["name"], objet["metadata"]["name"]


def test_no_secret_stands_in_a_manifest(rendu: Rendu) -> None:
    assert not list(rendu.of("Secret"))


def test_nginx_takes_the_gateways_configuration(tmp_path: Path) -> None:
    """With addresses in the place of names, which only the cluster knows."""
    text = (CONFIGURATION / "nginx.conf").read_text(encoding="utf-8")
    for port in range(8101, 8108):
        text = "\n".join(
            f"server 127.0.0.1:{port};" if line.strip().startswith("server ") and f":{port};" in line else line
            for line in text.splitlines()
        )
    (tmp_path / "nginx.conf").write_text(text.replace("/etc/permis/pages", str(CONFIGURATION / "pages")))
    command = ["/usr/sbin/nginx", "-p", str(tmp_path), "-e", "stderr", "-c", str(tmp_path / "nginx.conf"), "-t"]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "real_ip_header X-Forwarded-For;" in text
