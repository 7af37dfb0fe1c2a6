"""`python3 beside.py ALL.lock SOME.lock` prints the pins of the first that the second lacks, with their hashes."""

import sys
from pathlib import Path


def pins(lock: Path) -> dict[str, str]:
    """Each pin with the lines that belong to it."""
    blocks: dict[str, str] = {}
    first = ""
    for line in lock.read_text(encoding="utf-8").splitlines():
        first = first if line.startswith(" ") else line
        blocks[first] = f"{blocks.get(first, '')}{line}\n"
    return blocks


if __name__ == "__main__":
    more, known = (pins(Path(name)) for name in sys.argv[1:3])
    sys.stdout.write("".join(block for first, block in more.items() if first not in known))
