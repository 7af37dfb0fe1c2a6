"""Which of the waiting dossiers an agent wants to see."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, and_, literal_column, not_, or_, true

from ctn_verification.domain.dossier import Etat
from ctn_verification.storage.tables import dossiers as d

Main = Literal["miens", "libres", "autres"]


@dataclass(frozen=True)
class Filtre:
    """None is all. `prefecture` is the code of the arrondissement, `doute` a cause or a word of `Doute`."""

    motif: str | None = None
    prefecture: str | None = None
    tour: int | None = None
    doute: str | None = None


def en_attente(filtre: Filtre) -> ColumnElement[bool]:
    """Those that wait for an agent, and that he asks for."""
    asked = [
        (filtre.motif, d.c.resume["motif"].astext == filtre.motif),
        (filtre.prefecture, d.c.resume["prefecture_code"].astext == filtre.prefecture),
        (filtre.tour, d.c.tour == filtre.tour),
        (filtre.doute, d.c.doutes.contains([filtre.doute])),
    ]
    waits = d.c.etat == literal_column(f"'{Etat.A_EXAMINER}'")  # a parameter would hide the indexes of those who wait
    return and_(waits, *(condition for value, condition in asked if value is not None))


def libre(now: datetime) -> ColumnElement[bool]:
    return or_(d.c.pris_jusqu_a.is_(None), d.c.pris_jusqu_a <= now)


def dans_la_main(main: Main | None, agent: UUID, now: datetime) -> ColumnElement[bool]:
    mains = {
        "miens": not_(libre(now)) & (d.c.pris_par == agent),
        "libres": libre(now),
        "autres": not_(libre(now)) & (d.c.pris_par != agent),
    }
    return true() if main is None else mains[main]
