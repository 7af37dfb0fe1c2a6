"""`python -m ctn_verification.annuaire FILE` replaces the directory of approved photographers by that of a CSV file."""

import asyncio
import sys
from pathlib import Path

from contracts.errors import RuleBroken
from contracts.settings import read
from ctn_verification.annuaire import importer
from ctn_verification.settings import Settings


def main(fichier: Path) -> int:
    try:
        nombre = asyncio.run(importer(read(Settings).database_url.get_secret_value(), fichier.read_bytes()))
    except (RuleBroken, OSError) as fault:
        print(fault, *(error.detail for error in getattr(fault, "errors", ())), sep="\n", file=sys.stderr)
        return 1
    print(f"photographes={nombre}")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m ctn_verification.annuaire FILE")
    sys.exit(main(Path(sys.argv[1])))
