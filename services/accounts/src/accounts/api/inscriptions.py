"""Sign-up: the answer, and the time it takes, never tell whether the account exists."""

from datetime import datetime
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from accounts.api.captcha import Solution, prouver
from accounts.api.parties import DUREE, Mel, Saisie, Service, au_moins
from accounts.domain.captcha import AttenteEnCours, CaptchaRefuse, CaptchaRequis, Formulaire
from accounts.domain.compte import inscrire
from accounts.domain.essais import TropDEssais
from accounts.domain.inscription import InscriptionInvalide, lire_inscription
from accounts.domain.registre import jour_de, refus_d_inscription
from accounts.storage import agrements, comptes, echecs
from contracts.delivery import Tx
from contracts.http import OnceKey, problems

router = APIRouter()

MESSAGE = "Succès! Un mél d'activation de votre compte vient de vous être envoyé."  # seed 004


class NouvelleInscription(Saisie):
    type: Literal["particulier", "auto_ecole"]
    nom: str = Field(min_length=1, max_length=100)
    prenom: str = Field(min_length=1, max_length=100)
    email: Mel
    raison_sociale: str | None = Field(default=None, max_length=200)
    numero_agrement: str | None = Field(default=None, max_length=30, examples=["E 17 095 0006 0"])
    cgu_acceptees: bool | None = None
    captcha: Solution = None


class Inscrit(BaseModel):
    message: str = MESSAGE


REFUS = problems(InscriptionInvalide, CaptchaRequis, CaptchaRefuse, AttenteEnCours, TropDEssais)


@router.post("/api/accounts/inscriptions", status_code=202, responses=REFUS)
async def post_inscriptions(body: NouvelleInscription, app: Service, once: OnceKey) -> Inscrit:
    """Sends an activation link, unless the account is active already."""
    inscription, now = lire_inscription(body.type, **body.model_dump(exclude={"type", "captcha"})), app.now()
    async with au_moins(DUREE), app.db.begin(once) as tx:
        await prouver(tx, app, Formulaire.INSCRIPTION, body.captcha)
        await _verifier_au_registre(tx, inscription.numero_agrement, now)
        await echecs.compter(tx, "inscription", inscription.cle.email, now)
        existant = await comptes.par_cle(tx, inscription.cle)
        decision = inscrire(existant, inscription, id=app.id(), lien=app.lien(), now=now)
        await (comptes.save(tx, decision, now) if decision.lien else comptes.dire(tx, decision))
        await tx.reply(Inscrit(), status=202)
    return Inscrit()


async def _verifier_au_registre(tx: Tx, numero: str | None, now: datetime) -> None:
    """Before a first import there is no registry to ask. Raises InscriptionInvalide."""
    if numero is None:
        return
    il_y_en_a_un, agrement = await agrements.consulter(tx, numero)
    faute = refus_d_inscription(agrement, jour_de(now)) if il_y_en_a_un else None
    if faute is not None:
        raise InscriptionInvalide("Corrigez ce que « errors » signale, puis renvoyez.", errors=[faute])
