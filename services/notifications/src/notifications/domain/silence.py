"""When an SMS may ring: not at night where its reader lives. No text asks for silent Sundays (domain.md §5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from notifications.domain.catalogue import a_toute_heure

METROPOLE = ZoneInfo("Europe/Paris")
OUTRE_MER: Mapping[str, ZoneInfo] = {
    "+262": ZoneInfo("Indian/Reunion"),
    "+508": ZoneInfo("America/Miquelon"),
    "+590": ZoneInfo("America/Guadeloupe"),
    "+594": ZoneInfo("America/Cayenne"),
    "+596": ZoneInfo("America/Martinique"),
    "+681": ZoneInfo("Pacific/Wallis"),
    "+687": ZoneInfo("Pacific/Noumea"),
    "+689": ZoneInfo("Pacific/Tahiti"),
}
"""The telephone codes of the territories; Mayotte has that of La Réunion, one hour apart."""


@dataclass(frozen=True)
class Silence:
    """From `debut` to `fin`, over midnight; none when they are the same."""

    debut: time = time(22)
    fin: time = time(8)

    def jusqu_a(self, modele: str, numero: str, now: datetime) -> datetime | None:
        """When this SMS may go; None means now."""
        if a_toute_heure(modele) or self.debut == self.fin:
            return None
        ici = now.astimezone(fuseau(numero))
        if not self._silencieux(ici.time()):
            return None
        matin = ici.replace(hour=self.fin.hour, minute=self.fin.minute, second=0, microsecond=0, fold=0)
        return matin if matin > ici else matin + timedelta(days=1)

    def _silencieux(self, heure: time) -> bool:
        if self.debut < self.fin:
            return self.debut <= heure < self.fin
        return heure >= self.debut or heure < self.fin


def fuseau(numero: str) -> ZoneInfo:
    return OUTRE_MER.get(numero[:4], METROPOLE)
