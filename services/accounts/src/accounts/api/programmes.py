"""Programs of photographers and partners, as an administrator sees and opens them. A secret is told once."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from accounts.api.access import Administrateur
from accounts.api.parties import Saisie, Service
from accounts.commandes.clients import NouveauClient, creer_client, renouveler_secret, revoquer_client
from accounts.commandes.refus import CommandeRefusee
from accounts.domain.client import CHEVAUCHEMENT, CHEVAUCHEMENT_MAX
from accounts.storage import clients
from contracts.errors import RuleBroken
from contracts.http import CurseurInvalide, Page, Pagination, page, problems
from contracts.identity.tokens import ROLES

router = APIRouter(prefix="/api/accounts/programmes")

NOM_DE_CLIENT = "^[a-z0-9][a-z0-9-]{2,99}$"
ClientId = Annotated[str, Path(max_length=100)]
HEURES = int(CHEVAUCHEMENT.total_seconds()) // 3600
HEURES_MAX = int(CHEVAUCHEMENT_MAX.total_seconds()) // 3600


class ProgrammeRefuse(RuleBroken):
    slug = "programme-refuse"
    title = "Ce programme ne peut pas être ouvert ou changé ainsi"
    kind = "invalide"


class ProgrammeExistant(RuleBroken):
    slug = "programme-existant"
    title = "Un programme porte déjà cet identifiant"
    kind = "conflit"


class ProgrammeIntrouvable(RuleBroken):
    slug = "programme-introuvable"
    title = "Ce programme n'existe pas, ou est révoqué"
    kind = "introuvable"


class NouveauProgramme(Saisie):
    role: Literal["photographe", "partenaire"]
    nom: str = Field(min_length=2, max_length=100)
    client_id: str | None = Field(default=None, pattern=NOM_DE_CLIENT, description="Made of role and name without it.")
    portees: list[Annotated[str, Field(max_length=50)]] | None = Field(
        default=None, max_length=10, description="Without it those of its role."
    )


class NouveauSecret(Saisie):
    heures: int = Field(default=HEURES, ge=0, le=HEURES_MAX, description="How long the secret before it still serves.")


class ProgrammeVu(BaseModel):
    client_id: str
    role: str
    nom: str
    portees: list[str]
    cree_le: datetime
    ancien_jusqu_au: datetime | None = Field(description="Until then the secret before this one serves too.")
    revoque_le: datetime | None


class ProgrammeOuvert(BaseModel):
    client_id: str
    secret: str = Field(description="Told this once.")


class SecretChange(ProgrammeOuvert):
    ancien_jusqu_au: datetime


@router.get("", responses=problems(CurseurInvalide))
async def get_programmes(paging: Pagination, caller: Administrateur, app: Service) -> Page[ProgrammeVu]:
    """By their client_id, revoked ones too."""
    async with app.db.begin() as tx:
        rows = await clients.tous(tx, paging)
    return page(
        rows,
        paging,
        key=lambda row: (row.client_id,),
        element=lambda row: ProgrammeVu(
            client_id=row.client_id,
            role=row.role,
            nom=row.nom,
            portees=list(row.portees),
            cree_le=row.cree_le,
            ancien_jusqu_au=row.ancienne_jusqu_au,
            revoque_le=row.revoque_le,
        ),
    )


@router.post("", status_code=201, responses=problems(ProgrammeRefuse, ProgrammeExistant))
async def post_programme(body: NouveauProgramme, caller: Administrateur, app: Service) -> ProgrammeOuvert:
    """Without an Idempotency-Key: a kept answer would keep the secret. Sent twice, the second one is a conflict."""
    nouveau = NouveauClient(
        ROLES[body.role], body.nom, body.client_id, None, None if body.portees is None else tuple(body.portees)
    )
    try:
        cree = await creer_client(app, nouveau, auteur=caller.id, existant_admis=False)
    except CommandeRefusee as refus:
        raise ProgrammeRefuse(str(refus)) from None
    if cree.secret is None:
        raise ProgrammeExistant("Choisissez un autre identifiant, ou donnez un autre secret au programme existant.")
    return ProgrammeOuvert(client_id=cree.client_id, secret=cree.secret)


@router.post("/{client_id}/secret", responses=problems(ProgrammeIntrouvable))
async def post_secret(client_id: ClientId, body: NouveauSecret, caller: Administrateur, app: Service) -> SecretChange:
    """Another secret; the one before it serves a while longer."""
    try:
        change = await renouveler_secret(app, client_id, timedelta(hours=body.heures), auteur=caller.id)
    except CommandeRefusee as refus:
        raise ProgrammeIntrouvable(str(refus)) from None
    return SecretChange(client_id=client_id, secret=change.secret or "", ancien_jusqu_au=change.ancien_jusqu_au)


@router.delete("/{client_id}", status_code=204, responses=problems(ProgrammeIntrouvable))
async def delete_programme(client_id: ClientId, caller: Administrateur, app: Service) -> None:
    """No secret opens it any more; tokens that are out live out their ten minutes."""
    try:
        await revoquer_client(app, client_id, auteur=caller.id)
    except CommandeRefusee as refus:
        raise ProgrammeIntrouvable(str(refus)) from None
