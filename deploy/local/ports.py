"""Free ports of the loopback address, below the range from which the kernel takes outgoing ones."""

import json
import random
import socket
from collections.abc import Mapping
from pathlib import Path

LOWEST, HIGHEST = 20_000, 32_000  # the kernel's own choice begins at 32,768: a restart finds its port free


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def answers(port: int) -> bool:
    """Does something listen there?"""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port(taken: set[int]) -> int:
    """A free port that is not in `taken`, and is put there."""
    for port in random.SystemRandom().sample(range(LOWEST, HIGHEST), 500):
        if port not in taken and is_free(port):
            taken.add(port)
            return port
    raise OSError(f"no free port between {LOWEST} and {HIGHEST} on 127.0.0.1")


def kept_ports(file: Path, wanted: Mapping[str, int | None]) -> dict[str, int]:
    """A free port for each name: the wanted one, else that of last time, else a new one; kept in `file`."""
    before: dict[str, int] = json.loads(file.read_text()) if file.exists() else {}
    taken: set[int] = set()
    ports: dict[str, int] = {}
    for name, port in wanted.items():
        for candidate in (port, before.get(name)):
            if candidate is not None and candidate not in taken and is_free(candidate):
                taken.add(candidate)
                ports[name] = candidate
                break
    for name in wanted:
        ports.setdefault(name, free_port(taken))
    file.write_text(json.dumps(ports, indent=2))
    return ports
