"""La Poste's public «Suivi» API, version 2: one object by its number, with the events of its journey."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import httpx
from pydantic import AwareDatetime, BaseModel, Field, ValidationError

from instruction.domain.titre import Fait

PATIENCE = httpx.Timeout(15, connect=3)

FAITS: Mapping[str, Fait] = {
    "AG1": Fait.ABSENT,  # waits at the post office
    "DI1": Fait.REMIS,  # delivered
    "RE1": Fait.RETOURNE,  # on its way back to the sender
    "DI2": Fait.RETOURNE,  # delivered to the sender
}
"""Event codes that change where the card is; the others (taken charge of, sorted, out for delivery) are its road."""


class PosteAbsente(Exception):
    """No answer, too many questions, or an answer that cannot be read."""


class Passage(NamedTuple):
    """One event of the journey: its code, when, and the label that La Poste shows."""

    code: str
    le: AwareDatetime
    libelle: str
    bureau: str | None


class _Evenement(BaseModel):
    code: str
    label: str = ""
    date: AwareDatetime


class _Retrait(BaseModel):
    name: str | None = None


class _Contexte(BaseModel):
    removal_point: _Retrait | None = Field(default=None, alias="removalPoint")


class _Envoi(BaseModel):
    event: list[_Evenement] = []
    context_data: _Contexte | None = Field(default=None, alias="contextData")


class _Reponse(BaseModel):
    shipment: _Envoi


class Poste:
    """Raises PosteAbsente."""

    def __init__(self, url: str, *, cle: str) -> None:
        headers = {"X-Okapi-Key": cle, "Accept": "application/json"}
        self._http = httpx.AsyncClient(base_url=url, timeout=PATIENCE, headers=headers)

    async def suivre(self, numero: str) -> Sequence[Passage]:
        """Oldest first; nothing as long as La Poste does not know the number."""
        try:
            answer = await self._http.get(f"/suivi/v2/idships/{numero}", params={"lang": "fr_FR"})
            if answer.status_code == 404:
                return []
            answer.raise_for_status()
            envoi = _Reponse.model_validate_json(answer.content).shipment
        except httpx.HTTPError as outage:
            raise PosteAbsente(type(outage).__name__) from None
        except ValidationError:
            raise PosteAbsente("réponse illisible") from None
        contexte = envoi.context_data
        bureau = contexte.removal_point.name if contexte and contexte.removal_point else None
        return sorted((Passage(e.code, e.date, e.label, bureau) for e in envoi.event), key=lambda p: p.le)

    async def close(self) -> None:
        await self._http.aclose()
