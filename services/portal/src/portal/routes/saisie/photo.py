"""Step 4: the code of a numeric photo and signature, the paper form, or later (seeds 000, 004)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from portal.clients import Probleme
from portal.pages import Formulaire, Page, Saisie
from portal.routes.saisie.brouillon import Brouillon, Deposant, lire
from portal.routes.saisie.etape import afficher, enregistrer, relu, reprise, suite

router = APIRouter()

SLUG = "photo-signature"
CHAMPS: Mapping[str, str] = {"/mode": "mode-1", "/code": "code"}
MODES = {
    "numerique": "Photo et signature numériques",
    "papier": "Formulaire papier",
    "pas_encore": "Pas encore de photo",
}
PLUS_TARD = (
    "La photo reste à faire : la demande est gardée, et ne se terminera qu'avec un code ou le formulaire papier."
)


@router.get("/monespace/demandes/{demande_id}/etapes/photo-signature")
async def get_photo(demande_id: UUID, page: Deposant) -> Response:
    brouillon = await lire(page, demande_id)
    if not brouillon.permet("choisir_photo"):
        return brouillon.ailleurs(page)
    return await _page(page, brouillon, (brouillon.enregistree(SLUG) or {}).get("mode", ""))


@router.post("/monespace/demandes/{demande_id}/etapes/photo-signature")
async def post_photo(demande_id: UUID, page: Deposant, saisie: Formulaire) -> Response:
    brouillon = await lire(page, demande_id)
    if not brouillon.permet("choisir_photo"):
        return brouillon.ailleurs(page)
    mode, code = saisie["mode"], saisie["code"]
    if (choisi := reprise(saisie, brouillon, SLUG, {"mode": mode})) is not None:
        return await _page(page, brouillon, choisi["mode"], saisie=saisie)
    if saisie["vers"] == "precedente" and not code:
        return suite(page, saisie, brouillon, SLUG)
    if mode == "pas_encore":
        return suite(page, saisie, brouillon, SLUG, PLUS_TARD)
    if mode == "numerique" and not code and _deja(brouillon):
        return suite(page, saisie, brouillon, SLUG)
    corps = {"mode": mode, "code": code} if mode == "numerique" else {"mode": mode}
    reponse = await enregistrer(page, saisie, brouillon, SLUG, corps)
    if (probleme := reponse.probleme) is None:
        return suite(page, saisie, brouillon, SLUG)
    return await _page(page, await relu(page, demande_id, probleme, brouillon), mode, probleme, saisie=saisie)


def _deja(brouillon: Brouillon) -> bool:
    """Whether a code is kept that may still serve; its end alone is ever shown."""
    photo: Mapping[str, Any] = brouillon.enregistree(SLUG) or {}
    return photo.get("mode") == "numerique" and not photo.get("consommee")


async def _page(
    page: Page, brouillon: Brouillon, mode: str, probleme: Probleme | None = None, *, saisie: Saisie | None = None
) -> Response:
    photo = brouillon.enregistree(SLUG) or {}
    return await afficher(
        page,
        brouillon,
        SLUG,
        {"mode": mode},
        champs=CHAMPS,
        probleme=probleme,
        saisie=saisie,
        mots={"/mode": MODES},
        photo=photo if _deja(brouillon) else {},
    )
