"""In how many days the service answers, motif by motif, and the ages by which waiting dossiers are counted."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from contracts.vocabulary.motifs import Motif

PROMESSES: Mapping[str, int] = {
    Motif.INSCRIPTION: 15,
    Motif.TITRE_EXAMEN: 10,
    Motif.TITRE_FORMATION: 10,
    Motif.PERTE: 10,
    Motif.VOL: 10,
    Motif.DETERIORATION: 15,
    Motif.FIN_DE_VALIDITE: 20,
    Motif.ETAT_CIVIL: 20,
    Motif.CONVERSION: 30,
    Motif.DIPLOME: 30,
    Motif.INVALIDATION: 30,
    Motif.SUSPENSION: 30,
}
"""Days since the dossier came; chosen for this service, no seed gives them. An unknown motif has the longest."""


class Age(NamedTuple):
    """A bucket: from `depuis` days, up to `jusqu_a` days."""

    code: str
    depuis: int
    jusqu_a: int | None


AGES = (
    Age("jusqu_a_7_jours", 0, 7),
    Age("de_8_a_15_jours", 8, 15),
    Age("de_16_a_30_jours", 16, 30),
    Age("plus_de_30_jours", 31, None),
)


def jours_promis(motif: str) -> int:
    return next((jours for connu, jours in PROMESSES.items() if connu == motif), max(PROMESSES.values()))


def promis_pour(motif: str, recu_le: datetime) -> datetime:
    return recu_le + timedelta(days=jours_promis(motif))


def age_de(jour: date, aujourd_hui: date) -> str:
    jours = max(0, (aujourd_hui - jour).days)
    return next(a.code for a in AGES if a.jusqu_a is None or jours <= a.jusqu_a)
