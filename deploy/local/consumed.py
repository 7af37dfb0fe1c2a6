"""Which events each service consumes, read from the list `HANDLERS` of its own code, in a process of its own.

`python -m deploy.local.consumed` prints it. The answer is kept as long as no source file changes, since importing all
services takes seconds.
"""

import asyncio
import hashlib
import importlib
import importlib.util
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deploy.local.catalogue import ROOT, Service, services
from deploy.local.process import inherited_environment

KEPT = ROOT / ".local" / "consumed.json"


@dataclass(frozen=True)
class Consumed:
    """What one service takes; `fault` when its code cannot be imported."""

    types: tuple[str, ...] = ()
    fault: str = ""


async def consumed() -> Mapping[str, Consumed]:
    """By service name."""
    sources = await asyncio.to_thread(_fingerprint)
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    if kept.get("sources") != sources:
        kept = {"sources": sources, "services": await _ask()}
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_text(json.dumps(kept, indent=2))
    return {name: Consumed(tuple(line["types"]), line["fault"]) for name, line in kept["services"].items()}


async def _ask() -> dict[str, Any]:
    asked = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "deploy.local.consumed"),
        cwd=ROOT,
        env=inherited_environment(),
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await asked.communicate()
    if asked.returncode != 0:
        raise RuntimeError("the handlers of the services could not be read")
    found: dict[str, Any] = json.loads(said)
    return found


def _fingerprint() -> str:
    digest = hashlib.sha256()
    files = [ROOT / "deploy" / "services.toml"]
    for folder in ("libs", "services"):
        files += sorted((ROOT / folder).glob("*/src/**/*.py"))
    for file in files:
        found = file.stat()
        digest.update(f"{file.relative_to(ROOT)} {found.st_mtime_ns} {found.st_size}\n".encode())
    return digest.hexdigest()


def _read(service: Service) -> Consumed:
    name = f"{service.package}.handlers"
    try:
        if importlib.util.find_spec(name) is None:
            return Consumed()
        handlers = importlib.import_module(name)
        return Consumed(tuple(sorted({line.type for line in handlers.HANDLERS})))
    except Exception as fault:  # noqa: BLE001 - whatever it is, it concerns that service alone
        return Consumed(fault=f"{name}: {type(fault).__name__}: {fault}")


def read_all() -> Mapping[str, Consumed]:
    """By service name; imports them all."""
    return {name: _read(service) for name, service in services().items()}


if __name__ == "__main__":
    print(json.dumps({name: {"types": line.types, "fault": line.fault} for name, line in read_all().items()}))
