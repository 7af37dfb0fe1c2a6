"""What a row of the tables says: what is measured, from where on it is a doubt, from where on a refusal.

The thresholds were calibrated on drawn samples (`make precision`); domain.md gives the norm behind each. Scale of the
sharpness: moteur/nettete.py.
"""

from enum import Enum
from typing import NamedTuple

from contracts.vocabulary.causes import Cause
from ctn_verification.domain.mesures import Mesure


class Sens(Enum):
    AU_MOINS = "au moins"
    AU_PLUS = "au plus"


class Regle(NamedTuple):
    """`admis` is the last good value; beyond `refus` it is a refusal, between the two an agent looks.

    Without `refus` it is never worse than a doubt. Of one cause, an image gets the worst row, the first of those.
    """

    cause: Cause
    mesure: Mesure
    sens: Sens
    admis: float
    refus: float | None
    constat: str  # the figure as the person reads it: {valeur}, {admis}, {taille} without sign, {ecart} to what is good
    source: str
    masquee_par: frozenset[Cause] = frozenset()  # refused for one of these, the image says nothing about this measure
    libelle: str = ""  # instead of the vocabulary's, where it does not fit this measure
    remede: str = ""  # the same figures may stand in it
    norme: float | None = None  # what {ecart} leads to, where `admis` forgives what the measure is off


LUMIERE = frozenset({Cause.TROP_SOMBRE, Cause.TROP_CLAIRE})
ILLISIBLE = LUMIERE | {Cause.PAGE_BLANCHE, Cause.TROP_PETITE}
