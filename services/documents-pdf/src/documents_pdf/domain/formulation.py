"""How an official document words dates, times, lists of names and texts that people typed."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
MOIS = (
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
)
INSECABLE = "\u00a0"

# Controls and format characters (a right-to-left override would turn the text that follows), private use, unassigned.
_ILLISIBLES = {"Cc", "Cf", "Co", "Cs", "Cn"}


def en_toutes_lettres(jour: date) -> str:
    """« 1er mars 2026 ». An instant is written as the day it is in Paris (domain.md §7.1)."""
    if isinstance(jour, datetime):
        jour = jour.astimezone(PARIS).date()
    numero = "1er" if jour.day == 1 else str(jour.day)
    return INSECABLE.join((numero, MOIS[jour.month - 1], f"{jour.year:04d}"))


def avec_l_heure(instant: datetime) -> str:
    """« 12 avril 2026 à 14 h 24 », on the clocks of Paris."""
    local = instant.astimezone(PARIS)
    return f"{en_toutes_lettres(instant)} à {local.hour}{INSECABLE}h{INSECABLE}{local.minute:02d}"


def lisible(texte: str) -> str:
    """The text as it can be printed: composed, on one line, without invisible characters."""
    visibles = "".join(c for c in texte if c.isspace() or unicodedata.category(c) not in _ILLISIBLES)
    return unicodedata.normalize("NFC", " ".join(visibles.split()))


def enumere(mots: Iterable[str]) -> str:
    """« Éric, Jean-Noël, Zoé », without the empty ones."""
    return ", ".join(filter(None, map(lisible, mots)))


def typographie(texte: str) -> str:
    """Words of the administration as they are set in French; what a person typed stays as it was typed."""
    courbe = lisible(texte).replace("'", "’")
    collee = re.sub(r" (?=[:;!?»%])", INSECABLE, courbe)
    return re.sub(r"(?<=[«°]) ", INSECABLE, collee)


def telephone(numero: str) -> str:
    """« 06 12 34 56 78 »; a number from abroad as it is."""
    francais = re.fullmatch(r"\+33([1-9])(\d\d)(\d\d)(\d\d)(\d\d)", numero)
    return INSECABLE.join((f"0{francais[1]}", *francais.groups()[1:])) if francais else lisible(numero)


def paragraphes(texte: str) -> tuple[str, ...]:
    """What an agent wrote, line by line, without the empty ones."""
    return tuple(filter(None, map(lisible, texte.splitlines())))
