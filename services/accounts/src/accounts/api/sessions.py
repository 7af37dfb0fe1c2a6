"""Sessions: opened by identifiant and password, renewed by a token that works once, ended."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, StringConstraints

from accounts.adapters.hacheur import ConnexionsSaturees
from accounts.api.access import Titulaire
from accounts.api.parties import (
    Jetons,
    MotDePasse,
    Saisie,
    SaisieSecrete,
    Service,
    adresse_de,
    appareil_de,
    ouvrir_session,
    renouveler_session,
)
from accounts.api.verification import CODE_MAX, exiger
from accounts.app import App, id_d_acces
from accounts.domain.compte import Compte
from accounts.domain.essais import TropDEssais
from accounts.domain.mots_de_passe import nettoyer
from accounts.domain.second_facteur import SecondFacteurAEnroler, SecondFacteurRefuse, SecondFacteurRequis
from accounts.domain.session import (
    IdentifiantsRefuses,
    Session,
    SessionIntrouvable,
    SessionTerminee,
    empreinte,
    est_reutilise,
    est_terminee,
    lire_jeton,
)
from accounts.storage import comptes, echecs, franceconnect, sessions
from contracts.delivery import Tx
from contracts.http import problems
from contracts.identity import Authenticated

router = APIRouter(prefix="/api/accounts/sessions")


class Connexion(SaisieSecrete):
    identifiant: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    mot_de_passe: MotDePasse
    totp: str | None = Field(
        default=None, max_length=CODE_MAX, description="Code of the second factor, or an emergency code."
    )


class Renouvellement(Saisie):
    refresh_token: Annotated[str, Field(max_length=200)]


REFUS = problems(
    IdentifiantsRefuses,
    SecondFacteurRequis,
    SecondFacteurRefuse,
    SecondFacteurAEnroler,
    TropDEssais,
    ConnexionsSaturees,
)


@router.post("", responses=REFUS)
async def post_sessions(body: Connexion, request: Request, app: Service) -> Jetons:
    """The same answer in the same time for an identifiant that does not exist and for a wrong password."""
    identifiant, mot_de_passe = body.identifiant.casefold(), nettoyer(body.mot_de_passe.get_secret_value())
    async with app.db.begin() as tx:
        await echecs.compter(tx, "adresse", adresse_de(request), app.now())
    compte = await verifier(app, identifiant, mot_de_passe)
    hachage = await _hachage_a_jour(app, compte, mot_de_passe)
    async with app.db.begin() as tx:
        if not await comptes.noter_connexion(tx, compte, app.now(), hachage, appareil=appareil_de(request)):
            raise IdentifiantsRefuses
        await exiger(tx, app, compte, body.totp)
        await echecs.oublier(tx, "connexion", identifiant)
        await echecs.oublier(tx, "adresse", adresse_de(request))
        return await ouvrir_session(tx, app, compte, appareil_de(request))


async def verifier(app: App, identifiant: str, mot_de_passe: str) -> Compte:
    """The try is counted before the password is looked at: a hundred tries at once are a hundred tries."""
    async with app.db.begin() as tx:
        await echecs.tenter(tx, identifiant, app.now())
        compte = await comptes.par_identifiant(tx, identifiant)
    bon = await app.hacheur.verifier(compte.mot_de_passe if compte else None, mot_de_passe)
    if compte is None or not bon:
        raise IdentifiantsRefuses
    return compte


async def _hachage_a_jour(app: App, compte: Compte, mot_de_passe: str) -> str | None:
    """A new hash when the one that is kept was made with other parameters than today's."""
    ancien = compte.mot_de_passe is not None and app.hacheur.est_ancien(compte.mot_de_passe)
    return await app.hacheur.hacher(mot_de_passe) if ancien else None


@router.post("/renouvellement", responses=problems(SessionTerminee))
async def post_renouvellement(body: Renouvellement, app: Service) -> Jetons:
    """The next pair of tokens. A token that comes a second time ends the session: somebody holds a copy."""
    async with app.db.begin() as tx:
        session = await sessions.load(tx, lire_jeton(body.refresh_token))
        jetons = await _renouveler(tx, app, session, body.refresh_token) if session else None
    if jetons is None:
        raise SessionTerminee
    return jetons


async def _renouveler(tx: Tx, app: App, session: Session, jeton: str) -> Jetons | None:
    """None ends the session; it is deleted in this transaction, hence nothing may be raised here."""
    compte = await comptes.lire(tx, session.compte)
    if compte is None or est_terminee(session, app.now()) or est_reutilise(session, empreinte(jeton)):
        await sessions.fermer(tx, session.id)
        return None
    return await renouveler_session(tx, app, session, compte)


class SessionVue(BaseModel):
    """One device; `courante` is the one that asks."""

    id: UUID
    appareil: str
    ouverte_le: datetime
    utilisee_le: datetime
    expire_le: datetime
    courante: bool


@router.get("")
async def get_sessions(request: Request, caller: Titulaire, app: Service) -> list[SessionVue]:
    """The caller's own, the last used first."""
    acces = _acces(request)
    async with app.db.begin() as tx:
        found = await sessions.du_compte(tx, caller.id, app.now())
    return [
        SessionVue(
            id=session.id,
            appareil=session.appareil,
            ouverte_le=session.ouverte_le,
            utilisee_le=session.utilisee_le,
            expire_le=session.expire_le,
            courante=acces in session.acces,
        )
        for session in found
    ]


@router.delete("", status_code=204)
async def delete_autres_sessions(request: Request, caller: Titulaire, app: Service) -> None:
    """All but this one: they can no longer be renewed."""
    async with app.db.begin() as tx:
        await sessions.fermer_toutes(tx, caller.id, sauf_acces=_acces(request))


def _acces(request: Request) -> UUID:
    return id_d_acces(request.headers["authorization"].split()[-1])


class Deconnexion(BaseModel):
    """FranceConnect opened this session: the browser goes to this address to end its own there too."""

    adresse: str


@router.delete("/courante", status_code=204, response_class=Response, responses={200: {"model": Deconnexion}})
async def delete_courante(request: Request, caller: Authenticated, app: Service) -> Response:
    """Ends the session to which the access token belongs: it can no longer be renewed."""
    async with app.db.begin() as tx:
        id_token = await franceconnect.id_token_de(tx, caller.id, _acces(request))
        await sessions.fermer_par_acces(tx, caller.id, _acces(request))
    adresse = await _fin_ailleurs(app, id_token)
    return JSONResponse(Deconnexion(adresse=adresse).model_dump()) if adresse else Response(status_code=204)


async def _fin_ailleurs(app: App, id_token: str | None) -> str | None:
    """None when there is nothing to end there, or when it cannot be reached: the session here has ended anyway."""
    if id_token is None or app.franceconnect is None:
        return None
    return await app.franceconnect.adresse_de_deconnexion(id_token, app.tirage(32))


@router.delete("/{session_id}", status_code=204, responses=problems(SessionIntrouvable))
async def delete_session(session_id: UUID, caller: Titulaire, app: Service) -> None:
    """One of the caller's own."""
    async with app.db.begin() as tx:
        if not await sessions.fermer_une(tx, caller.id, session_id):
            raise SessionIntrouvable
