"""`python -m deploy.compose write | check`: compose.yml, written again or compared."""

import sys

from deploy.compose.document import FILE, written


def main(act: str) -> int:
    text = written()
    if act == "write":
        FILE.write_text(text, encoding="utf-8")
        return 0
    if FILE.read_text(encoding="utf-8") != text:
        print(f"{FILE} is not what the catalogue makes of it: python -m deploy.compose write", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "check"))
