"""Taking a dossier in hand, giving it back, and the next that waits."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from contracts.http import OnceKey, problems
from instruction.api.access import Instructeur, Service
from instruction.api.decisions import Corps
from instruction.api.vues import DossierEnListe
from instruction.domain.dossier import DecisionImpossible, DossierIntrouvable, verifier_decidable
from instruction.domain.prise import AucunDossierLibre, DossierEnMain, prendre, verifier
from instruction.storage import audit, dossiers, prises

router = APIRouter(prefix="/api/instruction/dossiers", tags=["prises"])


class Suivant(Corps):
    motif: Annotated[str, Field(max_length=40)] | None = None


class Tenu(DossierEnListe):
    """In the caller's hand until `jusqu_a`, later with each act."""

    jusqu_a: datetime


@router.post("/suivant", responses=problems(AucunDossierLibre))
async def post_suivant(body: Suivant, caller: Instructeur, once: OnceKey, app: Service) -> Tenu:
    """The oldest that nobody has."""
    now = app.now()
    async with app.db.begin(once) as tx:
        demande = await prises.premier_libre(tx, caller, now, body.motif)
        if demande is None:
            raise AucunDossierLibre("Tous sont décidés ou en main : revenez plus tard, ou changez de motif.")
        dossier = await dossiers.load(tx, demande, seen_by=caller)
        prise = prendre(dossier.prise, caller.id, caller.nom, now)
        await prises.poser(tx, dossier, prise, now)
        await prises.note_instructeur(tx, caller, now)
        await audit.note(tx, caller, "prendre", demande)
        await tx.reply(answer := Tenu.model_validate({**vars(DossierEnListe.of(dossier)), "jusqu_a": prise.jusqu_a}))
    return answer


@router.post("/{demande}/prise", responses=problems(DossierIntrouvable, DossierEnMain, DecisionImpossible))
async def post_prise(demande: UUID, caller: Instructeur, once: OnceKey, app: Service) -> Tenu:
    """Again is twenty minutes more."""
    now = app.now()
    async with app.db.begin(once) as tx:
        dossier = await dossiers.load(tx, demande, seen_by=caller)
        verifier_decidable(dossier)
        prise = prendre(dossier.prise, caller.id, caller.nom, now)
        await prises.poser(tx, dossier, prise, now)
        await prises.note_instructeur(tx, caller, now)
        await audit.note(tx, caller, "prendre", demande)
        await tx.reply(answer := Tenu.model_validate({**vars(DossierEnListe.of(dossier)), "jusqu_a": prise.jusqu_a}))
    return answer


@router.delete("/{demande}/prise", status_code=204, responses=problems(DossierIntrouvable, DossierEnMain))
async def delete_prise(demande: UUID, caller: Instructeur, once: OnceKey, app: Service) -> None:
    """Of one's own; given back already is given back."""
    async with app.db.begin(once) as tx:
        dossier = await dossiers.load(tx, demande, seen_by=caller)
        verifier(dossier.prise, caller.id, app.now())
        await prises.lever(tx, dossier, app.now())
        await audit.note(tx, caller, "rendre", demande)
        await tx.reply(None, 204)
