"""Whoever is connected: the account as it is, another password, and its end."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from accounts.adapters.hacheur import ConnexionsSaturees
from accounts.api.access import Titulaire
from accounts.api.parties import MotDePasse, SaisieSecrete, Service
from accounts.app import App, id_d_acces
from accounts.domain.compte import Compte, CompteIntrouvable, changer_mot_de_passe, fermer
from accounts.domain.essais import TropDEssais
from accounts.domain.mots_de_passe import nettoyer
from accounts.domain.saisie_activation import ActivationInvalide, MotDePasseRefuse, verifier_mot_de_passe
from accounts.storage import comptes, echecs, sessions
from contracts.http import problems

router = APIRouter()


class Moi(BaseModel):
    id: UUID
    identifiant: str
    role: str
    nom: str
    prenom: str
    email: str
    raison_sociale: str | None
    numero_agrement: str | None
    prefecture: str | None
    derniere_connexion: datetime | None = Field(description="The connection before this one; null for the first.")


@router.get("/api/accounts/moi", responses=problems(CompteIntrouvable))
async def get_moi(caller: Titulaire, app: Service) -> Moi:
    return Moi.model_validate(await _compte(app, caller.id), from_attributes=True)


class NouveauMotDePasse(SaisieSecrete):
    ancien: MotDePasse
    mot_de_passe: MotDePasse


class Fermeture(SaisieSecrete):
    mot_de_passe: MotDePasse


REFUS = problems(CompteIntrouvable, MotDePasseRefuse, TropDEssais, ConnexionsSaturees)


@router.post("/api/accounts/moi/mot-de-passe", status_code=204, responses={**REFUS, **problems(ActivationInvalide)})
async def post_mot_de_passe(body: NouveauMotDePasse, request: Request, caller: Titulaire, app: Service) -> None:
    """Every other session ends."""
    await _verifier(app, caller.id, body.ancien.get_secret_value(), "/ancien")
    nouveau = nettoyer(body.mot_de_passe.get_secret_value())
    verifier_mot_de_passe(await _compte(app, caller.id), nouveau)
    hachage = await app.hacheur.hacher(nouveau)
    async with app.db.begin() as tx:
        compte = await comptes.load(tx, caller.id)
        if compte is None:
            raise CompteIntrouvable
        await comptes.save(tx, changer_mot_de_passe(compte, hachage, app.now()), app.now())
        acces = id_d_acces(request.headers["authorization"].split()[-1])
        await sessions.fermer_toutes(tx, caller.id, sauf_acces=acces)


@router.post("/api/accounts/moi/fermeture", status_code=204, responses=REFUS)
async def post_fermeture(body: Fermeture, caller: Titulaire, app: Service) -> None:
    """The account is gone with all that it held; validated demandes go on."""
    await _verifier(app, caller.id, body.mot_de_passe.get_secret_value(), "/mot_de_passe")
    async with app.db.begin() as tx:
        compte = await comptes.load(tx, caller.id)
        if compte is not None:
            await comptes.supprimer(tx, fermer(compte, app.now()))


async def _compte(app: App, id: UUID) -> Compte:
    async with app.db.begin() as tx:
        compte = await comptes.lire(tx, id)
    if compte is None:
        raise CompteIntrouvable("Il a été supprimé : reconnectez-vous, ou créez de nouveau un compte.")
    return compte


async def _verifier(app: App, id: UUID, mot_de_passe: str, pointer: str) -> None:
    """Asked again for what matters; the try is counted before it is judged."""
    async with app.db.begin() as tx:
        await echecs.compter(tx, "mot-de-passe", str(id), app.now())
    compte = await _compte(app, id)
    if not await app.hacheur.verifier(compte.mot_de_passe, nettoyer(mot_de_passe)):
        raise MotDePasseRefuse(pointer)
    async with app.db.begin() as tx:
        await echecs.oublier(tx, "mot-de-passe", str(id))
