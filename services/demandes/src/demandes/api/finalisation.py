"""The school has finished its entry: the candidate is asked to validate, unless he signed a paper mandate."""

from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict

from contracts.delivery import Tx
from contracts.http import OnceKey, problems
from contracts.identity import Caller
from demandes.api.access import AutoEcole, Service
from demandes.api.etag import IfMatch, check_version, set_etag
from demandes.api.suivi import Suivi
from demandes.app import App
from demandes.domain.demande import Demande, DemandeIntrouvable, VersionPerimee
from demandes.domain.finalisation import finaliser
from demandes.domain.manques import DemandeIncomplete
from demandes.domain.statuts import ActeImpossible
from demandes.domain.validation import AttestationManquante, valider_par_mandat
from demandes.storage import demandes
from demandes.storage.demandes import NumeroIndisponible

router = APIRouter(prefix="/api/demandes/{demande_id}", tags=["finalisation"])


class Finalisation(BaseModel):
    """`conserve_le_mandat` is ticked, and asked for, when step 1 says that the candidate signed a paper mandate."""

    model_config = ConfigDict(extra="forbid")

    conserve_le_mandat: bool = False


@router.post(
    "/finalisation",
    responses=problems(
        DemandeIntrouvable, ActeImpossible, VersionPerimee, DemandeIncomplete, AttestationManquante, NumeroIndisponible
    ),
)
async def post_finalisation(
    demande_id: UUID,
    caller: AutoEcole,
    once: OnceKey,
    app: Service,
    response: Response,
    body: Finalisation | None = None,
    if_match: IfMatch = None,
) -> Suivi:
    async with app.db.begin(once) as tx:
        lue = await demandes.load(tx, demande_id, seen_by=caller)
        check_version(lue, if_match)
        demande = await _finir(tx, lue, caller, body or Finalisation(), app)
        await tx.reply(answer := Suivi.of(demande))
    set_etag(response, demande)
    return answer


async def _finir(tx: Tx, demande: Demande, caller: Caller, body: Finalisation, app: App) -> Demande:
    now, conserve = app.now(), body.conserve_le_mandat
    if not demande.mandat_papier:
        return await demandes.save(tx, finaliser(demande, now))
    return await demandes.save_numbered(
        tx,
        lambda tirage: valider_par_mandat(demande, caller.id, conserve=conserve, now=now, tirage=tirage),
        app.tirage,
    )
