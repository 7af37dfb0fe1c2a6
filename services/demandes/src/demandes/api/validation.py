"""The candidate, or who acts for him, validates, which gives the demande its number; or refuses it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from contracts.http import OnceKey, problems
from demandes.api.access import Candidat, Service
from demandes.api.etag import IfMatch, check_version, set_etag
from demandes.api.suivi import Suivi
from demandes.domain.demande import DemandeIntrouvable, VersionPerimee
from demandes.domain.manques import DemandeIncomplete
from demandes.domain.releve import texte_libre
from demandes.domain.statuts import ActeImpossible
from demandes.domain.validation import AttestationManquante, refuser, valider
from demandes.storage import demandes
from demandes.storage.demandes import NumeroIndisponible

router = APIRouter(
    prefix="/api/demandes/{demande_id}",
    tags=["validation"],
    responses=problems(DemandeIntrouvable, ActeImpossible, VersionPerimee),
)


class Validation(BaseModel):
    model_config = ConfigDict(extra="forbid")

    atteste_sur_l_honneur: bool = False


class Refus(BaseModel):
    """`raison` is free text for the school."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    raison: Annotated[str | None, Field(max_length=1000)] = None


@router.post("/validation", responses=problems(AttestationManquante, DemandeIncomplete, NumeroIndisponible))
async def post_validation(
    demande_id: UUID,
    body: Validation,
    caller: Candidat,
    once: OnceKey,
    app: Service,
    response: Response,
    if_match: IfMatch = None,
) -> Suivi:
    async with app.db.begin(once) as tx:
        lue = await demandes.load(tx, demande_id, seen_by=caller)
        check_version(lue, if_match)
        now, atteste = app.now(), body.atteste_sur_l_honneur
        demande = await demandes.save_numbered(
            tx, lambda tirage: valider(lue, caller.id, atteste=atteste, now=now, tirage=tirage), app.tirage
        )
        await tx.reply(answer := Suivi.of(demande))
    set_etag(response, demande)
    return answer


@router.post("/refus")
async def post_refus(
    demande_id: UUID,
    body: Refus,
    caller: Candidat,
    once: OnceKey,
    app: Service,
    response: Response,
    if_match: IfMatch = None,
) -> Suivi:
    async with app.db.begin(once) as tx:
        demande = await demandes.load(tx, demande_id, seen_by=caller)
        check_version(demande, if_match)
        demande = await demandes.save(
            tx, refuser(demande, caller.id, raison=texte_libre(body.raison or ""), now=app.now())
        )
        await tx.reply(answer := Suivi.of(demande))
    set_etag(response, demande)
    return answer
