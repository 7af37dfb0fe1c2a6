"""`python -m deploy.simulators.fabrication --http-port … --data FOLDER [--pas SECONDS]`: cards made and delivered.

Reads FABRICATION_USER, FABRICATION_PASSWORD (Imprimerie Nationale) and FABRICATION_CLE (La Poste) of the environment,
or of files that FABRICATION_PASSWORD_FILE and FABRICATION_CLE_FILE name.
"""

import argparse
import asyncio
import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from deploy.simulators.fabrication import imprimerie, pannes, poste
from deploy.simulators.fabrication.atelier import Atelier
from deploy.simulators.secret import secret

SHORTEST = 0.05  # seconds between two looks at what is due


async def run(host: str, http_port: int, folder: Path, pas: float) -> None:
    """Until SIGTERM."""
    atelier, broken = Atelier(folder, timedelta(seconds=pas)), pannes.Pannes()
    app = FastAPI(title="Fabrication et acheminement des titres", docs_url=None, redoc_url=None)
    user, password = os.environ["FABRICATION_USER"], secret("FABRICATION_PASSWORD")
    app.include_router(imprimerie.router(atelier, broken, user, password))
    app.include_router(poste.router(atelier, broken, secret("FABRICATION_CLE")))
    app.include_router(pannes.router(broken, atelier))
    config = uvicorn.Config(
        app, host=host, port=http_port, log_level="warning", access_log=False, timeout_graceful_shutdown=2
    )
    moving = asyncio.create_task(_move(atelier, pas))
    try:
        await uvicorn.Server(config).serve()
    finally:
        moving.cancel()
        with suppress(asyncio.CancelledError):
            await moving
        atelier.close()


async def _move(atelier: Atelier, pas: float) -> None:
    while True:
        atelier.avancer(datetime.now(UTC))
        await asyncio.sleep(max(SHORTEST, pas / 4))


def main() -> None:
    """Read the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--host", default="127.0.0.1")
    arguments.add_argument("--http-port", type=int, required=True)
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--pas", type=float, default=2.0, help="Seconds that each step takes.")
    given = arguments.parse_args()
    asyncio.run(run(given.host, given.http_port, given.data, given.pas))


if __name__ == "__main__":
    main()
