"""Ages, in whole years."""

from datetime import date

AGE_PLAUSIBLE = 110
"""Nobody older asks for a licence: a birth date before is a slip."""


def age(naissance: date, le: date) -> int:
    """Born on 29 February, one is a year older on 1 March of a common year."""
    return le.year - naissance.year - ((le.month, le.day) < (naissance.month, naissance.day))
