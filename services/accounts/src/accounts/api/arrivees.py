"""What the page asks for with its one-use code: a session, or a token with which to say whose the identity is."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from accounts.api.franceconnect import TIRAGE
from accounts.api.navigateur import delier_navigateur, navigateur
from accounts.api.parties import Jetons, Saisie, Service, appareil_de, ouvrir_session
from accounts.app import App
from accounts.domain.compte import Compte, CompteIntrouvable
from accounts.domain.delais import FRANCECONNECT_RATTACHEMENT
from accounts.domain.franceconnect import (
    Connecter,
    Demander,
    IdentiteDejaLiee,
    Passage,
    PassagePerime,
    Rattacher,
    suite,
    verifier_passage,
)
from accounts.domain.rattachement import CompteDejaLie, ReserveAuxParticuliers, changement, verifier_liable
from accounts.domain.session import lire_jeton
from accounts.storage import comptes, franceconnect, identites
from accounts.storage.franceconnect import Etape
from contracts.delivery import Tx
from contracts.http import problems
from contracts.identity import JetonAbsent, caller_of

router = APIRouter(prefix="/api/accounts/franceconnect")


class Arrivee(Saisie):
    code: str = Field(min_length=1, max_length=200)


class Connecte(Jetons):
    etat: Literal["connecte"] = "connecte"
    retour: str


class ARattacher(BaseModel):
    """Nobody's yet: the person links it to an account of his, or has one made."""

    etat: Literal["a_rattacher"] = "a_rattacher"
    rattachement: str
    expire_le: datetime
    nom: str
    prenom: str
    email: str | None = Field(description="What FranceConnect knows; null: to be asked for.")
    retour: str


class Rattache(BaseModel):
    """Asked for from within a session, which goes on."""

    etat: Literal["rattache"] = "rattache"
    retour: str


Suite = Annotated[Connecte | ARattacher | Rattache, Field(discriminator="etat")]
REFUS = problems(PassagePerime, IdentiteDejaLiee, CompteDejaLie, ReserveAuxParticuliers, CompteIntrouvable, JetonAbsent)


@router.post("/sessions", responses=REFUS)
async def post_arrivee(body: Arrivee, request: Request, response: Response, app: Service) -> Suite:
    """Once, in the browser that began; a linking also wants the access token of its account."""
    async with app.db.begin() as tx:
        pris = await franceconnect.prendre(tx, Etape.CODE, body.code)
        passage = verifier_passage(pris, navigateur(app, request), app.now())
        lien = await identites.de_l_identite(tx, passage.identite)
        match suite(lien.compte if lien else None, passage.compte):
            case Demander():
                return await _demander(tx, app, passage)
            case Rattacher(id):
                await _exiger_session(request, id)
                fait: Suite = await _rattacher(tx, app, passage, id)
            case Connecter(id):
                fait = await _connecter(tx, app, passage, id, appareil_de(request))
    delier_navigateur(app, response)
    return fait


async def _demander(tx: Tx, app: App, passage: Passage) -> ARattacher:
    """The same identity under another token, for the time that a form takes."""
    jeton, expire_le, identite = app.tirage(TIRAGE), app.now() + FRANCECONNECT_RATTACHEMENT, passage.identite
    await franceconnect.attendre(tx, Etape.RATTACHEMENT, jeton, replace(passage, expire_le=expire_le))
    return ARattacher(
        rattachement=jeton,
        expire_le=expire_le,
        nom=identite.nom,
        prenom=identite.prenom,
        email=identite.email,
        retour=passage.retour,
    )


async def _exiger_session(request: Request, id: UUID) -> None:
    """Whoever asked for the linking is still there: somebody else may sit before his browser by now."""
    caller = await caller_of(request)
    if caller is None or caller.id != id:
        raise JetonAbsent("Reconnectez-vous à ce compte, puis recommencez le rattachement.")


async def _rattacher(tx: Tx, app: App, passage: Passage, id: UUID) -> Rattache:
    await lier(tx, app, passage, await comptes.load(tx, id))
    return Rattache(retour=passage.retour)


async def _connecter(tx: Tx, app: App, passage: Passage, id: UUID, appareil: str) -> Connecte:
    compte = await comptes.lire(tx, id)
    if compte is None:  # closed since the link was read
        raise PassagePerime
    await comptes.noter_connexion(tx, compte, app.now(), appareil=appareil)
    await identites.revoir(tx, passage.identite, app.now())
    jetons = await ouvrir_par_franceconnect(tx, app, compte, passage, appareil)
    return Connecte(**jetons.model_dump(), retour=passage.retour)


async def lier(tx: Tx, app: App, passage: Passage, compte: Compte | None) -> None:
    """The account is locked: nobody links another identity to it meanwhile. Its holder hears of it by mail."""
    if compte is None:
        raise CompteIntrouvable("Il a été supprimé : créez de nouveau un compte.")
    deja = await identites.du_compte(tx, compte.id)
    verifier_liable(compte, deja.identite if deja else None, passage.identite)
    await identites.lier(tx, passage.identite, compte.id, app.now())
    if deja is None:
        await comptes.dire(tx, changement(compte, "rattache", app.now()))


async def ouvrir_par_franceconnect(tx: Tx, app: App, compte: Compte, passage: Passage, appareil: str) -> Jetons:
    """A session whose end can end that of FranceConnect too."""
    jetons = await ouvrir_session(tx, app, compte, appareil)
    await franceconnect.noter_session(tx, lire_jeton(jetons.refresh_token), passage.id_token)
    return jetons
