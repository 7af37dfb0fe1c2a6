"""`python -m portal serve`, `check-config`."""

import argparse
import sys

import uvloop
from pydantic import ValidationError

from contracts import spans
from portal.main import NAME, run
from portal.settings import Settings


def main() -> int:
    arguments = _arguments()
    try:
        settings = Settings()
    except ValidationError as fault:
        print(f"settings: {fault}", file=sys.stderr)
        return 2
    match arguments.command:
        case "serve":
            with spans.exported(NAME):
                uvloop.run(run(settings))
        case "check-config":
            print("settings: complete")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m portal")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="serve the pages")
    commands.add_parser("check-config", help="read the settings and say what is missing")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
