"""La Poste's «Suivi» API, version 2, in the shape of its public documentation."""

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Header, HTTPException, Path
from fastapi.responses import JSONResponse

from deploy.simulators.fabrication.atelier import Atelier
from deploy.simulators.fabrication.pannes import Pannes
from deploy.simulators.fabrication.scenarios import BUREAU

FINAL = ("DI1", "DI2")


def router(atelier: Atelier, pannes: Pannes, cle: str) -> APIRouter:
    """One object by its number."""
    routes = APIRouter(prefix="/suivi/v2")

    @routes.get("/idships/{numero}")
    async def get_idship(
        numero: Annotated[str, Path(pattern=r"^[0-9A-Za-z]{11,15}$")],
        x_okapi_key: Annotated[str, Header()] = "",
        lang: str = "fr_FR",
    ) -> JSONResponse:
        if not secrets.compare_digest(x_okapi_key.encode(), cle.encode()):
            return JSONResponse({"code": "UNAUTHORIZED", "message": "Unauthorized"}, 401)
        if pannes.poste:
            raise HTTPException(int(pannes.poste))
        passages = atelier.passages(numero)
        if not passages:
            return JSONResponse({"returnCode": 404, "returnMessage": "Numéro inconnu.", "idShip": numero}, 404)
        return JSONResponse({"lang": lang, "scope": "open", "returnCode": 200, "shipment": _envoi(numero, passages)})

    return routes


def _envoi(numero: str, passages: Any) -> dict[str, Any]:
    au_guichet = any(passage["code"] == "AG1" for passage in passages)
    return {
        "idShip": numero,
        "holder": 4,
        "product": "Lettre Expert",
        "isFinal": passages[0]["code"] in FINAL,
        "entryDate": passages[-1]["le"],
        "event": [{"code": p["code"], "label": p["libelle"], "date": p["le"]} for p in passages],
        "contextData": {
            "deliveryChoice": {"deliveryChoice": 0},
            "originCountry": "FR",
            "arrivalCountry": "FR",
            **({"removalPoint": {"name": BUREAU, "type": "Bureau de poste"}} if au_guichet else {}),
        },
    }
