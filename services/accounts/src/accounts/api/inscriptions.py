"""Sign-up: the answer, and the time it takes, never tell whether the account exists."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Literal

from email_validator import EmailNotValidError, validate_email
from fastapi import APIRouter
from pydantic import AfterValidator, BaseModel, Field

from accounts.api.parties import Saisie, Service
from accounts.domain.compte import inscrire
from accounts.domain.essais import TropDEssais
from accounts.domain.inscription import InscriptionInvalide, lire_inscription
from accounts.storage import comptes, echecs
from contracts.http import OnceKey, problems

router = APIRouter()

DUREE = 0.1  # seconds that every sign-up takes at least: longer than the writes of a new account

MESSAGE = "Succès! Un mél d'activation de votre compte vient de vous être envoyé."  # seed 004


def adresse_mel(saisie: str) -> str:
    """The address in its usual form; whether somebody reads it, the activation link shows."""
    try:
        return validate_email(saisie, check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError:
        raise ValueError(
            "Cette adresse mél n'est pas valable : écrivez-la en entier et sans accent, par exemple nom@exemple.fr."
        ) from None


Mel = Annotated[str, Field(min_length=3, max_length=254), AfterValidator(adresse_mel)]


class NouvelleInscription(Saisie):
    type: Literal["particulier", "auto_ecole"]
    nom: str = Field(min_length=1, max_length=100)
    prenom: str = Field(min_length=1, max_length=100)
    email: Mel
    raison_sociale: str | None = Field(default=None, max_length=200)
    numero_agrement: str | None = Field(default=None, max_length=30, examples=["E 17 095 0006 0"])
    cgu_acceptees: bool | None = None
    captcha: str | None = Field(default=None, max_length=200, description="Accepted, not checked yet.")


class Inscrit(BaseModel):
    message: str = MESSAGE


@router.post("/api/accounts/inscriptions", status_code=202, responses=problems(InscriptionInvalide, TropDEssais))
async def post_inscriptions(body: NouvelleInscription, app: Service, once: OnceKey) -> Inscrit:
    """Sends an activation link, unless the account is active already."""
    inscription, now = lire_inscription(body.type, **body.model_dump(exclude={"type", "captcha"})), app.now()
    async with _au_moins(DUREE), app.db.begin(once) as tx:
        await echecs.compter(tx, "inscription", inscription.cle.email, now)
        existant = await comptes.par_cle(tx, inscription.cle)
        decision = inscrire(existant, inscription, id=app.id(), lien=app.lien(), now=now)
        if decision is not None:
            await comptes.save(tx, decision, now)
        await tx.reply(Inscrit(), status=202)
    return Inscrit()


@asynccontextmanager
async def _au_moins(secondes: float) -> AsyncIterator[None]:
    """The block ends no sooner, however little it had to do."""
    loop = asyncio.get_running_loop()
    fin = loop.time() + secondes
    yield
    await asyncio.sleep(fin - loop.time())
