"""The number of a driving school's agrément (domain.md §7.2): `E 17 095 0006 0`."""

import re
from typing import Final

FORME: Final = re.compile(r"E ?(\d{2}) ?(0\d{2}|02[AB]|97\d) ?(\d{4}) ?(\d)", re.ASCII)

# Corsica has been 02A and 02B since 1976; 971 to 978 are the overseas départements and collectivities.
DEPARTEMENTS: Final = frozenset(
    [f"{numero:03}" for numero in range(1, 96) if numero != 20] + ["02A", "02B"] + [f"97{n}" for n in range(1, 9)]
)


def numero_d_agrement(saisie: str) -> str | None:
    """The number in its spaced form; None when it is not one, or when its département does not exist."""
    trouve = FORME.fullmatch(" ".join(saisie.upper().split()))
    if trouve is None or trouve[2] not in DEPARTEMENTS:
        return None
    return " ".join(("E", *trouve.groups()))
