"""`make run`: the whole system in `.local/run`, its data kept, until Ctrl-C; then nothing of it is left running."""

import asyncio
import fcntl
import importlib
import importlib.util
import json
import os
import signal
import sys
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from deploy.local.catalogue import ROOT, portal, services
from deploy.local.keys import write_private
from deploy.local.ports import is_free
from deploy.local.process import NotStarted, end_leftovers
from deploy.local.system import System

FOLDER = ROOT / ".local" / "run"
DEMO = ROOT / ".local" / "demo.json"
DEMONSTRATION = "deploy.local.demonstration"
PORT, INBOX_PORT = 8080, 8025


class Refused(Exception):
    """Said to the person who started it; not a fault."""


def say(text: str) -> None:
    print(text, flush=True)


async def run(only: Collection[str] = ()) -> None:
    """Until SIGINT or SIGTERM."""
    begun = time.monotonic()
    with sole_user(FOLDER):
        if left := end_leftovers(FOLDER):
            say(f"Restes d'un arrêt brutal, arrêtés : {', '.join(left)}.")
        system = System(FOLDER, ports=wanted_ports(), only=only, say=say)
        stopping = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, stopping.set)
        try:
            if await _unless(stopping, _bring_up(system, only)):
                seconds = f"{time.monotonic() - begun:.1f}".replace(".", ",")
                say(f"READY {system.url} (boîte de réception : {system.place.inbox_url}), en {seconds} s")
                await stopping.wait()
        finally:
            say("Arrêt en cours…")
            await system.close()
            say("Tout est arrêté, les données sont conservées dans .local/run.")


async def _bring_up(system: System, only: Collection[str]) -> None:
    say("Démarrage de PostgreSQL, de RabbitMQ, de S3, de la boîte de réception, de la passerelle et des services")
    say(f"{', '.join(system.services)}…")
    await system.start()
    earlier = json.loads(DEMO.read_text()) if DEMO.exists() else None
    _tell(system, (earlier or {}) if only else await _demonstrate(system, earlier))


async def _demonstrate(system: System, earlier: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """`async def demonstrate(place, earlier)` returns what there is to know; `earlier` is its last answer."""
    if importlib.util.find_spec(DEMONSTRATION) is None:
        return {}
    answer: Mapping[str, Any] = await importlib.import_module(DEMONSTRATION).demonstrate(system.place, earlier)
    return answer


def _tell(system: System, demonstration: Mapping[str, Any]) -> None:
    addresses = {
        "gateway": system.url,
        "inbox": system.place.inbox_url,
        "services": {name: f"http://127.0.0.1:{system.place.ports[name]}" for name in system.services},
    }
    write_private(DEMO, json.dumps({**demonstration, "addresses": addresses}, indent=2, ensure_ascii=False).encode())
    say(f"Passerelle           {system.url}")
    say(f"Courriels et SMS     {system.place.inbox_url}")
    for login in demonstration.get("logins", ()):
        totp = f"  TOTP {login['totp']}" if "totp" in login else ""
        say(f"{login['role']:<20} {login['identifiant']} / {login['mot_de_passe']}{totp}")
    if "agrements" in demonstration:
        say(f"Agréments libres     {demonstration['agrements']}, pour créer d'autres auto-écoles")
    if "numero" in demonstration:
        say(f"Demande d'exemple    {demonstration['numero']}")
    say("Le reste pour les scripts : .local/demo.json ; journaux : .local/run/logs/ ; Ctrl-C arrête tout.")


async def _unless(stopping: asyncio.Event, work: Any) -> bool:
    """Do the work unless told to stop meanwhile; False when it was cut short."""
    working, stopped = asyncio.ensure_future(work), asyncio.ensure_future(stopping.wait())
    await asyncio.wait((working, stopped), return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if not working.done():
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
        return False
    working.result()
    return True


def wanted_ports() -> dict[str, int | None]:
    """The two addresses that people know must be free; a service whose port is taken gets another."""
    chosen = {"gateway": ("PORT", PORT), "inbox": ("INBOX_PORT", INBOX_PORT)}
    ports: dict[str, int | None] = {}
    for name, (variable, usual) in chosen.items():
        given = os.environ.get(variable, str(usual))
        if not given.isdigit() or not 0 < int(given) < 65536:
            raise Refused(f"{variable}={given} n'est pas un port : donnez un nombre de 1 à 65535.")
        if not is_free(int(given)):
            raise Refused(
                f"Le port {given} est pris par un autre programme : choisissez-en un autre, "
                f"par exemple {variable}={int(given) + 1} make run."
            )
        ports[name] = int(given)
    return ports | {service.name: service.port for service in (*services().values(), portal())}


@contextmanager
def sole_user(folder: Path) -> Iterator[None]:
    """One run at a time in one folder. The kernel gives the lock back when we die, however we die."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(
                f"Le système tourne déjà (processus {holder(folder)}) : `make status` le montre, `make stop` l'arrête."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
        lock.truncate(0)


def holder(folder: Path = FOLDER) -> int | None:
    """The process id of the running supervisor."""
    file = folder / "lock"
    if not file.exists():
        return None
    with file.open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(lock.read() or 0) or None
    return None


def main(only: Collection[str]) -> int:
    """The exit status. A fault of one part is one line, not a traceback of all."""
    try:
        asyncio.run(run(only))
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except ExceptionGroup as faults:
        for fault in _all_not_started(faults):
            print(f"Le système n'a pas pu démarrer : {fault}", file=sys.stderr)
        return 1
    return 0


def _all_not_started(faults: BaseExceptionGroup[BaseException]) -> list[NotStarted]:
    """What could not be started; anything else among the faults rises."""
    found: list[NotStarted] = []
    for fault in faults.exceptions:
        match fault:
            case NotStarted():
                found.append(fault)
            case BaseExceptionGroup():
                found += _all_not_started(fault)
            case _:
                raise fault
    return found
