"""What `python -m <service>` understands, the same for every service: serve, migrate, check-config."""

import argparse
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import uvloop
from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings

from contracts import spans
from contracts.delivery.migration import upgrade
from contracts.settings import read

S = TypeVar("S", bound=BaseSettings)


def command_line(
    package: str, settings_of: type[S], run: Callable[[S, str], Coroutine[Any, Any, None]], migrations: Path
) -> int:
    """Do what the arguments say; returns the exit code. Missing settings are named, by the variable to set."""
    arguments = _parser(package).parse_args()
    prefix = settings_of.model_config.get("env_prefix", "")
    try:
        settings = read(settings_of)
    except ValidationError as fault:
        for error in fault.errors():
            print(f"{prefix}{str(error['loc'][0]).upper()}: {error['msg']}", file=sys.stderr)
        return 2
    match arguments.command:
        case "serve":
            with spans.exported(prefix.rstrip("_").lower()):
                uvloop.run(run(settings, arguments.role))
        case "migrate":
            return _migrate(settings, prefix, migrations)
        case "check-config":
            print("settings complete")
    return 0


def _migrate(settings: Any, prefix: str, migrations: Path) -> int:
    owner: SecretStr | None = settings.owner_database_url
    if owner is None:
        print(f"{prefix}OWNER_DATABASE_URL is needed to migrate", file=sys.stderr)
        return 2
    upgrade(migrations, owner.get_secret_value())
    return 0


def _parser(package: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python -m {package}")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="run the service")
    serve.add_argument("--role", choices=("api", "worker", "all"), default="all")
    commands.add_parser("migrate", help="bring the database to the newest version")
    commands.add_parser("check-config", help="read the settings and say what is wrong")
    return parser
