"""Activation: the link of the mail shows a page that asks for a password, and opens the first session."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from accounts.adapters.hacheur import ConnexionsSaturees
from accounts.api.parties import Jetons, MotDePasse, SaisieSecrete, Service, appareil_de, ouvrir_session
from accounts.app import App
from accounts.domain.activation import LienInconnu, LienPerime, empreinte, verifier_lien
from accounts.domain.compte import Compte, Secrets, activer
from accounts.domain.mots_de_passe import nettoyer
from accounts.domain.noms import base_identifiant, identifiant_libre
from accounts.domain.questions import Question, reponse_normalisee
from accounts.domain.saisie_activation import ActivationInvalide, verifier_saisie
from accounts.storage import activations, agrements, comptes
from contracts.delivery import Tx
from contracts.http import problems

router = APIRouter(prefix="/api/accounts/activations")


class QuestionProposee(BaseModel):
    code: str
    libelle: str


QUESTIONS = [QuestionProposee(code=question.value, libelle=question.libelle) for question in Question]


class AActiver(BaseModel):
    nom: str
    prenom: str
    role: str
    demande: UUID | None = Field(description="The demande that waits for its candidate to validate it.")
    questions: list[QuestionProposee] = QUESTIONS


class NouvelleActivation(SaisieSecrete):
    sexe: Literal["F", "M"]
    mot_de_passe: MotDePasse
    question_secrete: str = Field(max_length=100)
    reponse_secrete: str = Field(max_length=200)


class Active(Jetons):
    demande: UUID | None


@router.get("/{jeton}", responses=problems(LienInconnu, LienPerime))
async def get_activation(jeton: str, app: Service) -> AActiver:
    compte = await _compte_du_lien(app, jeton)
    return AActiver(nom=compte.nom, prenom=compte.prenom, role=compte.role, demande=compte.demande)


@router.post("/{jeton}", responses=problems(LienInconnu, LienPerime, ActivationInvalide, ConnexionsSaturees))
async def post_activation(jeton: str, body: NouvelleActivation, request: Request, app: Service) -> Active:
    """Once. The identifiant leaves by mail."""
    attendu = await _compte_du_lien(app, jeton)
    secrets, now = await _secrets(app, attendu, body), app.now()
    async with app.db.begin() as tx:
        compte = await _a_activer(tx, app, jeton)
        identifiant = await _identifiant(tx, compte)
        appareil = appareil_de(request)
        decision = activer(compte, sexe=body.sexe, secrets=secrets, identifiant=identifiant, appareil=appareil, now=now)
        await comptes.save(tx, decision, now)
        await activations.utiliser(tx, empreinte(jeton), now)
        if compte.numero_agrement is not None:
            await agrements.dire_a(tx, compte.id, compte.numero_agrement, now)
        jetons = await ouvrir_session(tx, app, decision.compte, appareil)
    return Active(**jetons.model_dump(), demande=compte.demande)


async def _compte_du_lien(app: App, jeton: str) -> Compte:
    async with app.db.begin() as tx:
        return await _a_activer(tx, app, jeton)


async def _a_activer(tx: Tx, app: App, jeton: str) -> Compte:
    """The account of a link that still lives, locked. A link is judged again once its account is locked."""
    id = verifier_lien(await activations.lire(tx, empreinte(jeton)), app.now())
    compte = await comptes.load(tx, id)
    verifier_lien(await activations.lire(tx, empreinte(jeton)), app.now())
    assert compte is not None  # its deletion would have parted it from the link
    return compte


async def _secrets(app: App, compte: Compte, body: NouvelleActivation) -> Secrets:
    mot_de_passe = nettoyer(body.mot_de_passe.get_secret_value())
    verifier_saisie(compte, mot_de_passe, body.question_secrete, body.reponse_secrete)
    return Secrets(
        mot_de_passe=await app.hacheur.hacher(mot_de_passe),
        question=body.question_secrete,
        reponse=await app.hacheur.hacher(reponse_normalisee(body.reponse_secrete)),
    )


async def _identifiant(tx: Tx, compte: Compte) -> str:
    base = base_identifiant(compte.prenom, compte.nom)
    return identifiant_libre(base, await comptes.identifiants(tx, base))
