"""What was delivered by webhook, what waits, and how it is had once more."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from contracts.errors import FieldError
from contracts.http import CurseurInvalide, OnceKey, Page, Pagination, page, problems
from notifications.api.abonnements import AbonnementVu, Partenaire
from notifications.api.acces import Service
from notifications.domain.abonnement import (
    GARDES,
    AbonnementIntrouvable,
    AbonnementRefuse,
    AbonnementSuspendu,
    exiger_actif,
    reprendre,
)
from notifications.storage import abonnements, livraisons
from notifications.storage.livraisons import Vue

router = APIRouter(prefix="/api/notifications/abonnements/{abonnement_id}", tags=["abonnements"])


class LivraisonVue(BaseModel):
    """`evenement` is the `webhook-id`; `faute` is what failed last."""

    id: int
    evenement: UUID
    sujet: UUID
    statut: str
    etat: str
    essais: int
    prochain_le: datetime
    statut_http: int | None
    faute: str | None
    fini_le: datetime | None

    @classmethod
    def of(cls, vue: Vue) -> "LivraisonVue":
        return cls(**vue._asdict())


class Rejeu(BaseModel):
    model_config = ConfigDict(extra="forbid")

    depuis: AwareDatetime = Field(description=f"From then on; {GARDES.days} days back at most.")


class Rejouees(BaseModel):
    livraisons: int


@router.get("/livraisons", responses=problems(AbonnementIntrouvable, CurseurInvalide))
async def get_livraisons(
    abonnement_id: UUID, caller: Partenaire, app: Service, paging: Pagination
) -> Page[LivraisonVue]:
    """The newest first."""
    async with app.db.begin() as tx:
        await abonnements.read(tx, abonnement_id, caller.id)
        found = await livraisons.of_subscription(tx, abonnement_id, paging)
    return page(found, paging, key=lambda vue: (vue.id,), element=LivraisonVue.of)


@router.post("/reprise", responses=problems(AbonnementIntrouvable))
async def post_reprise(abonnement_id: UUID, caller: Partenaire, once: OnceKey, app: Service) -> AbonnementVu:
    """A suspended subscription is sent to again, from now on; one that waits for its receiver tries at once."""
    async with app.db.begin(once) as tx:
        repris = reprendre(await abonnements.load(tx, abonnement_id, caller.id))
        await abonnements.save(tx, repris)
        answer = AbonnementVu.of(repris)
        await tx.reply(answer)
    app.reveiller_webhooks()
    return answer


@router.post("/rejeu", status_code=202, responses=problems(AbonnementIntrouvable, AbonnementRefuse, AbonnementSuspendu))
async def post_rejeu(abonnement_id: UUID, body: Rejeu, caller: Partenaire, once: OnceKey, app: Service) -> Rejouees:
    """All events since then once more, with the same ids."""
    now = app.now()
    if not now - GARDES <= body.depuis <= now:
        detail = f"Indiquez une date passée, de {GARDES.days} jours au plus."
        raise AbonnementRefuse(detail, errors=[FieldError("/depuis", detail)])
    async with app.db.begin(once) as tx:
        abonnement = exiger_actif(await abonnements.load(tx, abonnement_id, caller.id))
        nombre = await livraisons.replay(tx, abonnement.id, abonnement.statuts, body.depuis, now)
        answer = Rejouees(livraisons=nombre)
        await tx.reply(answer, 202)
    app.reveiller_webhooks()
    return answer
