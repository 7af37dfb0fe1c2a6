"""Imprimerie Nationale's side of the exchange (docs/exchanges/imprimerie.md)."""

import asyncio
import base64
import binascii
import secrets
from datetime import UTC, date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Response
from fastapi.responses import JSONResponse
from fastapi.security import HTTPBasic, HTTPBasicCredentials
from pydantic import BaseModel, ConfigDict, Field

from deploy.simulators.fabrication.atelier import Atelier
from deploy.simulators.fabrication.pannes import Pannes

Reference = Annotated[str, Path(pattern=r"^[0-9]{20,26}-[0-9]{1,3}$")]
STATUTS = {"prise": 201, "connue": 200, "autre": 409}
LENT = 30


class Categorie(BaseModel):
    code: str
    obtenue_le: date | None
    valable_jusqu_au: date
    mentions: list[str]


class Destination(BaseModel):
    model_config = ConfigDict(extra="allow")

    destinataire: Annotated[str, Field(min_length=1, max_length=120)]
    adresse: Annotated[list[str], Field(min_length=1, max_length=6)]
    code_postal: str
    commune: str


class Ordre(Destination):
    """What stands on the card, and where it goes."""

    reference: str
    nature: str
    nom: Annotated[str, Field(min_length=1)]
    nom_usage: str | None
    prenoms: Annotated[list[str], Field(min_length=1)]
    sexe: str
    naissance_le: date
    naissance_lieu: str
    autorite: str
    neph: str
    ancien_titre: str | None
    delivre_le: date
    categories: Annotated[list[Categorie], Field(min_length=1)]
    photo: str
    signature: str


def router(atelier: Atelier, pannes: Pannes, user: str, password: str) -> APIRouter:
    """Orders, postings, reports."""
    basic = HTTPBasic()

    async def known(given: Annotated[HTTPBasicCredentials, Depends(basic)]) -> None:
        right = secrets.compare_digest(f"{given.username}:{given.password}".encode(), f"{user}:{password}".encode())
        if not right:
            raise HTTPException(401, headers={"WWW-Authenticate": "Basic"})
        if pannes.imprimerie == "503":
            raise HTTPException(503, headers={"Retry-After": "5"})
        if pannes.imprimerie == "lent":
            await asyncio.sleep(LENT)

    routes = APIRouter(prefix="/titres/v1", dependencies=[Depends(known)])

    @routes.put("/ordres/{reference}")
    async def put_ordre(reference: Reference, ordre: Ordre) -> Response:
        if not (_image(ordre.photo) and _image(ordre.signature)):
            return JSONResponse({"cause": "La photo ou la signature n'est pas une image JPEG ou PNG."}, 422)
        prise = atelier.commander(reference, ordre.model_dump(mode="json"), datetime.now(UTC))
        if pannes.imprimerie == "doute":
            raise HTTPException(504)
        cause = {"cause": "Un autre ordre a été reçu sous cette référence."} if prise == "autre" else {}
        return JSONResponse({"reference": reference, **cause}, STATUTS[prise])

    @routes.put("/ordres/{reference}/envois/{envoi}")
    async def put_envoi(reference: Reference, envoi: Annotated[int, Path(ge=2, le=99)], vers: Destination) -> Response:
        prise = atelier.expedier_de_nouveau(reference, envoi, datetime.now(UTC))
        if prise is None:
            raise HTTPException(404)
        return JSONResponse({"reference": reference, "envoi": envoi}, STATUTS[prise])

    @routes.get("/ordres/{reference}")
    async def get_ordre(reference: Reference) -> dict[str, Any]:
        etat = atelier.etat(reference)
        if etat is None:
            raise HTTPException(404)
        return etat

    @routes.get("/comptes-rendus")
    async def get_comptes_rendus(
        apres: Annotated[int, Query(ge=0)] = 0, limite: Annotated[int, Query(ge=1, le=500)] = 100
    ) -> dict[str, Any]:
        return {"lignes": atelier.lignes(apres, limite)}

    return routes


def _image(contenu: str) -> bool:
    try:
        octets = base64.b64decode(contenu, validate=True)
    except (ValueError, binascii.Error):
        return False
    return octets.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n"))
