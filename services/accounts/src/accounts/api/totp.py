"""The caller's second factor: enrolled, replaced, removed, and its emergency codes."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from accounts.adapters.hacheur import ConnexionsSaturees
from accounts.api.access import Professionnel
from accounts.api.parties import MotDePasse, Saisie, SaisieSecrete, Service
from accounts.api.titulaire import redemander
from accounts.api.verification import (
    CODE_MAX,
    AEnroler,
    CodesDeSecours,
    commencer,
    redemander_code,
    renouveler_codes,
    terminer,
)
from accounts.app import App
from accounts.domain.compte import Compte, CompteIntrouvable
from accounts.domain.delais import AGENTS
from accounts.domain.essais import TropDEssais
from accounts.domain.rattachement import MotDePasseAbsent
from accounts.domain.saisie_activation import MotDePasseRefuse
from accounts.domain.second_facteur import CodeTotpRefuse, SecondFacteurAbsent, SecondFacteurObligatoire
from accounts.storage import comptes, echecs, journal, seconds_facteurs
from contracts.delivery import Tx
from contracts.http import problems
from contracts.identity import Caller

router = APIRouter(prefix="/api/accounts/moi/totp")


class Preuve(SaisieSecrete):
    """`totp` when the account has a second factor already: a code of it, or an emergency code."""

    mot_de_passe: MotDePasse
    totp: str | None = Field(default=None, max_length=CODE_MAX)


class Confirmation(Saisie):
    code: str = Field(min_length=1, max_length=CODE_MAX, examples=["482913"])


class Totp(BaseModel):
    actif: bool
    obligatoire: bool
    codes_de_secours_restants: int


REFUS = problems(CompteIntrouvable, MotDePasseAbsent, MotDePasseRefuse, CodeTotpRefuse, TropDEssais, ConnexionsSaturees)


@router.get("")
async def get_totp(caller: Professionnel, app: Service) -> Totp:
    async with app.db.begin() as tx:
        return Totp(
            actif=await seconds_facteurs.existe(tx, caller.id),
            obligatoire=caller.role in AGENTS and app.totp_exige,
            codes_de_secours_restants=await seconds_facteurs.codes_restants(tx, caller.id),
        )


@router.post("", responses=REFUS)
async def post_totp(body: Preuve, caller: Professionnel, app: Service) -> AEnroler:
    """A seed for the application; nothing changes until a code of it confirms."""
    await _prouver(app, caller, body)
    async with app.db.begin() as tx:
        compte = await _verrouiller(tx, caller.id)
        await redemander_code(tx, app, compte.id, body.totp, "/totp")
        return await commencer(tx, app, compte.id, str(compte.identifiant))


@router.post("/confirmation", responses=problems(CompteIntrouvable, SecondFacteurAbsent, CodeTotpRefuse, TropDEssais))
async def post_confirmation_totp(body: Confirmation, caller: Professionnel, app: Service) -> CodesDeSecours:
    """The seed serves from now on, in the place of the one before it; the emergency codes are new."""
    await _compter(app, caller)
    async with app.db.begin() as tx:
        await _verrouiller(tx, caller.id)
        codes = await terminer(tx, app, caller.id, body.code, "/code")
        await journal.noter(tx, "second-facteur-enrole", le=app.now(), auteur=caller.id, objet=caller.id)
    return codes


@router.post("/codes-de-secours", responses={**REFUS, **problems(SecondFacteurAbsent)})
async def post_codes_de_secours(body: Preuve, caller: Professionnel, app: Service) -> CodesDeSecours:
    """Ten others; those before them are dead."""
    await _prouver(app, caller, body)
    async with app.db.begin() as tx:
        compte = await _verrouiller(tx, caller.id)
        if not await seconds_facteurs.existe(tx, compte.id):
            raise SecondFacteurAbsent
        await redemander_code(tx, app, compte.id, body.totp, "/totp")
        return await renouveler_codes(tx, app, compte.id)


@router.delete("", status_code=204, responses={**REFUS, **problems(SecondFacteurObligatoire)})
async def delete_totp(body: Preuve, caller: Professionnel, app: Service) -> None:
    """With the password and a code; an agent keeps his."""
    if caller.role in AGENTS:
        raise SecondFacteurObligatoire
    await _prouver(app, caller, body)
    async with app.db.begin() as tx:
        compte = await _verrouiller(tx, caller.id)
        await redemander_code(tx, app, compte.id, body.totp, "/totp")
        await seconds_facteurs.retirer(tx, compte.id)
        await journal.noter(tx, "second-facteur-retire", le=app.now(), auteur=compte.id, objet=compte.id)


async def _verrouiller(tx: Tx, id: UUID) -> Compte:
    """The account before its factor, as everybody takes them; it may have gone meanwhile."""
    compte = await comptes.load(tx, id)
    if compte is None or not compte.actif:
        raise CompteIntrouvable("Il a été fermé ou désactivé.")
    return compte


async def _prouver(app: App, caller: Caller, body: Preuve) -> None:
    await _compter(app, caller)
    await redemander(app, caller.id, body.mot_de_passe.get_secret_value(), "/mot_de_passe")


async def _compter(app: App, caller: Caller) -> None:
    """A try is counted before the code is judged."""
    async with app.db.begin() as tx:
        await echecs.compter(tx, "second-facteur", str(caller.id), app.now())
