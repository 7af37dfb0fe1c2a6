"""All benches in one run: `python -m tests.bench` (`make bench`)."""

import argparse
import os

import uvloop

from deploy.local.catalogue import ROOT
from deploy.local.place import open_place
from tests.bench import livraison
from tests.chaos.scene import opened


async def main(wanted: argparse.Namespace) -> None:
    folder = ROOT / ".local" / f"bench-{os.getpid()}"
    async with open_place(folder, discard=True) as place, opened(place) as scene:
        for round in range(wanted.rounds):
            await scene.clear()
            raw = await livraison.raw(scene, wanted.events)
            written, delivered = await livraison.kit(scene, wanted.events)
            print(f"round {round + 1}, {wanted.events} events", raw, written, delivered, sep="\n")
            print(f"{'ratio relay → inbox / raw':<28} {delivered.per_second / raw.per_second:8.2f}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    uvloop.run(main(parser.parse_args()))
