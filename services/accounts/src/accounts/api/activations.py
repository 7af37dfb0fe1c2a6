"""Activation: the link of the mail shows a page that asks for a password, and opens the first session."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from accounts.adapters.hacheur import ConnexionsSaturees
from accounts.api.parties import Jetons, MotDePasse, SaisieSecrete, Service, appareil_de, ouvrir_session
from accounts.api.questions import QUESTIONS, QuestionProposee
from accounts.api.verification import CODE_MAX, AEnroler, commencer, terminer
from accounts.app import App
from accounts.domain.activation import LienInconnu, LienPerime, empreinte, verifier_lien
from accounts.domain.compte import Compte, Secrets, activer
from accounts.domain.delais import AGENTS
from accounts.domain.mots_de_passe import nettoyer
from accounts.domain.noms import base_identifiant, identifiant_libre
from accounts.domain.questions import reponse_normalisee
from accounts.domain.saisie_activation import ActivationInvalide, verifier_saisie
from accounts.domain.second_facteur import CodeTotpRefuse, SecondFacteurAbsent, SecondFacteurNonPropose
from accounts.storage import activations, agrements, comptes, journal
from contracts.delivery import Tx
from contracts.http import problems

router = APIRouter(prefix="/api/accounts/activations")


class AActiver(BaseModel):
    nom: str
    prenom: str
    role: str
    demande: UUID | None = Field(description="The demande that waits for its candidate to validate it.")
    questions: list[QuestionProposee] = QUESTIONS
    second_facteur: bool = Field(description="Whether a second factor must be enrolled; there is no question then.")


class NouvelleActivation(SaisieSecrete):
    sexe: Literal["F", "M"]
    mot_de_passe: MotDePasse
    question_secrete: str | None = Field(default=None, max_length=100, description="Not for agents.")
    reponse_secrete: str | None = Field(default=None, max_length=200)
    totp: str | None = Field(default=None, max_length=CODE_MAX, description="First code of the seed; for agents.")


class Active(Jetons):
    demande: UUID | None
    codes_de_secours: list[str] = Field(description="Of who has enrolled a second factor: ten, told this once.")


@router.get("/{jeton}", responses=problems(LienInconnu, LienPerime))
async def get_activation(jeton: str, app: Service) -> AActiver:
    compte = await _compte_du_lien(app, jeton)
    agent = compte.role in AGENTS
    return AActiver(
        nom=compte.nom,
        prenom=compte.prenom,
        role=compte.role,
        demande=compte.demande,
        questions=[] if agent else QUESTIONS,
        second_facteur=agent and app.totp_exige,
    )


@router.post("/{jeton}/totp", responses=problems(LienInconnu, LienPerime, SecondFacteurNonPropose))
async def post_activation_totp(jeton: str, app: Service) -> AEnroler:
    """A seed for the application; the activation wants its first code. Asked again, the one before it is dead."""
    async with app.db.begin() as tx:
        compte = await _a_activer(tx, app, jeton)
        if compte.role not in AGENTS:
            raise SecondFacteurNonPropose
        return await commencer(tx, app, compte.id, compte.email)


REFUS = problems(LienInconnu, LienPerime, ActivationInvalide, SecondFacteurAbsent, CodeTotpRefuse, ConnexionsSaturees)


@router.post("/{jeton}", responses=REFUS)
async def post_activation(jeton: str, body: NouvelleActivation, request: Request, app: Service) -> Active:
    """Once. The identifiant leaves by mail."""
    attendu = await _compte_du_lien(app, jeton)
    secrets, appareil = await _secrets(app, attendu, body), appareil_de(request)
    async with app.db.begin() as tx:
        compte = await _a_activer(tx, app, jeton)
        codes = await _second_facteur(tx, app, compte, body.totp)
        actif = await _activer(tx, app, compte, secrets, sexe=body.sexe, appareil=appareil)
        await activations.utiliser(tx, empreinte(jeton), app.now())
        jetons = await ouvrir_session(tx, app, actif, appareil)
    return Active(**jetons.model_dump(), demande=compte.demande, codes_de_secours=codes)


async def _second_facteur(tx: Tx, app: App, compte: Compte, code: str | None) -> list[str]:
    """The emergency codes; none for who needs no second factor."""
    if compte.role not in AGENTS or (code is None and not app.totp_exige):
        return []
    return (await terminer(tx, app, compte.id, code or "", "/totp")).codes_de_secours


async def _activer(tx: Tx, app: App, compte: Compte, secrets: Secrets, *, sexe: str, appareil: str) -> Compte:
    """With what others are to know of it: what the registry said of a school meanwhile, that an agent has come."""
    now, identifiant = app.now(), compte.identifiant or await _identifiant(tx, compte)
    decision = activer(compte, sexe=sexe, secrets=secrets, identifiant=identifiant, appareil=appareil, now=now)
    await comptes.save(tx, decision, now)
    if compte.numero_agrement is not None:
        await agrements.dire_a(tx, compte.id, compte.numero_agrement, now)
    if compte.role in AGENTS:
        await journal.noter(tx, "agent-active", le=now, auteur=compte.id, objet=compte.id)
    return decision.compte


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
    reponse = body.reponse_secrete
    return Secrets(
        mot_de_passe=await app.hacheur.hacher(mot_de_passe),
        question=body.question_secrete or None,
        reponse=await app.hacheur.hacher(reponse_normalisee(reponse)) if reponse else None,
    )


async def _identifiant(tx: Tx, compte: Compte) -> str:
    base = base_identifiant(compte.prenom, compte.nom)
    return identifiant_libre(base, await comptes.identifiants(tx, base))
