"""The registry of agréments: an administrator imports it and looks things up in it."""

import asyncio
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.datastructures import UploadFile

from accounts.api.access import Administrateur
from accounts.api.parties import Service
from accounts.domain.registre import OCTETS_MAX, Agrement, Etat, RegistreInvalide, etat_le, jour_de, lire_registre
from accounts.storage import agrements, journal
from contracts.errors import FieldError, RuleBroken
from contracts.http import CurseurInvalide, OnceKey, Page, Pagination, page, problems

CHEMIN = "/api/accounts/agrements"
BODY_LIMITS = {CHEMIN: OCTETS_MAX + 64 * 1024}
"""The file and the form around it."""

router = APIRouter(prefix=CHEMIN)

CORPS: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "CSV in UTF-8: numero_agrement;raison_sociale;departement;etat;valable_jusqu_au. 5 MB at most.",
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"fichier": {"type": "string", "format": "binary"}},
                    "required": ["fichier"],
                }
            },
        },
    }
}


class FichierAbsent(RuleBroken):
    slug = "fichier-absent"
    title = "Il n'y a pas de fichier"
    kind = "invalide"

    def __init__(self) -> None:
        detail = "Joignez le fichier CSV dans le champ « fichier », ou envoyez-le seul en text/csv."
        super().__init__(detail, errors=[FieldError("/fichier", detail)])


class FichierNonCsv(RuleBroken):
    slug = "fichier-non-csv"
    title = "Ce n'est pas un fichier CSV"
    kind = "type_refuse"


class FichierTropGros(RuleBroken):
    slug = "fichier-trop-gros"
    title = "Le fichier dépasse 5 Mo"
    kind = "trop_gros"


class Rapport(BaseModel):
    """Numbers that the file does not name stay in the registry as they were."""

    lignes: int
    ajoutes: int
    modifies: int
    inchanges: int
    absents: int
    premiers_absents: list[str] = Field(description="Twenty of them at most.")
    comptes_concernes: int = Field(description="Schools with an account whose state has changed by this.")


class AgrementVu(BaseModel):
    numero_agrement: str
    raison_sociale: str
    departement: str
    etat: Etat = Field(description="Today; expire after the last day.")
    valable_jusqu_au: date | None


REFUS = problems(RegistreInvalide, FichierAbsent, FichierNonCsv, FichierTropGros)


@router.post("", responses=REFUS, openapi_extra=CORPS)
async def post_agrements(request: Request, caller: Administrateur, once: OnceKey, app: Service) -> Rapport:
    """The whole file, or nothing of it."""
    octets = await _fichier(request)
    lus = await asyncio.to_thread(lire_registre, octets)
    async with app.db.begin(once and once.of(sha256(octets).hexdigest())) as tx:
        fait = await agrements.importer(tx, lus, app.now())
        rapport = Rapport.model_validate(asdict(fait))
        resume = f"{fait.ajoutes} ajoutés, {fait.modifies} modifiés, {fait.absents} absents"
        await journal.noter(tx, "agrements-importes", le=app.now(), auteur=caller.id, detail=resume)
        await tx.reply(rapport)
    return rapport


@router.get("", responses=problems(CurseurInvalide))
async def get_agrements(
    paging: Pagination,
    caller: Administrateur,
    app: Service,
    q: Annotated[str, Query(max_length=100, description="Part of a number or of a name.")] = "",
) -> Page[AgrementVu]:
    async with app.db.begin() as tx:
        rows = await agrements.page(tx, q, paging)
    aujourd_hui = jour_de(app.now())

    def vu(agrement: Agrement) -> AgrementVu:
        values = asdict(agrement) | {"etat": etat_le(agrement, aujourd_hui)}
        return AgrementVu(numero_agrement=values.pop("numero"), **values)

    return page(rows, paging, key=lambda agrement: (agrement.numero,), element=vu)


async def _fichier(request: Request) -> bytes:
    """As a form or as it is; BodyLimits has bounded what comes in."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == "text/csv":
        octets = await request.body()
    elif media_type == "multipart/form-data":
        async with request.form(max_files=1, max_fields=4, max_part_size=4096) as form:
            envoye = form.get("fichier")
            if not isinstance(envoye, UploadFile):
                raise FichierAbsent
            octets = await envoye.read(OCTETS_MAX + 1)
    else:
        raise FichierNonCsv("Envoyez-le en text/csv, ou dans un formulaire multipart/form-data.")
    if len(octets) > OCTETS_MAX:
        raise FichierTropGros("Partagez-le en plusieurs fichiers : les lignes absentes d'un fichier restent.")
    return octets
