"""Whoever is connected: the account as it is, another password, and its end."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from accounts.adapters.hacheur import ConnexionsSaturees
from accounts.api.access import Titulaire
from accounts.api.parties import MotDePasse, SaisieSecrete, Service
from accounts.api.titulaire import compte_de, redemander
from accounts.app import id_d_acces
from accounts.domain.compte import CompteIntrouvable, changer_mot_de_passe, fermer
from accounts.domain.coordonnees import Canal
from accounts.domain.essais import TropDEssais
from accounts.domain.mots_de_passe import nettoyer
from accounts.domain.rattachement import MotDePasseAbsent
from accounts.domain.saisie_activation import ActivationInvalide, MotDePasseRefuse, verifier_mot_de_passe
from accounts.storage import comptes, coordonnees, identites, sessions
from contracts.http import problems

router = APIRouter()


class Changement(BaseModel):
    canal: Canal
    destination: str
    expire_le: datetime


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
    telephone: str | None
    derniere_connexion: datetime | None = Field(description="The connection before this one; null for the first.")
    derniere_connexion_appareil: str | None = Field(description="On what kind of device that was.")
    mot_de_passe: bool = Field(description="False for an account that FranceConnect alone opens.")
    franceconnect_depuis: datetime | None = Field(description="Linked since then; null when it is not.")
    changements: list[Changement] = Field(description="Mail address and phone that wait for their confirmation.")


DU_COMPTE = Moi.model_fields.keys() - {"changements", "mot_de_passe", "franceconnect_depuis"}


@router.get("/api/accounts/moi", responses=problems(CompteIntrouvable))
async def get_moi(caller: Titulaire, app: Service) -> Moi:
    compte = await compte_de(app, caller.id)
    async with app.db.begin() as tx:
        attendues = await coordonnees.en_attente(tx, caller.id, app.now())
        lien = await identites.du_compte(tx, caller.id)
    changements = [Changement.model_validate(attendue, from_attributes=True) for attendue in attendues]
    return Moi(
        **{name: getattr(compte, name) for name in DU_COMPTE},
        mot_de_passe=compte.mot_de_passe is not None,
        franceconnect_depuis=lien.liee_le if lien else None,
        changements=changements,
    )


class NouveauMotDePasse(SaisieSecrete):
    ancien: MotDePasse
    mot_de_passe: MotDePasse


class Fermeture(SaisieSecrete):
    mot_de_passe: MotDePasse


REFUS = problems(CompteIntrouvable, MotDePasseAbsent, MotDePasseRefuse, TropDEssais, ConnexionsSaturees)


@router.post("/api/accounts/moi/mot-de-passe", status_code=204, responses={**REFUS, **problems(ActivationInvalide)})
async def post_mot_de_passe(body: NouveauMotDePasse, request: Request, caller: Titulaire, app: Service) -> None:
    """Every other session ends."""
    actuel = await redemander(app, caller.id, body.ancien.get_secret_value(), "/ancien")
    nouveau = nettoyer(body.mot_de_passe.get_secret_value())
    verifier_mot_de_passe(actuel, nouveau)
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
    await redemander(app, caller.id, body.mot_de_passe.get_secret_value(), "/mot_de_passe")
    async with app.db.begin() as tx:
        compte = await comptes.load(tx, caller.id)
        if compte is not None:
            await comptes.supprimer(tx, fermer(compte, app.now()))
