"""A forgotten identifiant, a forgotten password: one answer to everybody, the rest goes by mail (seed 004)."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, StringConstraints

from accounts.adapters.hacheur import ConnexionsSaturees
from accounts.api.captcha import Solution, prouver
from accounts.api.parties import DUREE, Mel, MotDePasse, Saisie, SaisieSecrete, Service, adresse_de, au_moins
from accounts.app import App
from accounts.domain.activation import empreinte
from accounts.domain.captcha import AttenteEnCours, CaptchaRefuse, CaptchaRequis, Formulaire
from accounts.domain.compte import Compte, changer_mot_de_passe
from accounts.domain.delais import OUBLI, REPONSES_MAX
from accounts.domain.essais import TropDEssais
from accounts.domain.mots_de_passe import nettoyer
from accounts.domain.oubli import Oubli, OubliInconnu, OubliPerime, ReponseRefusee, verifier_oubli
from accounts.domain.questions import Question, reponse_normalisee
from accounts.domain.saisie_activation import ActivationInvalide, verifier_mot_de_passe
from accounts.storage import comptes, echecs, oublis, sessions
from contracts.delivery import Tx, outbox
from contracts.events.accounts import IdentifiantRappeleV1, MotDePasseOublieV1
from contracts.http import OnceKey, problems
from contracts.vocabulary.mot import libelle

router = APIRouter(prefix="/api/accounts")

MESSAGE = "Si un compte correspond, un mél vient d'être envoyé. Pensez à regarder les courriers indésirables."


class OubliIdentifiant(Saisie):
    email: Mel
    captcha: Solution = None


class OubliMotDePasse(Saisie):
    identifiant: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    captcha: Solution = None


class Envoye(BaseModel):
    message: str = MESSAGE


class AReinitialiser(BaseModel):
    """`question` is null for an account that never chose one."""

    question: str | None


class Reinitialisation(SaisieSecrete):
    reponse_secrete: Annotated[str, StringConstraints(max_length=200)] = ""
    mot_de_passe: MotDePasse


REFUS = problems(CaptchaRequis, CaptchaRefuse, AttenteEnCours, TropDEssais)


@router.post("/oublis/identifiant", status_code=202, responses=REFUS)
async def post_oubli_identifiant(body: OubliIdentifiant, request: Request, app: Service, once: OnceKey) -> Envoye:
    await _compter_adresse(app, request)
    async with au_moins(DUREE), app.db.begin(once) as tx:
        await prouver(tx, app, Formulaire.IDENTIFIANT, body.captcha)
        await echecs.compter(tx, "oubli", body.email.lower(), app.now())
        for compte in await comptes.par_email(tx, body.email):
            await outbox.put(tx, compte.id, [_rappel(compte)])
        await tx.reply(Envoye(), status=202)
    return Envoye()


@router.post("/oublis/mot-de-passe", status_code=202, responses=REFUS)
async def post_oubli_mot_de_passe(body: OubliMotDePasse, request: Request, app: Service, once: OnceKey) -> Envoye:
    identifiant = body.identifiant.casefold()
    await _compter_adresse(app, request)
    async with au_moins(DUREE), app.db.begin(once) as tx:
        await prouver(tx, app, Formulaire.MOT_DE_PASSE, body.captcha)
        await echecs.compter(tx, "oubli", identifiant, app.now())
        compte = await comptes.par_identifiant(tx, identifiant)
        if compte is not None and compte.actif and compte.mot_de_passe is not None:
            await _ouvrir(tx, app, compte)
        await tx.reply(Envoye(), status=202)
    return Envoye()


@router.get("/mots-de-passe/{jeton}", responses=problems(OubliInconnu, OubliPerime))
async def get_mot_de_passe(jeton: str, app: Service) -> AReinitialiser:
    """The question that the page asks; looking counts for nothing."""
    compte = await _compte_du_lien(app, jeton)
    question = compte.question_secrete
    return AReinitialiser(question=libelle(Question, question) if question else None)


@router.post(
    "/mots-de-passe/{jeton}",
    status_code=204,
    responses=problems(OubliInconnu, OubliPerime, ReponseRefusee, ActivationInvalide, ConnexionsSaturees),
)
async def post_nouveau_mot_de_passe(jeton: str, body: Reinitialisation, app: Service) -> None:
    """Once. Every session ends, and none begins: whoever has the mailbox still has to log in."""
    compte = await _compte_du_lien(app, jeton)
    nouveau = nettoyer(body.mot_de_passe.get_secret_value())
    verifier_mot_de_passe(compte, nouveau)
    await _repondre(app, jeton, compte, body.reponse_secrete)
    hachage = await app.hacheur.hacher(nouveau)
    async with app.db.begin() as tx:
        oubli = verifier_oubli(await oublis.lire(tx, empreinte(jeton)), app.now())
        actuel = await comptes.load(tx, oubli.compte)
        assert actuel is not None  # its deletion would have taken the link along
        await comptes.save(tx, changer_mot_de_passe(actuel, hachage, app.now()), app.now())
        await oublis.utiliser(tx, oubli.empreinte, app.now())
        await sessions.fermer_toutes(tx, oubli.compte)
        if actuel.identifiant:
            await echecs.oublier(tx, "connexion", actuel.identifiant)


async def _compter_adresse(app: App, request: Request) -> None:
    """Whatever becomes of the form."""
    async with app.db.begin() as tx:
        await echecs.compter(tx, "adresse", adresse_de(request), app.now())


async def _ouvrir(tx: Tx, app: App, compte: Compte) -> None:
    """A fresh link; the ones before it are dead."""
    jeton, expire_le = app.tirage(32), app.now() + OUBLI
    await oublis.remplacer(tx, Oubli(empreinte(jeton), compte.id, expire_le))
    lien = f"{app.public_url.rstrip('/')}/monespace/mot-de-passe/{jeton}"
    fait = MotDePasseOublieV1(
        compte=compte.id, nom=compte.nom_affiche, email=compte.email, lien=lien, expire_le=expire_le
    )
    await outbox.put(tx, compte.id, [fait])


async def _compte_du_lien(app: App, jeton: str) -> Compte:
    async with app.db.begin() as tx:
        oubli = verifier_oubli(await oublis.lire(tx, empreinte(jeton)), app.now())
        compte = await comptes.lire(tx, oubli.compte)
    assert compte is not None
    return compte


async def _repondre(app: App, jeton: str, compte: Compte, reponse: str) -> None:
    """The answer is counted before it is judged; the fifth wrong one kills the link."""
    if compte.reponse_secrete is None:
        return
    async with app.db.begin() as tx:
        oubli = verifier_oubli(await oublis.lire(tx, empreinte(jeton)), app.now())
        await oublis.compter(tx, oubli.empreinte)
    if not await app.hacheur.verifier(compte.reponse_secrete, reponse_normalisee(reponse)):
        raise ReponseRefusee(REPONSES_MAX - oubli.essais - 1)


def _rappel(compte: Compte) -> IdentifiantRappeleV1:
    assert compte.identifiant is not None
    return IdentifiantRappeleV1(
        compte=compte.id, identifiant=compte.identifiant, nom=compte.nom_affiche, email=compte.email
    )
