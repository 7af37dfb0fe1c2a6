"""Where photo and signature can be made: for everybody, before there is any account."""

from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from contracts.errors import FieldError, RuleBroken
from contracts.http import problems
from ctn_verification.api.requests import Service
from ctn_verification.domain.photographe import Photographe, Position
from ctn_verification.storage import photographes

router = APIRouter(prefix="/api/ctn/photographes", tags=["photographes"])

Degres = Annotated[float | None, Query(description="Degrees, WGS 84; latitude and longitude together.")]


class PositionIncomplete(RuleBroken):
    slug = "position-incomplete"
    title = "La position est incomplète"
    kind = "invalide"


class LieuManquant(RuleBroken):
    slug = "lieu-manquant"
    title = "Indiquez où chercher"
    kind = "invalide"


class PhotographeVu(BaseModel):
    nom: str
    adresse: str
    code_postal: str
    commune: str
    telephone: str
    distance_km: float | None = Field(description="From the position that was given; null without one.")

    @classmethod
    def of(cls, photographe: Photographe, distance: float | None) -> Self:
        values = {nom: valeur for nom, valeur in photographe._asdict().items() if nom != "position"}
        return cls.model_validate(values | {"distance_km": None if distance is None else round(distance, 1)})


class Photographes(BaseModel):
    elements: list[PhotographeVu]


@router.get("", responses=problems(PositionIncomplete, LieuManquant))
async def get_photographes(
    app: Service,
    code_postal: Annotated[
        str | None, Query(pattern=r"^[0-9]{5}$", description="Five digits: 92160. Needed without a position.")
    ] = None,
    latitude: Annotated[Degres, Query(ge=-90, le=90)] = None,
    longitude: Annotated[Degres, Query(ge=-180, le=180)] = None,
    limite: Annotated[int, Query(ge=1, le=50)] = 20,
) -> Photographes:
    """The nearest first; empty as long as no directory was imported."""
    if (latitude is None) is not (longitude is None):
        manque = "/latitude" if latitude is None else "/longitude"
        detail = "Donnez latitude et longitude, ou aucune des deux."
        raise PositionIncomplete(detail, errors=[FieldError(manque, detail)])
    ici = None if latitude is None or longitude is None else Position(latitude, longitude)
    if ici is None and code_postal is None:
        detail = "Donnez un code postal à cinq chiffres, ou une position."
        raise LieuManquant(detail, errors=[FieldError("?code_postal", detail)])
    async with app.db.begin() as tx:
        found = await photographes.proches(tx, code_postal, ici, limite)
    return Photographes(elements=[PhotographeVu.of(*un) for un in found])
