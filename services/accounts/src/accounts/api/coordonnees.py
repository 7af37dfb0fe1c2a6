"""A new mail address or phone: asked for with the password, confirmed where it is read."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import AfterValidator, BaseModel, Field

from accounts.adapters.hacheur import ConnexionsSaturees
from accounts.api.access import Titulaire
from accounts.api.parties import Mel, MotDePasse, Saisie, SaisieSecrete, Service
from accounts.api.titulaire import redemander
from accounts.app import App
from accounts.domain.activation import empreinte
from accounts.domain.compte import Compte, CompteIntrouvable
from accounts.domain.coordonnees import (
    Canal,
    CodePerime,
    CodeRefuse,
    ConfirmationInconnue,
    ConfirmationPerimee,
    Coordonnee,
    CoordonneeInchangee,
    CoordonneePrise,
    changer_email,
    changer_telephone,
    code_de,
    empreinte_du_code,
    verifier_code,
    verifier_lien,
)
from accounts.domain.delais import CODE, CONFIRMATION
from accounts.domain.essais import TropDEssais
from accounts.domain.rattachement import MotDePasseAbsent
from accounts.domain.saisie_activation import MotDePasseRefuse
from accounts.domain.telephone import numero_mobile
from accounts.storage import comptes, coordonnees, echecs, oublis
from contracts.delivery import Tx, outbox
from contracts.events.accounts import CoordonneeAConfirmerV1
from contracts.http import OnceKey, problems

router = APIRouter(prefix="/api/accounts")


class NouvelEmail(SaisieSecrete):
    email: Mel
    mot_de_passe: MotDePasse


class NouveauTelephone(SaisieSecrete):
    telephone: Annotated[str, Field(max_length=30, examples=["06 12 34 56 78"]), AfterValidator(numero_mobile)]
    mot_de_passe: MotDePasse


class Code(Saisie):
    code: str = Field(min_length=1, max_length=20, examples=["482913"])


class AConfirmer(BaseModel):
    """The same words whether or not somebody has this address already."""

    message: str
    expire_le: datetime


REFUS = problems(
    CompteIntrouvable, MotDePasseAbsent, MotDePasseRefuse, CoordonneeInchangee, TropDEssais, ConnexionsSaturees
)


@router.post("/moi/email", status_code=202, responses=REFUS)
async def post_email(body: NouvelEmail, caller: Titulaire, app: Service) -> AConfirmer:
    """A link goes to the new address, good for a day; the link before it is dead."""
    compte = await redemander(app, caller.id, body.mot_de_passe.get_secret_value(), "/mot_de_passe")
    if body.email == compte.email:
        raise CoordonneeInchangee("/email")
    jeton, expire_le = app.tirage(32), app.now() + CONFIRMATION
    attendue = Coordonnee(compte.id, Canal.MAIL, body.email, empreinte(jeton), expire_le)
    lien = f"{app.public_url.rstrip('/')}/monespace/coordonnees/{jeton}"
    await _demander(app, compte, attendue, lien=lien)
    return AConfirmer(message="Ouvrez le lien que vous recevrez à cette adresse.", expire_le=expire_le)


@router.post("/moi/telephone", status_code=202, responses=REFUS)
async def post_telephone(body: NouveauTelephone, caller: Titulaire, app: Service) -> AConfirmer:
    """A code goes to the new number, good for ten minutes and five tries; the code before it is dead."""
    compte = await redemander(app, caller.id, body.mot_de_passe.get_secret_value(), "/mot_de_passe")
    if body.telephone == compte.telephone:
        raise CoordonneeInchangee("/telephone")
    code, expire_le = code_de(app.tirage(32)), app.now() + CODE
    attendue = Coordonnee(compte.id, Canal.SMS, body.telephone, empreinte_du_code(compte.id, code), expire_le)
    await _demander(app, compte, attendue, code=code)
    return AConfirmer(message="Saisissez le code que vous recevrez par SMS à ce numéro.", expire_le=expire_le)


@router.post(
    "/coordonnees/{jeton}",
    status_code=204,
    responses=problems(ConfirmationInconnue, ConfirmationPerimee, CoordonneePrise),
)
async def post_coordonnee(jeton: str, app: Service, once: OnceKey) -> None:
    """The new mail address is read: it is the account's. No session is needed, whoever has the link has the mailbox."""
    async with app.db.begin(once) as tx:
        attendue, compte = await _du_lien(tx, app, empreinte(jeton))
        await comptes.save(tx, changer_email(compte, attendue.destination, app.now()), app.now())
        await coordonnees.confirmer(tx, attendue, app.now())
        await oublis.oublier(tx, compte.id)  # they went to the former address
        await tx.reply(None, status=204)


@router.post(
    "/moi/telephone/confirmation", status_code=204, responses=problems(CompteIntrouvable, CodePerime, CodeRefuse)
)
async def post_confirmation_telephone(body: Code, caller: Titulaire, app: Service, once: OnceKey) -> None:
    """The try is counted before it is judged: a hundred codes at once are a hundred tries."""
    async with app.db.begin() as tx:
        await coordonnees.compter(tx, caller.id, Canal.SMS)
    async with app.db.begin(once) as tx:
        compte = await _verrouille(tx, caller.id)
        attendue = await coordonnees.par_compte(tx, caller.id, Canal.SMS)
        attendue = verifier_code(attendue, body.code, app.now())
        await comptes.save(tx, changer_telephone(compte, attendue.destination, app.now()), app.now())
        await coordonnees.confirmer(tx, attendue, app.now())
        await tx.reply(None, status=204)


async def _demander(
    app: App, compte: Compte, attendue: Coordonnee, *, lien: str | None = None, code: str | None = None
) -> None:
    fait = CoordonneeAConfirmerV1(
        compte=compte.id,
        canal=attendue.canal,
        destination=attendue.destination,
        nom=compte.nom_affiche,
        lien=lien,
        code=code,
        expire_le=attendue.expire_le,
    )
    async with app.db.begin() as tx:
        await echecs.compter(tx, "coordonnees", str(compte.id), app.now())
        await coordonnees.demander(tx, attendue)
        await outbox.put(tx, compte.id, [fait])


async def _du_lien(tx: Tx, app: App, empreinte: bytes) -> tuple[Coordonnee, Compte]:
    """Both locked, and nobody else may open an account with what the account is about to have."""
    attendue = verifier_lien(await coordonnees.par_lien(tx, empreinte), app.now())
    compte = await comptes.lire(tx, attendue.compte)
    if compte is None:
        raise ConfirmationInconnue
    if await comptes.autre(tx, replace(compte, email=attendue.destination)):
        raise CoordonneePrise
    compte = await _verrouille(tx, attendue.compte)
    return verifier_lien(await coordonnees.par_lien(tx, empreinte, locked=True), app.now()), compte


async def _verrouille(tx: Tx, id: UUID) -> Compte:
    compte = await comptes.load(tx, id)
    if compte is None:
        raise CompteIntrouvable("Il a été supprimé : créez de nouveau un compte.")
    return compte
