"""I12 of a stack of containers: memory, open files, connections at its servers, before the faults and after them."""

import asyncio
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

import asyncpg

from deploy.compose.stack import Stack

UNITS = {"KiB": 1 / 1024, "MiB": 1.0, "GiB": 1024.0}
OURS = "backend_type = 'client backend' AND pid <> pg_backend_pid()"


@dataclass(frozen=True)
class Niveaux:
    """MiB and open files by container; connections at PostgreSQL and at RabbitMQ."""

    memory: Mapping[str, float]
    files: Mapping[str, int]
    connections: Mapping[str, int]

    def since(self, before: "Niveaux") -> str:
        memory = {name: f"{before.memory[name]:.0f} → {now:.0f}" for name, now in sorted(self.memory.items())}
        files = {name: f"{before.files[name]} → {now}" for name, now in sorted(self.files.items())}
        return "\n".join(
            (
                f"I12, MiB: {sum(before.memory.values()):.0f} → {sum(self.memory.values()):.0f}; {memory}",
                f"I12, open files: {sum(before.files.values())} → {sum(self.files.values())}; {files}",
                f"I12, connections: {dict(before.connections)} → {dict(self.connections)}",
            )
        )


async def niveaux(stack: Stack) -> Niveaux:
    containers = await asyncio.to_thread(_containers, stack)
    return Niveaux(
        await asyncio.to_thread(_memory, containers),
        {name: await asyncio.to_thread(_open_files, id) for name, id in containers.items()},
        {"postgres": await _at_postgres(stack), "rabbitmq": await _at_rabbitmq(stack)},
    )


def _containers(stack: Stack) -> dict[str, str]:
    lines = stack.compose("ps", "--format", "{{.Name}} {{.ID}}").splitlines()
    return {name.removeprefix(f"{stack.project}-"): id for name, id in map(str.split, lines)}


def _memory(containers: Mapping[str, str]) -> dict[str, float]:
    names = {id[:12]: name for name, id in containers.items()}
    lines = _docker("stats", "--no-stream", "--format", "{{.ID}} {{.MemUsage}}", *names).splitlines()
    found = {}
    for line in lines:
        id, used = line.split()[:2]
        found[names[id[:12]]] = float(used[:-3]) * UNITS[used[-3:]]
    return found


def _open_files(id: str) -> int:
    """Of all its processes, as this machine sees them."""
    pids = _docker("top", id, "-eo", "pid").split()[1:]
    return sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in pids if os.path.isdir(f"/proc/{pid}/fd"))


async def _at_postgres(stack: Stack) -> int:
    admin = await asyncpg.connect(stack.place.admin_dsn)
    try:
        return int(await admin.fetchval(f"SELECT count(*) FROM pg_stat_activity WHERE {OURS}"))
    finally:
        await admin.close()


async def _at_rabbitmq(stack: Stack) -> int:
    async with stack.place.management() as http:
        return len((await http.get("/api/connections")).raise_for_status().json())


def _docker(*arguments: str) -> str:
    return subprocess.run(("docker", *arguments), capture_output=True, text=True, check=True, timeout=60).stdout
