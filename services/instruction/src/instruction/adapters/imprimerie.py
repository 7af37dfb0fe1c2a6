"""Imprimerie Nationale: orders by PUT under a reference, so that asking twice orders once; reports read by position."""

import base64
from collections.abc import Sequence
from dataclasses import asdict

import httpx
from pydantic import AwareDatetime, BaseModel, TypeAdapter, ValidationError

from instruction.domain.ordre import Ordre

PATIENCE = httpx.Timeout(20, connect=3)
PAGE = 100
JSON = TypeAdapter(dict[str, object])


class ImprimerieAbsente(Exception):
    """No answer, or none that can be read: whether the order was taken is unknown, and asking again does no harm."""


class OrdreRefuse(Exception):
    """Imprimerie Nationale will not take this order as it is; its words say why."""


class CompteRendu(BaseModel):
    """One line of what happened to an order; lines are numbered without gaps and never change."""

    position: int
    reference: str
    fait: str  # accepte, refuse, produit, expedie; others are to come
    le: AwareDatetime
    numero_titre: str | None = None
    numero_suivi: str | None = None
    cause: str | None = None


class _Releve(BaseModel):
    lignes: list[CompteRendu]


class Imprimerie:
    """Raises ImprimerieAbsente, and OrdreRefuse where an order is sent."""

    def __init__(self, url: str, *, user: str, password: str) -> None:
        self._http = httpx.AsyncClient(base_url=url, timeout=PATIENCE, auth=(user, password))

    async def commander(self, ordre: Ordre, photo: bytes, signature: bytes) -> None:
        """Once per reference; the same order again is taken for the first."""
        body = {**asdict(ordre), "photo": _base64(photo), "signature": _base64(signature)}
        await self._put(f"/titres/v1/ordres/{ordre.reference}", body)

    async def renvoyer(self, reference: str, envoi: int, ordre: Ordre) -> None:
        """A card that came back is posted again, to this address; once per `envoi`."""
        adresse = {nom: getattr(ordre, nom) for nom in ("destinataire", "adresse", "code_postal", "commune")}
        await self._put(f"/titres/v1/ordres/{reference}/envois/{envoi}", adresse)

    async def comptes_rendus(self, apres: int) -> Sequence[CompteRendu]:
        """The next lines after this position, at most a hundred."""
        answer = await self._get("/titres/v1/comptes-rendus", {"apres": apres, "limite": PAGE})
        try:
            return _Releve.model_validate_json(answer.content).lignes
        except ValidationError:
            raise ImprimerieAbsente("réponse illisible") from None

    async def close(self) -> None:
        await self._http.aclose()

    async def _put(self, path: str, body: dict[str, object]) -> None:
        content = JSON.dump_json(body)
        try:
            answer = await self._http.put(path, content=content, headers={"Content-Type": "application/json"})
        except httpx.HTTPError as outage:
            raise ImprimerieAbsente(type(outage).__name__) from None
        if answer.status_code in (409, 413, 422):
            raise OrdreRefuse(_cause(answer))
        if not answer.is_success:
            raise ImprimerieAbsente(f"HTTP {answer.status_code}")

    async def _get(self, path: str, params: dict[str, int]) -> httpx.Response:
        try:
            answer = await self._http.get(path, params=params)
            answer.raise_for_status()
        except httpx.HTTPError as outage:
            raise ImprimerieAbsente(type(outage).__name__) from None
        return answer


def _base64(octets: bytes) -> str:
    return base64.b64encode(octets).decode()


def _cause(answer: httpx.Response) -> str:
    try:
        said = answer.json().get("cause")
    except (ValueError, AttributeError):
        said = None
    return str(said)[:300] if said else f"Ordre refusé (HTTP {answer.status_code})."
