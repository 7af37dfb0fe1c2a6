"""The templates, what they may say of dates and figures, and the addresses of static files."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jinja2
from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal

from portal.statiques import Statiques

FOLDER = Path(__file__).parent / "gabarits"
PARIS = ZoneInfo("Europe/Paris")
LOCALE = "fr_FR"


class Gabarits:
    """`rendre` gives the HTML of a template. Values are escaped; a variable that is missing is an error."""

    def __init__(self, statiques: Statiques, *, marque_etat: bool) -> None:
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(FOLDER),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.do"],
        )
        self._environment.filters |= {"jour": jour, "instant": instant, "nombre": nombre, "duree": duree}
        self._environment.globals |= {"statique": statiques.adresse, "marque_etat": marque_etat}

    def rendre(self, nom: str, valeurs: Mapping[str, Any]) -> str:
        return self._environment.get_template(nom).render(valeurs)


def jour(valeur: str | date | None) -> str:
    """2026-11-21 is 21/11/2026, as the administration writes it (seed 001); nothing is a dash."""
    if not valeur:
        return "–"
    said = _moment(valeur) if isinstance(valeur, str) and "T" in valeur else valeur
    found = date.fromisoformat(said) if isinstance(said, str) else said
    return format_date(found, "dd/MM/yyyy", locale=LOCALE)


def instant(valeur: str | datetime | None) -> str:
    """An instant in legal time: 21/11/2026 à 11h05."""
    if not valeur:
        return "–"
    return format_datetime(_moment(valeur), "dd/MM/yyyy 'à' HH'h'mm", locale=LOCALE)


def nombre(valeur: float) -> str:
    """1234.5 is 1 234,5."""
    return format_decimal(valeur, locale=LOCALE)


def duree(secondes: float) -> str:
    """Seconds in the largest unit that says something: 3 jours, 5 heures."""
    return format_timedelta(round(secondes), threshold=1.2, locale=LOCALE)


def _moment(valeur: str | date) -> datetime:
    found = datetime.fromisoformat(valeur) if isinstance(valeur, str) else valeur
    if not isinstance(found, datetime):
        return datetime(found.year, found.month, found.day, tzinfo=PARIS)
    return found.astimezone(PARIS)
