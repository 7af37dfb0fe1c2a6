"""Names of people: what may be one, how two spellings compare, and the identifiant made of one."""

import re
import string
import unicodedata
from collections.abc import Iterable

LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l"})
PONCTUATION = frozenset(" -'’.")
LONGUEUR_IDENTIFIANT = 30


def plier(texte: str) -> str:
    """Without accents, case and punctuation: `Jean-Pierre` and `JEAN PIERRE` are one first name."""
    decompose = unicodedata.normalize("NFKD", texte.translate(LIGATURES)).casefold()
    lettres = (c if c.isalnum() else " " for c in decompose if not unicodedata.combining(c))
    return " ".join("".join(lettres).split())


def est_un_nom(texte: str) -> bool:
    """Letters of any accent, spaces, hyphens, apostrophes and dots, with a letter among them."""
    compose = unicodedata.normalize("NFC", texte)
    return any(c.isalpha() for c in compose) and all(c.isalpha() or c in PONCTUATION for c in compose)


def base_identifiant(prenom: str, nom: str) -> str:
    """Initial and surname, lower case (seed 001: `rleroy`); letters outside a–z give way."""
    initiale, reste = (re.sub(r"[^a-z]", "", plier(mot)) for mot in (prenom, nom))
    return (initiale[:1] + reste)[:LONGUEUR_IDENTIFIANT] or "usager"


def identifiant_libre(base: str, pris: Iterable[str]) -> str:
    """The base, or the base with the number after the highest that is taken: `rleroy`, `rleroy2`, `rleroy3`."""
    rangs = [int(found[1] or 1) for autre in pris if (found := re.fullmatch(re.escape(base) + r"(\d*)", autre))]
    return f"{base}{max(rangs) + 1}" if rangs else base


def racine(identifiant: str) -> str:
    """The identifiant without its number: those of one root are told apart by it alone."""
    return identifiant.rstrip(string.digits)
