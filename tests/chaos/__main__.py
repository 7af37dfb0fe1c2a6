"""The whole storm: `python -m tests.chaos [--demandes 1000] [--pas 6] [--seed N]` (`make chaos`)."""

import argparse
import asyncio
import os
import secrets
import sys

from deploy.local.catalogue import ROOT
from deploy.local.place import open_place
from tests.chaos.scene import opened
from tests.chaos.tempete import storm


async def main(wanted: argparse.Namespace) -> int:
    folder = ROOT / ".local" / f"chaos-{os.getpid()}"
    async with open_place(folder, discard=True) as place, opened(place, faux_pas=2) as scene:
        rapport = await storm(
            scene, demandes=wanted.demandes, pas=wanted.pas, seed=wanted.seed, calm=wanted.calm, within=900
        )
    print(rapport)
    print("faultless" if rapport.faultless else "FAULTS")
    return 0 if rapport.faultless else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--demandes", type=int, default=1000)
    parser.add_argument("--pas", type=int, default=6)
    parser.add_argument("--calm", type=float, default=2.0, help="mean seconds between two kills")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**32))
    sys.exit(asyncio.run(main(parser.parse_args())))
