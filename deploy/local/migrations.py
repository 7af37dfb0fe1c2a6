"""Brings the databases of a place to the newest version, and remembers that it did: a start is to be quick."""

import hashlib
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from deploy.local.catalogue import ROOT, Service
from deploy.local.process import NotStarted, inherited_environment

KIT = ROOT / "libs" / "contracts" / "src" / "contracts" / "delivery"  # its tables stand in every database


def migrate(service: Service, settings: Mapping[str, str]) -> None:
    """As the owner of the database."""
    done = subprocess.run(
        [sys.executable, "-m", service.package, "migrate"],
        env={**inherited_environment(), **settings},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise NotStarted(f"migrations of {service.name} failed ({done.returncode}):\n{done.stdout}{done.stderr}")


def migrate_when_changed(folder: Path, service: Service, settings: Mapping[str, str]) -> None:
    """Only when a source of the tables has changed since the last time in this data folder."""
    stamp, sources = folder / "migrated" / service.name, _fingerprint(service)
    if stamp.exists() and stamp.read_text() == sources:
        return
    migrate(service, settings)
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(sources)


def _fingerprint(service: Service) -> str:
    storage = ROOT / "services" / service.folder / "src" / service.package / "storage"
    digest = hashlib.sha256()
    for file in sorted([*KIT.rglob("*.py"), *storage.rglob("*.py")]):
        digest.update(str(file.relative_to(ROOT)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()
