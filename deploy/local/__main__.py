"""`python -m deploy.local run | status | stop`, from the root of the repository."""

import argparse
import asyncio
import json
import os
import signal
import sys
import time

import psutil

from deploy.local import run
from deploy.local.catalogue import services
from deploy.local.process import end_leftovers
from deploy.local.service import is_ready

STOP_WITHIN = 60


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m deploy.local", description=__doc__)
    commands = arguments.add_subparsers(dest="command", required=True)
    running = commands.add_parser("run", help="start everything, until Ctrl-C")
    running.add_argument("--only", default="", help="these services alone, separated by commas; no demonstration")
    commands.add_parser("status", help="what runs, and is it ready")
    commands.add_parser("stop", help="end what runs, or what was left behind")
    given = arguments.parse_args()
    match given.command:
        case "run":
            return run.main([name for name in given.only.split(",") if name])
        case "status":
            return asyncio.run(status())
        case _:
            return stop()


async def status() -> int:
    """0 when everything is up."""
    supervisor = run.holder()
    if supervisor is None:
        print("Le système ne tourne pas : `make run` le démarre.")
        return 1
    print(f"Le système tourne (processus {supervisor}).")
    ports = json.loads((run.FOLDER / "ports.json").read_text())
    all_up, ports = True, ports | {"rabbitmq": ports["amqp"], "s3-front": ports["s3"]}
    for file in sorted((run.FOLDER / "pids").glob("*.json")):
        name, kept = file.stem, json.loads(file.read_text())
        up = psutil.pid_exists(kept["pid"])
        if up and name in services():
            up = await is_ready(ports[name])
        all_up &= up
        print(f"  {name:<14} {kept['pid']:>8}  {'prêt' if up else 'pas prêt'}  port {ports.get(name, '-')}")
    return 0 if all_up else 1


def stop() -> int:
    """The supervisor ends its own; when it is gone already, what it left behind is ended by process id."""
    supervisor = run.holder()
    if supervisor is not None:
        os.kill(supervisor, signal.SIGTERM)
        deadline = time.monotonic() + STOP_WITHIN
        while run.holder() is not None:
            if time.monotonic() > deadline:
                print(f"Le processus {supervisor} ne s'arrête pas.", file=sys.stderr)
                return 1
            time.sleep(0.1)
        print("Le système est arrêté.")
        return 0
    left = end_leftovers(run.FOLDER)
    print(f"Restes arrêtés : {', '.join(left)}." if left else "Rien ne tourne.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
