"""Models that a civil servant can edit: `<code>.mail.txt` begins with its subject, `<code>.sms.txt` is all text.

A second line `Bouton: …` says what the button above its link reads, where the mail has a link on a line of its own.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import jinja2
import jinja2.sandbox

from notifications.domain.message import CANAUX, Canal
from notifications.domain.sms import tenir

FOLDER = Path(__file__).parent
OBJET, BOUTON = "Objet: ", "Bouton: "

environment = jinja2.sandbox.ImmutableSandboxedEnvironment(
    loader=jinja2.FileSystemLoader(FOLDER),
    undefined=jinja2.StrictUndefined,
    autoescape=False,  # plain text: nothing here is markup
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=False,
)


PARIS = ZoneInfo("Europe/Paris")
MOIS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]


def jour(le: datetime) -> str:
    """«1er mai 2026», as the calendar of metropolitan France has it."""
    ici = le.astimezone(PARIS)
    return f"{'1er' if ici.day == 1 else ici.day} {MOIS[ici.month - 1]} {ici.year}"


def instant(le: datetime) -> str:
    """«1er mai 2026 à 14h05»."""
    return f"{jour(le)} à {le.astimezone(PARIS):%Hh%M}"


environment.filters |= {"jour": jour, "instant": instant}


class Ecrit(NamedTuple):
    """Subject (empty for an SMS) and text."""

    objet: str
    texte: str


def ecrire(modele: str, canal: Canal, valeurs: Mapping[str, Any]) -> Ecrit:
    """Raises jinja2.UndefinedError when a variable of the model has no value."""
    written = environment.get_template(f"{modele}.{canal}.txt").render(valeurs).strip()
    if canal == "sms":
        return Ecrit("", tenir(written))
    objet, _, texte = written.partition("\n")
    assert objet.startswith(OBJET), modele
    if texte.startswith(BOUTON):
        _, _, texte = texte.partition("\n")
    return Ecrit(" ".join(objet.removeprefix(OBJET).split()), texte.strip())


@cache
def voies(modele: str) -> tuple[Canal, ...]:
    """By which channels it goes: those for which it has a model."""
    return tuple(canal for canal in CANAUX if (FOLDER / f"{modele}.{canal}.txt").exists())


@cache
def bouton(modele: str) -> str | None:
    """What its button reads, if the mail has one; a model that is gone has none."""
    try:
        source = (FOLDER / f"{modele}.mail.txt").read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    second = source.splitlines()[1]
    return second.removeprefix(BOUTON).strip() if second.startswith(BOUTON) else None
