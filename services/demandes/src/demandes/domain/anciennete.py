"""How long demandes stand in a status, in the slices in which operators and administrators see it."""

from itertools import pairwise

BORNES = (1, 3, 7, 15, 30)
"""Days in the status: two weeks are what the law of silence and the reminders count in."""
AGES = (f"<{BORNES[0]}j", *(f"{de}-{a}j" for de, a in pairwise(BORNES)), f">{BORNES[-1]}j")
