"""The answer of a service, and its problem as a page tells it: each fault beside its field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Probleme:
    """RFC 9457, as a page needs it: `erreurs` by JSON pointer ("/email") or query parameter ("?q")."""

    statut: int
    slug: str
    titre: str
    detail: str
    erreurs: Mapping[str, str] = field(default_factory=dict)

    def de(self, pointeur: str) -> str | None:
        """What is wrong with this field."""
        return self.erreurs.get(pointeur)

    @property
    def dit(self) -> str:
        """One sentence after another, where no form is shown again: each fault of a field too."""
        fautes = [detail for detail in self.erreurs.values() if detail != self.detail]
        return " ".join([f"{self.titre}.", self.detail, *fautes])


@dataclass(frozen=True, slots=True)
class Reponse:
    """What a service answered: `donnees` of a good answer, `probleme` of a refusal."""

    statut: int
    donnees: Any = None
    probleme: Probleme | None = None
    etag: str = ""

    @classmethod
    def de(cls, answer: httpx.Response) -> "Reponse":
        etag = answer.headers.get("etag", "")
        if answer.is_success:
            return cls(answer.status_code, answer.json() if answer.content else None, etag=etag)
        return cls(answer.status_code, probleme=_probleme(answer), etag=etag)


def _probleme(answer: httpx.Response) -> Probleme:
    """An answer without a problem in it comes from something before the service: it is told as an outage."""
    if not answer.headers.get("content-type", "").startswith(PROBLEM):
        return Probleme(
            answer.status_code,
            "reponse-inattendue",
            "Le service a répondu de façon inattendue",
            "Réessayez dans quelques instants : ce qui a été accepté est conservé.",
        )
    said = answer.json()
    erreurs: dict[str, str] = {}
    for erreur in said.get("errors", ()):
        known = erreurs.get(erreur["pointer"])
        erreurs[erreur["pointer"]] = f"{known} {erreur['detail']}" if known else erreur["detail"]
    return Probleme(answer.status_code, said["type"].rsplit("/", 1)[-1], said["title"], said["detail"], erreurs)
