"""The public keys by which every service verifies access tokens."""

from typing import Any

from fastapi import APIRouter, Response

from accounts.api.parties import Service
from contracts.identity import public_jwks

router = APIRouter()


@router.get("/.well-known/jwks.json")
async def get_jwks(app: Service, response: Response) -> dict[str, Any]:
    response.headers["Cache-Control"] = "public, max-age=300"
    return public_jwks(*app.cles)
