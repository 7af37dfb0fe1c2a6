"""An overlay as kustomize makes it, text and objects. `deploy/local/setup.sh` brings kustomize where it is missing."""

import shutil
import subprocess
from functools import cache
from typing import Any

import yaml

from deploy.local.catalogue import ROOT

OVERLAYS = ROOT / "deploy" / "k8s" / "overlays"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times quicker, where libyaml is there
BROUGHT = ROOT / ".local" / "outils" / "kustomize"


@cache
def render(overlay: str) -> str:
    """Raises CalledProcessError with what kustomize says."""
    program = shutil.which("kustomize") or str(BROUGHT)
    command = [program, "build", str(OVERLAYS / overlay)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def objects(overlay: str) -> list[dict[str, Any]]:
    return [document for document in yaml.load_all(render(overlay), Loader=LOADER) if document]
