"""What a person wants to be told by which channel; what the law requires is sent whatever he says."""

from collections.abc import Mapping
from dataclasses import dataclass

from notifications.domain.catalogue import FICHES, Theme
from notifications.domain.message import Canal


@dataclass(frozen=True)
class Choix:
    """Of one theme."""

    mail: bool = True
    sms: bool = True

    def veut(self, canal: Canal) -> bool:
        return self.mail if canal == "mail" else self.sms


Preferences = Mapping[Theme, Choix]
"""A theme without a row is wanted by every channel."""


def voulu(modele: str, canal: Canal, preferences: Preferences) -> bool:
    fiche = FICHES.get(modele)
    if fiche is None or fiche.theme is None or canal not in fiche.choix:
        return True
    return preferences.get(fiche.theme, Choix()).veut(canal)
