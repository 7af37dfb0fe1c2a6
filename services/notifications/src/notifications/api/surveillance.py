"""/api/notifications/surveillance: the webhooks of all partners, as who looks after the sending sees and stops them."""

from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from contracts.http import CurseurInvalide, OnceKey, Page, Pagination, page, problems
from notifications.api.abonnements import AbonnementVu
from notifications.api.acces import Exploitant, Service
from notifications.domain.abonnement import Abonnement, AbonnementIntrouvable, reprendre, suspendre
from notifications.storage import abonnements

router = APIRouter(prefix="/api/notifications/surveillance/abonnements", tags=["abonnements"])


class AbonnementSurveille(AbonnementVu):
    """`adresse` without its query, which may hold a password of the partner's."""

    partenaire: UUID

    @classmethod
    def of(cls, abonnement: Abonnement) -> "AbonnementSurveille":
        vu = cls.model_validate(abonnement, from_attributes=True)
        return vu.model_copy(update={"adresse": urlsplit(abonnement.adresse)._replace(query="", fragment="").geturl()})


class Suspension(BaseModel):
    model_config = ConfigDict(extra="forbid")

    raison: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=200)] = Field(
        description="The partner reads it as the cause."
    )


@router.get("", responses=problems(CurseurInvalide))
async def get_surveilles(_: Exploitant, app: Service, paging: Pagination) -> Page[AbonnementSurveille]:
    """Of all partners, the oldest first."""
    async with app.db.begin() as tx:
        found = await abonnements.of_all(tx, paging)
    return page(found, paging, key=lambda a: (a.cree_le, a.id), element=AbonnementSurveille.of)


@router.post("/{abonnement_id}/suspension", status_code=204, responses=problems(AbonnementIntrouvable))
async def post_suspension(abonnement_id: UUID, body: Suspension, _: Exploitant, once: OnceKey, app: Service) -> None:
    """Nothing goes there any more; what changes meanwhile is had by a replay."""
    async with app.db.begin(once) as tx:
        await abonnements.save(tx, suspendre(await abonnements.load(tx, abonnement_id), body.raison, app.now()))
        await tx.reply(None, status=204)


@router.post("/{abonnement_id}/reprise", status_code=204, responses=problems(AbonnementIntrouvable))
async def post_levee(abonnement_id: UUID, _: Exploitant, once: OnceKey, app: Service) -> None:
    """It is sent to again, from now on."""
    async with app.db.begin(once) as tx:
        await abonnements.save(tx, reprendre(await abonnements.load(tx, abonnement_id)))
        await tx.reply(None, status=204)
    app.reveiller_webhooks()
