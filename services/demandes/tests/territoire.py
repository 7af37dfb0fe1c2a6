"""A small register for pure tests: four communes, their préfectures, three countries."""

from dataclasses import dataclass
from typing import ClassVar

from contracts.events.parts import Prefecture


@dataclass(frozen=True)
class CommuneEssai:
    code: str
    nom: str
    departement: str
    arrondissement: str
    codes_postaux: tuple[str, ...]


class TerritoireEssai:
    COMMUNES: ClassVar = (
        CommuneEssai("92049", "Montrouge", "92", "921", ("92120",)),
        CommuneEssai("75114", "Paris 14e Arrondissement", "75", "751", ("75014",)),
        CommuneEssai("2A004", "Ajaccio", "2A", "2A1", ("20000", "20090")),
        CommuneEssai("98818", "Nouméa", "988", "9881", ("98800",)),
    )
    PREFECTURES: ClassVar = {"921": "Antony", "751": "Paris", "2A1": "Ajaccio"}
    PAYS: ClassVar = {"FR": "France", "MA": "Maroc", "DE": "Allemagne"}

    def commune(self, code_insee: str, /) -> CommuneEssai | None:
        return next((commune for commune in self.COMMUNES if commune.code == code_insee), None)

    def prefecture(self, code: str, /) -> Prefecture | None:
        nom = self.PREFECTURES.get(code)
        return None if nom is None else Prefecture(code=code, nom=nom)

    def pays(self, code: str, /) -> str | None:
        return self.PAYS.get(code)

    def departement(self, code: str, /) -> str | None:
        return code if code in ("92", "75", "2A", "974") else None


TERRITOIRE = TerritoireEssai()
