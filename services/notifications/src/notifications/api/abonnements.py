"""/api/notifications/abonnements: webhooks of partners, for who does not speak AMQP."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import AwareDatetime, BaseModel, ConfigDict, EmailStr, Field, StringConstraints

from contracts.http import CurseurInvalide, Page, Pagination, page, problems
from contracts.identity import Caller, caller_with
from contracts.vocabulary.portees import Portee
from contracts.vocabulary.roles import Role
from notifications.api.acces import Service
from notifications.domain.abonnement import (
    ABONNEMENTS_MAX,
    ADRESSE_MAX,
    Abonnement,
    AbonnementIntrouvable,
    AbonnementRefuse,
    Etat,
    TropDAbonnements,
    changer_de_secret,
    exiger_recevable,
    modifier,
    secret_de,
)
from notifications.storage import abonnements

router = APIRouter(prefix="/api/notifications/abonnements", tags=["abonnements"])

Partenaire = Annotated[Caller, Depends(caller_with(Role.PARTENAIRE, portee=Portee.ABONNEMENTS_GERER))]
Statuts = Annotated[list[str], Field(max_length=30, description="Statuses that are sent; none means all.")]
Description = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class Saisie(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    adresse: Annotated[str, Field(max_length=ADRESSE_MAX, description="https, port 443, a public address.")]
    contact: EmailStr = Field(description="Who is told when the subscription is suspended.")
    description: Description = ""
    statuts: Statuts = []


class AbonnementVu(BaseModel):
    """`cause` is what failed last; `reprise_le` when the receiver is tried again."""

    id: UUID
    adresse: str
    contact: str
    description: str
    statuts: list[str]
    etat: Etat
    cree_le: datetime
    en_echec_depuis: AwareDatetime | None
    reprise_le: AwareDatetime | None
    suspendu_le: AwareDatetime | None
    cause: str | None

    @classmethod
    def of(cls, abonnement: Abonnement) -> Self:
        return cls.model_validate(abonnement, from_attributes=True)


class AbonnementOuvert(AbonnementVu):
    secret: str = Field(description="whsec_…: verifies the signatures; shown this once.")


class Secret(BaseModel):
    secret: str = Field(description="The former one signs beside it for 24 hours.")


@router.post("", status_code=201, responses=problems(AbonnementRefuse, TropDAbonnements))
async def post_abonnement(body: Saisie, caller: Partenaire, app: Service) -> AbonnementOuvert:
    """From now on each change of status is sent there. No Idempotency-Key: the answer holds a secret."""
    exiger_recevable(body.adresse, tuple(body.statuts), locale_permise=app.facteur.locale_permise)
    ouvert = Abonnement(
        id=app.new_id(),
        partenaire=caller.id,
        adresse=body.adresse,
        contact=body.contact,
        description=body.description,
        statuts=tuple(dict.fromkeys(body.statuts)),
        etat=Etat.ACTIF,
        generation=1,
        cree_le=app.now(),
    )
    async with app.db.begin() as tx:
        if not await abonnements.add(tx, ouvert, ABONNEMENTS_MAX):
            raise TropDAbonnements(f"Supprimez un abonnement d'abord : {ABONNEMENTS_MAX} au plus.")
    vu = AbonnementVu.of(ouvert).model_dump()
    return AbonnementOuvert(**vu, secret=secret_de(app.cles.sceau, ouvert.id, ouvert.generation))


@router.get("", responses=problems(CurseurInvalide))
async def get_abonnements(caller: Partenaire, app: Service, paging: Pagination) -> Page[AbonnementVu]:
    """The caller's own, the oldest first."""
    async with app.db.begin() as tx:
        found = await abonnements.of_partner(tx, caller.id, paging)
    return page(found, paging, key=lambda a: (a.cree_le, a.id), element=AbonnementVu.of)


@router.get("/{abonnement_id}", responses=problems(AbonnementIntrouvable))
async def get_abonnement(abonnement_id: UUID, caller: Partenaire, app: Service) -> AbonnementVu:
    async with app.db.begin() as tx:
        return AbonnementVu.of(await abonnements.read(tx, abonnement_id, caller.id))


@router.put("/{abonnement_id}", responses=problems(AbonnementIntrouvable, AbonnementRefuse))
async def put_abonnement(abonnement_id: UUID, body: Saisie, caller: Partenaire, app: Service) -> AbonnementVu:
    """What was sent to the former address stays sent; what waits goes to the new one."""
    exiger_recevable(body.adresse, tuple(body.statuts), locale_permise=app.facteur.locale_permise)
    async with app.db.begin() as tx:
        avant = await abonnements.load(tx, abonnement_id, caller.id)
        apres = modifier(
            avant,
            adresse=body.adresse,
            contact=body.contact,
            description=body.description,
            statuts=tuple(dict.fromkeys(body.statuts)),
        )
        await abonnements.save(tx, apres)
    app.reveiller_webhooks()
    return AbonnementVu.of(apres)


@router.delete("/{abonnement_id}", status_code=204, responses=problems(AbonnementIntrouvable))
async def delete_abonnement(abonnement_id: UUID, caller: Partenaire, app: Service) -> None:
    """Nothing is sent any more, what waits included."""
    async with app.db.begin() as tx:
        await abonnements.load(tx, abonnement_id, caller.id)
        await abonnements.remove(tx, abonnement_id)


@router.post("/{abonnement_id}/secret", responses=problems(AbonnementIntrouvable))
async def post_secret(abonnement_id: UUID, caller: Partenaire, app: Service) -> Secret:
    """Another one. No Idempotency-Key: the answer holds it."""
    async with app.db.begin() as tx:
        change = changer_de_secret(await abonnements.load(tx, abonnement_id, caller.id), app.now())
        await abonnements.save(tx, change)
    return Secret(secret=secret_de(app.cles.sceau, change.id, change.generation))
