"""The lists that forms choose from, asked of demandes and kept as long as it says they are good."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from portal.pages import Page

AGE = re.compile(r"max-age=(\d+)")
AGE_MAX = 3600.0


@dataclass
class Listes:
    """One answer for each list; the same for everybody."""

    monotonic: Callable[[], float] = time.monotonic
    _connues: dict[str, tuple[float, Any]] = field(default_factory=dict)

    async def lire(self, page: Page, nom: str) -> Any:
        """`motifs`, `categories`, `pieces`, `pays`, `departements` or `prefectures`. Raises Refus."""
        jusqua, valeur = self._connues.get(nom, (0.0, None))
        if self.monotonic() < jusqua:
            return valeur
        valeur = await page.obtenir(f"/api/demandes/referentiel/{nom}")
        self._connues[nom] = (self.monotonic() + AGE_MAX, valeur)
        return valeur


LISTES = Listes()


async def motif_de(page: Page, code: str) -> dict[str, Any] | None:
    """The row of a motif: which answers it asks for."""
    motifs = await LISTES.lire(page, "motifs")
    return next((motif for motif in motifs if motif["code"] == code), None)


async def paires(page: Page, nom: str) -> list[tuple[str, str]]:
    """A list as the options of a field."""
    return [(mot["code"], mot["libelle"]) for mot in await LISTES.lire(page, nom)]
