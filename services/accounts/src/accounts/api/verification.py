"""The second factor of an account: asked for, verified once, drawn anew."""

from dataclasses import replace
from uuid import UUID

from pydantic import BaseModel, Field

from accounts.adapters.second_facteur import Chiffree, adresse, pas_du_code
from accounts.app import App
from accounts.domain.compte import Compte
from accounts.domain.delais import AGENTS
from accounts.domain.second_facteur import (
    CODES_DE_SECOURS,
    CodeTotpRefuse,
    Facteur,
    SecondFacteurAbsent,
    SecondFacteurAEnroler,
    SecondFacteurRefuse,
    SecondFacteurRequis,
    codes_de_secours,
    empreinte_de_secours,
    est_neuf,
    graine_de,
)
from accounts.storage import seconds_facteurs
from contracts.delivery import Tx

CODE_MAX = 40  # characters: an emergency code has nineteen


class AEnroler(BaseModel):
    """Told this once. `otpauth` is what the application reads as a QR code, `secret` what can be typed."""

    secret: str
    otpauth: str


class CodesDeSecours(BaseModel):
    codes_de_secours: list[str] = Field(description="Ten, each good once, told this once.")


async def exiger(tx: Tx, app: App, compte: Compte, code: str | None) -> None:
    """At the login. Raises SecondFacteurRequis, SecondFacteurRefuse or SecondFacteurAEnroler."""
    facteur = await seconds_facteurs.load(tx, compte.id)
    if facteur is None:
        if compte.role in AGENTS and app.totp_exige:
            raise SecondFacteurAEnroler
        return
    if not code:
        raise SecondFacteurRequis
    if not await _accepter(tx, app, facteur, code):
        raise SecondFacteurRefuse


async def redemander_code(tx: Tx, app: App, compte: UUID, code: str | None, pointer: str) -> None:
    """Of an account that has a second factor. Raises CodeTotpRefuse."""
    facteur = await seconds_facteurs.load(tx, compte)
    if facteur is not None and not await _accepter(tx, app, facteur, code or ""):
        raise CodeTotpRefuse(pointer)


async def commencer(tx: Tx, app: App, compte: UUID, identifiant: str) -> AEnroler:
    """A new seed, which serves once a code has shown that the application has it."""
    graine = graine_de(app.tirage(32))
    cle, octets = app.second_facteur.chiffrer(compte, graine)
    await seconds_facteurs.poser(tx, Facteur(compte, True, cle, octets, app.now()))
    return AEnroler(secret=graine, otpauth=adresse(graine, identifiant))


async def terminer(tx: Tx, app: App, compte: UUID, code: str, pointer: str) -> CodesDeSecours:
    """Raises SecondFacteurAbsent or CodeTotpRefuse."""
    facteur = await seconds_facteurs.load(tx, compte, attendu=True)
    if facteur is None:
        raise SecondFacteurAbsent
    pas = _pas(app, facteur, code)
    if pas is None:
        raise CodeTotpRefuse(pointer)
    await seconds_facteurs.confirmer(tx, compte, pas)
    return await renouveler_codes(tx, app, compte)


async def renouveler_codes(tx: Tx, app: App, compte: UUID) -> CodesDeSecours:
    codes = codes_de_secours([app.tirage(32) for _ in range(CODES_DE_SECOURS)])
    await seconds_facteurs.remplacer_codes(tx, compte, [empreinte_de_secours(compte, code) for code in codes])
    return CodesDeSecours(codes_de_secours=codes)


async def _accepter(tx: Tx, app: App, facteur: Facteur, code: str) -> bool:
    """Each code serves once, whichever kind it is."""
    pas = _pas(app, facteur, code)
    if est_neuf(pas, facteur):
        await seconds_facteurs.retenir(tx, _sous_la_cle_du_jour(app, replace(facteur, dernier_pas=pas)))
        return True
    empreinte = empreinte_de_secours(facteur.compte, code)
    return await seconds_facteurs.utiliser_code(tx, facteur.compte, empreinte, app.now())


def _pas(app: App, facteur: Facteur, code: str) -> int | None:
    graine = app.second_facteur.dechiffrer(facteur.compte, Chiffree(facteur.cle, facteur.graine))
    return pas_du_code(graine, code, app.now())


def _sous_la_cle_du_jour(app: App, facteur: Facteur) -> Facteur:
    chiffree = Chiffree(facteur.cle, facteur.graine)
    if not app.second_facteur.est_ancienne(chiffree):
        return facteur
    graine = app.second_facteur.dechiffrer(facteur.compte, chiffree)
    cle, octets = app.second_facteur.chiffrer(facteur.compte, graine)
    return replace(facteur, cle=cle, graine=octets)
