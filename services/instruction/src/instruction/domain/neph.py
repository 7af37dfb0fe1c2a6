"""The NEPH, under which the national registry knows a person: twelve digits (domain.md §7.2)."""

import re

from contracts.errors import RuleBroken
from contracts.events.parts import EtatCivil

NEPH = re.compile(r"^\d{2}(0[1-9]|1[0-2])(0[1-9]|1\d|2[1-9AB]|[3-8]\d|9[0-57])\d{6}$")
TIRAGES = 1_000_000


class NephInvalide(RuleBroken):
    slug = "neph-invalide"
    title = "Ce numéro NEPH n'a pas la forme attendue"
    kind = "invalide"


class NephAttribue(RuleBroken):
    slug = "neph-attribue"
    title = "Ce numéro NEPH est déjà celui d'une autre personne"
    kind = "conflit"


def lire_neph(texte: str) -> str:
    """As the registry writes it. Raises NephInvalide."""
    neph = re.sub(r"[\s.-]", "", texte).upper()
    if NEPH.match(neph) is None:
        raise NephInvalide("Saisissez douze caractères : année, mois, département, puis six chiffres.")
    return neph


def former_neph(annee: int, mois: int, prefecture: str, tirage: int) -> str:
    """A new number: year and month of the inscription, département of the préfecture, six digits drawn.

    >>> former_neph(2026, 4, "921", 123456)
    '260492123456'
    """
    return f"{annee % 100:02d}{mois:02d}{prefecture[:2]}{tirage % TIRAGES:06d}"


def meme_personne(un: EtatCivil, autre: EtatCivil) -> bool:
    """Whether a number that is known already belongs to the person of this dossier."""
    return all(getattr(un, part) == getattr(autre, part) for part in ("nom_naissance", "prenoms", "date_naissance"))
