"""The inbox: `python -m deploy.simulators.boite --smtp-port … --http-port … --data FOLDER` receives mail and SMS.

The SMS operator asks for BOITE_SMS_USER and BOITE_SMS_PASSWORD of the environment. BOITE_RETOURS_URL is where it hands
in bounces, as BOITE_REBONDS_USER with BOITE_REBONDS_PASSWORD, and receipts, signed with BOITE_ACCUSES_CLE. Each secret
may stand in a file instead, which the variable with _FILE at its end names.
"""

import argparse
import asyncio
import os
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from deploy.simulators import operateur_sms, pages, pannes, smtp
from deploy.simulators.messages import Boite
from deploy.simulators.retours import Retours
from deploy.simulators.secret import secret


def application(boite: Boite, broken: pannes.Pannes, retours: Retours, user: str, password: str) -> FastAPI:
    """Everything that speaks HTTP."""
    app = FastAPI(title="Boîte de réception de démonstration", docs_url=None, redoc_url=None)
    app.include_router(pages.router(boite))
    app.include_router(pages.retours(retours))
    app.include_router(pannes.router(broken))
    app.include_router(operateur_sms.router(boite, broken, retours, user, password))
    return app


async def run(host: str, smtp_port: int, http_port: int, folder: Path) -> None:
    """Until SIGTERM."""
    boite, broken, retours = Boite(folder), pannes.Pannes(), Retours.from_environment()
    user = os.environ.get("BOITE_SMS_USER", "permis")
    app = application(boite, broken, retours, user, secret("BOITE_SMS_PASSWORD"))
    web = uvicorn.Server(
        uvicorn.Config(
            app, host=host, port=http_port, log_level="warning", access_log=False, timeout_graceful_shutdown=2
        )
    )
    mail = await smtp.listen(boite, broken, retours, smtp_port, host)
    try:
        await web.serve()
    finally:
        mail.close()
        await retours.close()
        boite.close()


def main() -> None:
    """Read the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--host", default="127.0.0.1")
    arguments.add_argument("--smtp-port", type=int, required=True)
    arguments.add_argument("--http-port", type=int, required=True)
    arguments.add_argument("--data", type=Path, required=True)
    given = arguments.parse_args()
    asyncio.run(run(given.host, given.smtp_port, given.http_port, given.data))


if __name__ == "__main__":
    main()
