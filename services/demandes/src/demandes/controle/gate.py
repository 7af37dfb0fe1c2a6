"""The gate: name and first bytes here, everything that opens the file in a child process."""

import os
from dataclasses import dataclass
from hashlib import sha256

from contracts.children.pool import FileGivenUp, Pool, PoolFull
from contracts.errors import RuleBroken
from contracts.vocabulary.causes import Cause
from demandes.controle.antivirus import Antivirus, SansAntivirus
from demandes.domain.fichiers import annoncer, refuser

MEMORY = 1200 * 1024 * 1024  # address space: eighty megapixels decoded, and their clean copy
PATIENCE = 10.0  # seconds


class ControleSature(RuleBroken):
    slug = "controle-sature"
    title = "Trop de fichiers sont déposés en ce moment"
    kind = "indisponible"


@dataclass(frozen=True)
class Accepte:
    """A file that may be a piece: its clean copy, which alone is kept."""

    nom: str
    format: str
    pages: int
    octets: bytes
    sha256: str


class Gate:
    """Children start with the first file."""

    def __init__(self, size: int | None = None, antivirus: Antivirus | None = None) -> None:
        self._antivirus = antivirus or SansAntivirus()
        self._pool = Pool("demandes.controle.enfant", size or os.cpu_count() or 2, memory=MEMORY, patience=PATIENCE)

    @property
    def pids(self) -> list[int]:
        return self._pool.pids

    async def controler(self, nom: str, octets: bytes) -> Accepte:
        """Raises a FichierRefuse with cause, figure and remedy, or ControleSature, or AntivirusIndisponible."""
        annonce = annoncer(nom, octets)
        await self._antivirus.verifier(octets)
        try:
            answer = await self._pool.perform(annonce.format.nom, octets)
        except FileGivenUp:
            raise refuser(Cause.FICHIER_ILLISIBLE) from None
        except PoolFull:
            raise ControleSature("Votre fichier n'a pas été pris : recommencez dans quelques secondes.") from None
        if "cause" in answer.found:
            raise refuser(answer.found["cause"], answer.found.get("mesure", ""))
        return Accepte(
            nom=annonce.nom,
            format=str(answer.found["media_type"]),
            pages=int(answer.found["pages"]),
            octets=answer.made,
            sha256=sha256(answer.made).hexdigest(),
        )

    async def close(self) -> None:
        await self._pool.close()
