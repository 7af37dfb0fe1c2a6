"""`python -m documents_pdf serve --role api|worker|all`, `migrate`, `check-config`."""

import argparse
import sys
from pathlib import Path

MIGRATIONS = Path(__file__).parent / "storage" / "migrations"


def main() -> int:
    """Imports stand in here: a printing process imports this module again and needs none of them."""
    from pydantic import ValidationError

    from contracts.settings import read
    from documents_pdf.settings import Settings

    arguments = _arguments()
    try:
        settings = read(Settings)
    except ValidationError as fault:
        print(f"settings: {fault}", file=sys.stderr)
        return 2
    match arguments.command:
        case "migrate":
            return _migrate(settings.owner_database_url.get_secret_value() if settings.owner_database_url else None)
        case "serve":
            import uvloop

            from contracts import spans
            from documents_pdf.main import NAME, run

            with spans.exported(NAME):
                uvloop.run(run(settings, arguments.role))
        case "check-config":
            print("settings: complete")
    return 0


def _migrate(owner_url: str | None) -> int:
    from contracts.delivery.migration import upgrade

    if owner_url is None:
        print("migrate needs DOCUMENTS_OWNER_DATABASE_URL", file=sys.stderr)
        return 2
    upgrade(MIGRATIONS, owner_url)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m documents_pdf")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="run the service")
    serve.add_argument("--role", choices=("api", "worker", "all"), default="all")
    commands.add_parser("migrate", help="bring the database to the newest version")
    commands.add_parser("check-config", help="read the settings and say what is missing")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
