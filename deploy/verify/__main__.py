"""`python -m deploy.verify [--folder .local/run | --stack] [--within 60] [--told FILE]`: I1 to I11 of a system at rest.

Looks again until all hold or the time is over: what is on its way is no fault. `--told` has one JSON object a line, of
what a client was answered: `{"demande": …, "numero": …}`. I12, memory and connections, is for who looks twice: see
`tests.chaos.conteneurs`. `--stack` is for the container `verify` of compose.yml.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from deploy.local.catalogue import ROOT
from deploy.local.consumed import consumed
from deploy.verify import demandes, evenements, fichiers, paroles
from deploy.verify.lieu import Constat, Lieu, of_folder, within_a_stack

SHOWN = 10  # faults of one invariant


async def constats(lieu: Lieu) -> list[Constat]:
    """All of them, in the order of their numbers."""
    found = [one for part in (demandes, evenements, fichiers, paroles) for one in await part.constats(lieu)]
    return sorted(found, key=lambda constat: int(constat.invariant[1:]))


async def verified(lieu: Lieu, within: float) -> list[Constat]:
    """As they are when all hold, or when the time is over."""
    deadline = time.monotonic() + within
    while True:
        found = await constats(lieu)
        if all(constat.holds for constat in found) or time.monotonic() > deadline:
            return found
        await asyncio.sleep(1)


def shown(found: Sequence[Constat]) -> str:
    lines = []
    for constat in found:
        lines.append(
            f"{constat.invariant:<4} {'holds' if constat.holds else 'BROKEN':<7} {constat.looked_at:>7}  {constat.says}"
        )
        lines += [f"       {fault}" for fault in constat.faults[:SHOWN]]
        lines += [f"       and {more} more"] if (more := len(constat.faults) - SHOWN) > 0 else []
    return "\n".join(lines)


async def main(folder: Path | None, within: float, told: Path | None) -> int:
    words = [json.loads(line) for line in (await asyncio.to_thread(told.read_text)).splitlines()] if told else []
    lieu = within_a_stack() if folder is None else of_folder(folder, await consumed(), words)
    found = await verified(lieu, within)
    print(shown(found))
    return 0 if all(constat.holds for constat in found) else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=ROOT / ".local" / "run")
    parser.add_argument("--stack", action="store_true")
    parser.add_argument("--within", type=float, default=60)
    parser.add_argument("--told", type=Path)
    given = parser.parse_args()
    sys.exit(asyncio.run(main(None if given.stack else given.folder, given.within, given.told)))
