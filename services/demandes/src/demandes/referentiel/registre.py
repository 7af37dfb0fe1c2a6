"""The registers as they are asked: by code, by postal code, by the beginning of a name."""

import gettext
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pycountry

from contracts.events.parts import Prefecture

FOLDER = Path(__file__).parent
COMMUNES, DEPARTEMENTS, PREFECTURES = "communes.json", "departements.json", "prefectures.json"
REPONSES_MAX = 50


class ReferentielAbsent(RuntimeError):
    """The files are not there: `make setup` makes them from the npm package of official codes."""


@dataclass(frozen=True, slots=True)
class Commune:
    """INSEE code and name; the arrondissement says which préfecture instructs."""

    code: str
    nom: str
    departement: str
    arrondissement: str
    codes_postaux: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Departement:
    code: str
    nom: str


class Referentiel:
    """Loaded once, read by all."""

    def __init__(
        self, communes: Iterable[Commune], departements: Mapping[str, str], prefectures: Mapping[str, str]
    ) -> None:
        self._communes = {commune.code: commune for commune in communes}
        self._departements = dict(departements)
        self._prefectures = dict(prefectures)
        self._names = {code: folded(commune.nom) for code, commune in self._communes.items()}
        self._by_postal_code: dict[str, list[Commune]] = {}
        for commune in self._communes.values():
            for code in commune.codes_postaux:
                self._by_postal_code.setdefault(code, []).append(commune)

    @classmethod
    def load(cls, folder: Path = FOLDER) -> "Referentiel":
        """Raises ReferentielAbsent when the files were not made."""
        try:
            communes, departements, prefectures = (
                json.loads((folder / name).read_text()) for name in (COMMUNES, DEPARTEMENTS, PREFECTURES)
            )
        except FileNotFoundError as missing:
            raise ReferentielAbsent(f"{missing.filename}: run `make setup`") from missing
        return cls(map(_commune, communes), departements, prefectures)

    def commune(self, code_insee: str, /) -> Commune | None:
        return self._communes.get(code_insee)

    def prefecture(self, code: str, /) -> Prefecture | None:
        """The préfecture or sous-préfecture of an arrondissement."""
        nom = self._prefectures.get(code)
        return None if nom is None else Prefecture(code=code, nom=nom)

    def departement(self, code: str, /) -> Departement | None:
        nom = self._departements.get(code)
        return None if nom is None else Departement(code, nom)

    def pays(self, code: str, /) -> str | None:
        """The French name of a country by its ISO 3166-1 alpha-2 code."""
        return pays().get(code)

    def communes(self, q: str = "", code_postal: str = "") -> list[Commune]:
        """At most fifty: those of a postal code, or whose name begins with or holds `q`, accents or not."""
        wanted = folded(q)
        if not wanted and not code_postal:
            return []
        among = self._by_postal_code.get(code_postal, []) if code_postal else self._communes.values()
        found = [commune for commune in among if wanted in self._names[commune.code]]
        found.sort(key=lambda commune: (not self._names[commune.code].startswith(wanted), commune.nom, commune.code))
        return found[:REPONSES_MAX]

    def departements(self) -> list[Departement]:
        return [Departement(code, nom) for code, nom in sorted(self._departements.items())]

    def prefectures(self) -> list[Prefecture]:
        return [Prefecture(code=code, nom=nom) for code, nom in sorted(self._prefectures.items())]


def folded(texte: str) -> str:
    """«L'Haÿ-les-Roses» as it is typed in a hurry: lower case, no accents, blanks for hyphens and apostrophes.

    >>> folded("L'Haÿ-les-Roses")
    'l hay les roses'
    """
    decomposed = unicodedata.normalize("NFKD", texte.casefold().replace("œ", "oe"))
    plain = (c if c.isalnum() else " " for c in decomposed if not unicodedata.combining(c))
    return " ".join("".join(plain).split())


@cache
def pays() -> dict[str, str]:
    """ISO 3166-1 alpha-2 → French name, in the order of the names."""
    french = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=["fr"])
    named = {country.alpha_2: french.gettext(country.name) for country in pycountry.countries}
    return dict(sorted(named.items(), key=lambda item: folded(item[1])))


def _commune(row: list[Any]) -> Commune:
    code, nom, departement, arrondissement, codes_postaux = row
    return Commune(code, nom, departement, arrondissement, tuple(codes_postaux))
