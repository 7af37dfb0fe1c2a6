"""Whose a new identity of FranceConnect is: an account's whose password proves it, or a new one's."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import Discriminator, StringConstraints, Tag

from accounts.adapters.hacheur import ConnexionsSaturees
from accounts.api.arrivees import Connecte, lier, ouvrir_par_franceconnect
from accounts.api.navigateur import delier_navigateur, navigateur
from accounts.api.parties import Mel, MotDePasse, Saisie, SaisieSecrete, Service, adresse_de, adresse_mel, appareil_de
from accounts.api.sessions import verifier
from accounts.app import App
from accounts.domain.compte import Compte
from accounts.domain.essais import TropDEssais
from accounts.domain.franceconnect import IdentiteDejaLiee, Passage, PassagePerime, verifier_passage
from accounts.domain.identite import Identite
from accounts.domain.mots_de_passe import nettoyer
from accounts.domain.noms import base_identifiant, identifiant_libre
from accounts.domain.rattachement import (
    CompteDejaLie,
    CompteExistant,
    CreationRefusee,
    ReserveAuxParticuliers,
    adresse_choisie,
    nouveau_compte,
    ouvrir,
)
from accounts.domain.session import IdentifiantsRefuses
from accounts.storage import comptes, echecs, franceconnect, identites
from accounts.storage.franceconnect import Etape
from contracts.delivery import Tx
from contracts.http import problems

router = APIRouter(prefix="/api/accounts/franceconnect/rattachements")


class Liaison(SaisieSecrete):
    """The account that it shall open from now on."""

    identifiant: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    mot_de_passe: MotDePasse


class Creation(Saisie):
    """A new account of a private person; without `email`, the address that FranceConnect knows."""

    creer: Literal[True]
    email: Mel | None = None
    cgu_acceptees: bool = False


def _choix(body: Any) -> str:
    creer = "creer" in body if isinstance(body, dict) else isinstance(body, Creation)
    return "creation" if creer else "liaison"


Choix = Annotated[Annotated[Liaison, Tag("liaison")] | Annotated[Creation, Tag("creation")], Discriminator(_choix)]

REFUS = problems(
    PassagePerime,
    IdentifiantsRefuses,
    TropDEssais,
    ConnexionsSaturees,
    ReserveAuxParticuliers,
    CompteDejaLie,
    IdentiteDejaLiee,
    CreationRefusee,
    CompteExistant,
)


@router.post("/{jeton}", responses=REFUS)
async def post_rattachement(jeton: str, body: Choix, request: Request, response: Response, app: Service) -> Connecte:
    """Once. A refusal leaves the token good, so that the form can be corrected."""
    connecte = await (
        _creer(app, request, jeton, body) if isinstance(body, Creation) else _rattacher(app, request, jeton, body)
    )
    delier_navigateur(app, response)
    return connecte


async def _rattacher(app: App, request: Request, jeton: str, body: Liaison) -> Connecte:
    """As strict as a login is: the try is counted before the password is looked at."""
    async with app.db.begin() as tx:
        _verifier(app, request, await franceconnect.lire(tx, Etape.RATTACHEMENT, jeton))
        await echecs.compter(tx, "adresse", adresse_de(request), app.now())
    identifiant, mot_de_passe = body.identifiant.casefold(), nettoyer(body.mot_de_passe.get_secret_value())
    verifie = await verifier(app, identifiant, mot_de_passe)
    async with app.db.begin() as tx:
        passage = _verifier(app, request, await franceconnect.prendre(tx, Etape.RATTACHEMENT, jeton))
        await lier(tx, app, passage, await comptes.load(tx, verifie.id))
        if not await comptes.noter_connexion(tx, verifie, app.now(), appareil=appareil_de(request)):
            raise IdentifiantsRefuses
        await echecs.oublier(tx, "connexion", identifiant)
        await echecs.oublier(tx, "adresse", adresse_de(request))
        return await _connecte(tx, app, verifie, passage, request)


async def _creer(app: App, request: Request, jeton: str, body: Creation) -> Connecte:
    now = app.now()
    async with app.db.begin() as tx:
        passage = _verifier(app, request, await franceconnect.prendre(tx, Etape.RATTACHEMENT, jeton))
        identite, email = passage.identite, _adresse(passage.identite, body.email)
        neuf = nouveau_compte(identite, email=email, cgu_acceptees=body.cgu_acceptees, id=app.id(), now=now)
        existant = await comptes.par_cle(tx, neuf.cle)
        base = base_identifiant(neuf.prenom, neuf.nom)
        identifiant = identifiant_libre(base, await comptes.identifiants(tx, base))
        decision = ouvrir(neuf, existant, identifiant=identifiant, appareil=appareil_de(request), now=now)
        await comptes.save(tx, decision, now)
        await identites.lier(tx, identite, neuf.id, now)
        return await _connecte(tx, app, decision.compte, passage, request)


async def _connecte(tx: Tx, app: App, compte: Compte, passage: Passage, request: Request) -> Connecte:
    jetons = await ouvrir_par_franceconnect(tx, app, compte, passage, appareil_de(request))
    return Connecte(**jetons.model_dump(), retour=passage.retour)


def _verifier(app: App, request: Request, passage: Passage | None) -> Passage:
    return verifier_passage(passage, navigateur(app, request), app.now())


def _adresse(identite: Identite, saisie: str | None) -> str:
    """The one that was typed is checked already; FranceConnect's may be none that we can write to."""
    try:
        return adresse_mel(adresse_choisie(identite, saisie))
    except ValueError as fault:
        raise CreationRefusee("/email", str(fault)) from None
