"""The history of a demande: who did what, when, what came of it; each line carries the print of the one before."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from contracts.vocabulary.roles import Role
from contracts.vocabulary.statuts import Statut
from demandes.domain.statuts import Acte

ORIGINE = "0" * 64
"""What the first line of every history follows."""


@dataclass(frozen=True)
class Auteur:
    """Who acted, as the history may say it for ever: a role and the name of an office or a school, never a person's."""

    role: str
    nom: str


CANDIDAT = Auteur(Role.USAGER, "Le candidat")
REPRESENTANT = Auteur(Role.USAGER, "Le représentant légal")
CTN = Auteur(Role.AGENT_CTN, "Centre de Traitement et de Numérisation")
SYSTEME = Auteur("systeme", "Système des demandes en ligne")


@dataclass(frozen=True)
class Ligne:
    """One line: written once, never changed. No personal data: it outlives the demande's own."""

    le: datetime
    acte: Acte
    auteur: Auteur
    statut: Statut
    suite: str
    details: tuple[str, ...] = ()


def empreinte(precedente: str, demande: UUID, rang: int, ligne: Ligne) -> str:
    """SHA-256 over the former print and this line: whoever changes a line would have to change all that follow."""
    contenu = [
        precedente,
        str(demande),
        rang,
        ligne.le.astimezone(UTC).isoformat(timespec="microseconds"),
        ligne.acte.value,
        ligne.auteur.role,
        ligne.auteur.nom,
        ligne.statut.value,
        ligne.suite,
        list(ligne.details),
    ]
    return hashlib.sha256(json.dumps(contenu, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
