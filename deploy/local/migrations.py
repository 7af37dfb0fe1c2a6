"""Brings the databases of a place to the newest version, and remembers that it did: a start is to be quick.

`python -m deploy.local.migrations PACKAGE …` runs `migrate` of each package, all in one process: importing what they
share takes longer than the migrations themselves.
"""

import hashlib
import runpy
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from deploy.local.catalogue import ROOT, Service
from deploy.local.process import NotStarted, inherited_environment

KIT = ROOT / "libs" / "contracts" / "src" / "contracts" / "delivery"  # its tables stand in every database


def migrate(settings: Mapping[Service, Mapping[str, str]]) -> None:
    """Each service's database, as its owner, with the service's settings."""
    environment = inherited_environment()
    for own in settings.values():
        environment |= own  # each under its own prefix
    done = subprocess.run(
        [sys.executable, "-m", "deploy.local.migrations", *(service.package for service in settings)],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise NotStarted(f"migrations failed ({done.returncode}):\n{done.stdout}{done.stderr}")


def migrate_when_changed(folder: Path, settings: Mapping[Service, Mapping[str, str]]) -> None:
    """Only those whose tables have changed since the last time in this data folder."""
    stamps = {service: folder / "migrated" / service.name for service in settings}
    sources = {service: _fingerprint(service) for service in settings}
    changed = [service for service in settings if _kept(stamps[service]) != sources[service]]
    if changed:
        migrate({service: settings[service] for service in changed})
    for service in changed:
        stamps[service].parent.mkdir(exist_ok=True)
        stamps[service].write_text(sources[service])


def _kept(stamp: Path) -> str:
    return stamp.read_text() if stamp.exists() else ""


def _fingerprint(service: Service) -> str:
    storage = ROOT / "services" / service.folder / "src" / service.package / "storage"
    digest = hashlib.sha256()
    for file in sorted([*KIT.rglob("*.py"), *storage.rglob("*.py")]):
        digest.update(str(file.relative_to(ROOT)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _run_each(packages: Iterable[str]) -> int:
    """The first exit status that is not 0."""
    for package in packages:
        sys.argv = [package, "migrate"]
        try:
            runpy.run_module(package, run_name="__main__", alter_sys=True)
        except SystemExit as end:
            if end.code:
                print(f"{package} migrate: {end.code}", file=sys.stderr)
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(_run_each(sys.argv[1:]))
