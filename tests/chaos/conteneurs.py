"""The faults of a stack of containers while demandes flow: `python -m tests.chaos.conteneurs [--only rabbitmq …]`.

Each of RabbitMQ, PostgreSQL, S3, the mail server and every worker is paused, killed, taken off its networks and cut off
by iptables. Afterwards everything must come back by itself, every demande arrive, and `verify` find I1 to I11 whole.
PATIENCE is how many seconds the people of these demandes wait for what must come.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

import httpx

from deploy.compose.parts import worker
from deploy.compose.stack import Part, Stack
from deploy.local.acteur import Boite
from deploy.local.catalogue import ROOT, services
from deploy.local.consumed import Consumed, consumed
from deploy.local.demonstration import open_accounts
from deploy.verify.__main__ import shown, verified
from deploy.verify.lieu import Constat, Lieu
from tests.chaos.flux import Flux, Insisting
from tests.chaos.niveaux import niveaux

QUICK = {"1s": 200, "10s": 1000, "1min": 3000, "10min": 10_000}  # milliseconds
SETTINGS = {"GATEWAY_LIMITS": "false", "RETRY_DELAYS": json.dumps(QUICK), "PAS": "0.2"}
TOOLS = "permis/nettools:debian"
SETTLE, RECOVER = 120.0, 180.0  # seconds


@dataclass
class Ligne:
    """One row of the table."""

    fault: str
    target: str
    seconds: float
    requests: int = 0
    failed: int = 0
    demandes: int = 0
    stuck: list[str] = field(default_factory=list)
    recovered: float = 0.0
    constats: list[Constat] = field(default_factory=list)

    @property
    def broken(self) -> list[str]:
        return [constat.invariant for constat in self.constats if not constat.holds]

    def __str__(self) -> str:
        lost = sum(len(c.faults) for c in self.constats if c.invariant in ("I1", "I7"))
        doubled = sum(fault.endswith("times") for c in self.constats if c.invariant == "I3" for fault in c.faults)
        verdict = ", ".join(self.broken) or "I1-I11 hold"
        return (
            f"| {self.fault} | {self.target} | {self.seconds:.0f} | {self.requests} | {self.failed} | {self.demandes} "
            f"| {len(self.stuck)} | {lost} | {doubled} | {self.recovered:.1f} | {verdict} |"
        )


HEAD = (
    "| fault | target | s | requests | failed | demandes | stuck | lost | doubled | recovered after s | verify |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|"
)


class Faults:
    """What can be done to a container. Each holds for a while, and ends."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    async def pause(self, target: str, seconds: float) -> None:
        await self._compose("pause", target)
        await asyncio.sleep(seconds)
        await self._compose("unpause", target)

    async def kill(self, target: str, seconds: float) -> None:
        """From within, so that it is started again by its policy; what is killed again and again comes later."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            await asyncio.to_thread(Part(self._stack, target).crash)
            await asyncio.sleep(min(3.0, seconds))

    async def disconnect(self, target: str, seconds: float) -> None:
        """Off all its networks; its name is gone too. Connections that are open may survive it."""
        [id] = await self._ids(target)
        networks = json.loads(await self._docker("inspect", "-f", "{{json .NetworkSettings.Networks}}", id))
        for network in networks:
            await self._docker("network", "disconnect", network, id)
        await asyncio.sleep(seconds)
        for network, had in networks.items():
            aliases = [alias for alias in had.get("Aliases") or [target] if alias not in id]
            await self._docker("network", "connect", *(f"--alias={alias}" for alias in aliases), network, id)

    async def cut(self, target: str, seconds: float) -> None:
        """No packet comes in any more, nobody is told: connections hang."""
        [id] = await self._ids(target)
        await self._iptables(id, "-I INPUT ! -i lo -j DROP")
        await asyncio.sleep(seconds)
        await self._iptables(id, "-D INPUT ! -i lo -j DROP")

    async def _iptables(self, id: str, rule: str) -> None:
        where = ("--rm", f"--network=container:{id}", "--cap-add=NET_ADMIN", TOOLS)
        await self._docker("run", *where, "sh", "-c", f"iptables {rule}")

    async def _ids(self, target: str) -> list[str]:
        return (await asyncio.to_thread(self._stack.compose, "ps", "-q", target)).split()

    async def _compose(self, *arguments: str) -> None:
        await asyncio.to_thread(self._stack.compose, *arguments)

    async def _docker(self, *arguments: str) -> str:
        done = await asyncio.to_thread(
            subprocess.run, ("docker", *arguments), capture_output=True, text=True, check=False, timeout=60
        )
        if done.returncode != 0:
            raise RuntimeError(f"docker {' '.join(arguments)}: {done.stderr}")
        return str(done.stdout)


def targets() -> Sequence[str]:
    return ("rabbitmq", "postgres", "s3", "inbox", *(worker(service) for service in services().values()))


async def play(
    stack: Stack,
    flux: Flux,
    client: Insisting,
    fault: tuple[str, str],
    seconds: float,
    walkers: int,
    takes: Mapping[str, Consumed],
) -> Ligne:
    """One fault while demandes flow, then rest, then the invariants."""
    kind, target = fault
    ligne, stop = Ligne(kind, target, seconds), asyncio.Event()
    done, broken, requests, failed = len(flux.seconds), len(flux.broken), client.answers.total(), client.failed
    flowing = [asyncio.create_task(flux.flow(stop)) for _ in range(walkers)]
    await asyncio.sleep(2)
    act: Callable[[str, float], Awaitable[None]] = getattr(Faults(stack), kind)
    await act(target, seconds)
    over = time.monotonic()
    await _ready(stack)
    ligne.recovered = time.monotonic() - over
    stop.set()
    await asyncio.gather(*flowing)
    ligne.requests, ligne.failed = client.answers.total() - requests, client.failed - failed
    ligne.demandes, ligne.stuck = len(flux.seconds) - done, flux.broken[broken:]
    logs = {name: await asyncio.to_thread(stack.log, name) for name in (*services(), "gateway")}
    ligne.constats = await verified(Lieu(stack.place.ports, stack.place.keys, takes, logs, flux.told), SETTLE)
    return ligne


async def _ready(stack: Stack) -> None:
    """Every API and every worker says so."""
    doors = [door for name in services() for door in stack.doors(name)]
    deadline = time.monotonic() + RECOVER
    async with httpx.AsyncClient(timeout=2) as http:
        while doors and time.monotonic() < deadline:
            try:
                if (await http.get(f"http://127.0.0.1:{doors[0]}/readyz")).is_success:
                    doors.pop(0)
                    continue
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.1)
    if doors:
        raise TimeoutError(f"not ready after {RECOVER} s: {doors}")


async def main(only: Sequence[str], kinds: Sequence[str], seconds: float, walkers: int) -> int:
    folder = ROOT / ".local" / f"faults-{os.getpid()}"
    stack, client, takes = Stack(folder, f"permis-faults-{os.getpid()}", SETTINGS), Insisting(), await consumed()
    lignes: list[Ligne] = []
    try:
        await stack.start()
        async with (
            httpx.AsyncClient(base_url=stack.url, timeout=60, transport=client) as gateway,
            httpx.AsyncClient(base_url=stack.place.inbox_url, timeout=60, transport=Insisting()) as inbox,
        ):
            flux = Flux(gateway, Boite(inbox), await open_accounts(stack.place, gateway))
            await flux.one()
            before = await niveaux(stack)
            print(HEAD, flush=True)
            for target in only or targets():
                for kind in kinds:
                    ligne = await play(stack, flux, client, (kind, target), seconds, walkers, takes)
                    lignes.append(ligne)
                    print(ligne, flush=True)
                    for stuck in ligne.stuck:
                        print(f"  stuck: {stuck}", file=sys.stderr, flush=True)
                    if ligne.broken:
                        print(shown(ligne.constats), file=sys.stderr, flush=True)
            print((await niveaux(stack)).since(before))
            print(f"answers: {dict(client.answers)}")
    finally:
        await stack.close()
    return 1 if any(ligne.broken or ligne.stuck for ligne in lignes) else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=(), help="these targets")
    parser.add_argument("--kinds", nargs="*", default=("pause", "kill", "disconnect", "cut"))
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--walkers", type=int, default=2)
    given = parser.parse_args()
    sys.exit(asyncio.run(main(given.only, given.kinds, given.seconds, given.walkers)))
