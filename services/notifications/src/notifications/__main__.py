"""`python -m notifications serve --role api|worker|all`, `migrate`, `check-config`."""

import argparse
import sys
from pathlib import Path

import uvloop
from pydantic import ValidationError

from contracts.delivery.migration import upgrade
from notifications.main import run
from notifications.settings import Settings

MIGRATIONS = Path(__file__).parent / "storage" / "migrations"


def main() -> int:
    arguments = _arguments()
    try:
        settings = Settings()
    except ValidationError as fault:
        print(f"settings: {fault}", file=sys.stderr)
        return 2
    match arguments.command:
        case "migrate":
            if settings.owner_database_url is None:
                print("migrate needs NOTIFICATIONS_OWNER_DATABASE_URL", file=sys.stderr)
                return 2
            upgrade(MIGRATIONS, settings.owner_database_url.get_secret_value())
        case "serve":
            uvloop.run(run(settings, arguments.role))
        case "check-config":
            print("settings: complete")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m notifications")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="run the service")
    serve.add_argument("--role", choices=("api", "worker", "all"), default="all")
    commands.add_parser("migrate", help="bring the database to the newest version")
    commands.add_parser("check-config", help="read the settings and say what is missing")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
