"""What of the queue an agent works on: asked for in the address, kept from one dossier to the next."""

from dataclasses import asdict, dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Query


@dataclass(frozen=True, slots=True)
class Filtre:
    """Words of the service; an empty one asks for nothing."""

    motif: str = ""
    prefecture: str = ""
    tour: str = ""
    doute: str = ""

    @property
    def valeurs(self) -> dict[str, str]:
        return {nom: valeur for nom, valeur in asdict(self).items() if valeur}

    @property
    def corps(self) -> dict[str, Any]:
        """As `POST …/suivant` wants it."""
        return {nom: int(valeur) if nom == "tour" else valeur for nom, valeur in self.valeurs.items()}

    def adresse(self, chemin: str, **autres: str) -> str:
        """An address that keeps it."""
        requete = urlencode(self.valeurs | {nom: valeur for nom, valeur in autres.items() if valeur})
        return f"{chemin}?{requete}" if requete else chemin


async def _filtre(
    motif: Annotated[str, Query(max_length=40)] = "",
    prefecture: Annotated[str, Query(max_length=8)] = "",
    tour: Annotated[str, Query(max_length=4, pattern=r"^([1-9][0-9]{0,2})?$")] = "",
    doute: Annotated[str, Query(max_length=64)] = "",
) -> Filtre:
    return Filtre(motif, prefecture, tour, doute)


FiltreDemande = Annotated[Filtre, Depends(_filtre)]
