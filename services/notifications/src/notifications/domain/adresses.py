"""Addresses where nothing arrives: known by a hash, shown by what its holder recognises."""

import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from notifications.domain.message import Canal

COORDONNEES = {"mail": "une autre adresse électronique", "sms": "un autre numéro de téléphone"}


@dataclass(frozen=True)
class AdresseMorte:
    """Written to no more until its holder gives another one."""

    canal: Canal
    apercu: str
    cause: str
    depuis: datetime
    compte: UUID | None


def empreinte(canal: Canal, adresse: str, cle: bytes) -> str:
    """The same for the same mailbox or number, however it is written."""
    forme = adresse.strip().casefold() if canal == "mail" else re.sub(r"[^\d+]", "", adresse)
    return hmac.new(cle, f"{canal}:{forme}".encode(), sha256).hexdigest()


def apercu(canal: Canal, adresse: str) -> str:
    """«z***@exemple.fr», «***78»: signs of the small alphabet of SMS."""
    if canal == "sms":
        return f"***{adresse[-2:]}"
    locale, _, domaine = adresse.rpartition("@")
    return f"{locale[:1]}***@{domaine}"
