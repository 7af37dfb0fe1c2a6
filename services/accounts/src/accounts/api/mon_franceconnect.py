"""FranceConnect from within an account: what it says of the person, linking it, parting from it, a first password."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from accounts.adapters.hacheur import ConnexionsSaturees
from accounts.api.access import Titulaire
from accounts.api.franceconnect import Fournisseur, partir
from accounts.api.navigateur import lier_navigateur
from accounts.api.parties import MotDePasse, SaisieSecrete, Service
from accounts.api.titulaire import compte_de, redemander
from accounts.app import id_d_acces
from accounts.domain.compte import CompteIntrouvable, Secrets
from accounts.domain.essais import TropDEssais
from accounts.domain.franceconnect import FranceConnectAbsent, FranceConnectIndisponible, RetourRefuse, retour_local
from accounts.domain.mots_de_passe import nettoyer
from accounts.domain.questions import reponse_normalisee
from accounts.domain.rattachement import (
    FranceConnectNonLie,
    MotDePasseAbsent,
    MotDePassePresent,
    ReconnexionRequise,
    ReserveAuxParticuliers,
    changement,
    choisir_secrets,
    verifier_detachable,
    verifier_fraiche,
    verifier_role,
    verifier_sans_mot_de_passe,
)
from accounts.domain.saisie_activation import ActivationInvalide, MotDePasseRefuse, verifier_saisie
from accounts.storage import comptes, franceconnect, identites
from contracts.http import problems

router = APIRouter(prefix="/api/accounts/moi")


class IdentiteVue(BaseModel):
    """As FranceConnect told it last: a form begins with it. INSEE's codes; 00 is a day or month that nobody knows."""

    nom: str
    prenoms: list[str]
    nom_usage: str | None
    sexe: str
    date_naissance: str
    commune_naissance: str | None
    pays_naissance: str | None
    email: str | None


class Liaison(BaseModel):
    liee_le: datetime
    identite: IdentiteVue


class Depart(BaseModel):
    adresse: str = Field(description="Where the browser goes.")


class VersFranceConnect(SaisieSecrete):
    mot_de_passe: MotDePasse
    retour: Annotated[str | None, Field(max_length=200)] = None


class PremierMotDePasse(SaisieSecrete):
    mot_de_passe: MotDePasse
    question_secrete: str = Field(max_length=100)
    reponse_secrete: str = Field(max_length=200)


@router.get("/franceconnect", responses=problems(FranceConnectNonLie))
async def get_mon_franceconnect(caller: Titulaire, app: Service) -> Liaison:
    async with app.db.begin() as tx:
        lien = await identites.du_compte(tx, caller.id)
    if lien is None:
        raise FranceConnectNonLie
    return Liaison(liee_le=lien.liee_le, identite=IdentiteVue.model_validate(lien.identite, from_attributes=True))


@router.post(
    "/franceconnect",
    responses=problems(
        CompteIntrouvable,
        MotDePasseAbsent,
        MotDePasseRefuse,
        TropDEssais,
        ConnexionsSaturees,
        FranceConnectAbsent,
        FranceConnectIndisponible,
        ReserveAuxParticuliers,
        RetourRefuse,
    ),
)
async def post_mon_franceconnect(
    body: VersFranceConnect, caller: Titulaire, response: Response, app: Service, vers: Fournisseur
) -> Depart:
    """Begins a linking: the browser goes to FranceConnect and comes back to the page, as in a login."""
    verifier_role(await redemander(app, caller.id, body.mot_de_passe.get_secret_value(), "/mot_de_passe"))
    adresse, cookie = await partir(app, vers, retour_local(body.retour), caller.id)
    lier_navigateur(app, response, cookie)
    return Depart(adresse=adresse)


@router.delete("/franceconnect", status_code=204, responses=problems(CompteIntrouvable, MotDePasseAbsent))
async def delete_mon_franceconnect(caller: Titulaire, app: Service) -> None:
    """The sessions that it opened go on; the next one wants the password. The holder hears of it by mail."""
    async with app.db.begin() as tx:
        compte = await comptes.load(tx, caller.id)
        if compte is None:
            raise CompteIntrouvable
        verifier_detachable(compte)
        if await identites.delier(tx, caller.id):
            await comptes.dire(tx, changement(compte, "detache", app.now()))


@router.post(
    "/mot-de-passe/premier",
    status_code=204,
    responses=problems(
        CompteIntrouvable, MotDePassePresent, ReconnexionRequise, ActivationInvalide, ConnexionsSaturees
    ),
)
async def post_premier_mot_de_passe(body: PremierMotDePasse, request: Request, caller: Titulaire, app: Service) -> None:
    """For an account that FranceConnect made, within ten minutes of a login by it, which stands for a password."""
    compte, mot_de_passe = await compte_de(app, caller.id), nettoyer(body.mot_de_passe.get_secret_value())
    verifier_sans_mot_de_passe(compte)
    async with app.db.begin() as tx:
        acces = id_d_acces(request.headers["authorization"].split()[-1])
        verifier_fraiche(await franceconnect.ouverte_le(tx, caller.id, acces), app.now())
    verifier_saisie(compte, mot_de_passe, body.question_secrete, body.reponse_secrete)
    hachage = await app.hacheur.hacher(mot_de_passe)
    reponse = await app.hacheur.hacher(reponse_normalisee(body.reponse_secrete))
    async with app.db.begin() as tx:
        actuel = await comptes.load(tx, caller.id)
        if actuel is None:
            raise CompteIntrouvable
        decision = choisir_secrets(actuel, Secrets(hachage, body.question_secrete, reponse), app.now())
        await comptes.save(tx, decision, app.now())
