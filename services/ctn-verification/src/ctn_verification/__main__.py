"""`python -m ctn_verification`: serve, migrate, check the settings."""

import argparse
import sys

import uvloop
from pydantic import ValidationError

from contracts.delivery.migration import upgrade
from contracts.telemetry import configure_logging
from ctn_verification.main import MIGRATIONS, run
from ctn_verification.settings import Settings


def main(arguments: list[str] | None = None) -> int:
    args = _parser().parse_args(arguments)
    try:
        return int(args.do(args, Settings()))
    except ValidationError as fault:
        for error in fault.errors():
            print(f"CTN_{str(error['loc'][0]).upper()}: {error['msg']}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ctn_verification", description=__doc__)
    commands = parser.add_subparsers(required=True)
    serve = commands.add_parser("serve", help="run the service")
    serve.add_argument("--role", choices=("api", "worker", "all"), default="all")
    serve.set_defaults(do=_serve)
    commands.add_parser("migrate", help="bring the database to the newest version").set_defaults(do=_migrate)
    commands.add_parser("check-config", help="read the settings and say what is wrong").set_defaults(do=_check)
    return parser


def _serve(args: argparse.Namespace, settings: Settings) -> int:
    configure_logging("ctn")
    uvloop.run(run(settings, args.role))
    return 0


def _migrate(_: argparse.Namespace, settings: Settings) -> int:
    if settings.owner_database_url is None:
        print("CTN_OWNER_DATABASE_URL is needed to migrate", file=sys.stderr)
        return 2
    upgrade(MIGRATIONS, settings.owner_database_url.get_secret_value())
    return 0


def _check(_: argparse.Namespace, settings: Settings) -> int:
    print("settings complete")
    return 0


if __name__ == "__main__":
    sys.exit(main())
