"""Access tokens for programs: photographers who deposit e-photos, partners."""

from fastapi import APIRouter
from pydantic import Field, SecretStr

from accounts.api.parties import JetonAcces, Saisie, Service
from accounts.domain.client import secret_est_bon
from accounts.domain.session import ClientRefuse
from accounts.storage import clients
from contracts.http import problems

router = APIRouter()


class Authentification(Saisie):
    client_id: str = Field(min_length=1, max_length=100)
    client_secret: SecretStr = Field(min_length=1, max_length=200)


class JetonDeProgramme(JetonAcces):
    scope: str = Field(description="What the program may do, as words with spaces between them.")


@router.post("/api/accounts/jetons", responses=problems(ClientRefuse))
async def post_jetons(body: Authentification, app: Service) -> JetonDeProgramme:
    """There is nothing to renew: the program asks again."""
    async with app.db.begin() as tx:
        client = await clients.par_client_id(tx, body.client_id)
    if client is None or not secret_est_bon(client, body.client_secret.get_secret_value(), app.now()):
        raise ClientRefuse
    jeton = app.acces(client.id, client.role, client.nom, portees=client.portees).jeton
    return JetonDeProgramme(access_token=jeton, scope=" ".join(client.portees))
