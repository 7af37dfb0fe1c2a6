"""`python -m deploy.k8s write | check | render OVERLAY`."""

import sys

from deploy.k8s.derives import files
from deploy.k8s.rendering import render


def main(arguments: list[str]) -> int:
    match arguments:
        case ["write"]:
            for file, content in files().items():
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(content, encoding="utf-8")
        case ["check"]:
            stale = [file for file, content in files().items() if not file.exists() or file.read_text() != content]
            for file in stale:
                print(f"{file}: `make k8s` writes it anew", file=sys.stderr)
            return 1 if stale else 0
        case ["render", overlay]:
            print(render(overlay))
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
