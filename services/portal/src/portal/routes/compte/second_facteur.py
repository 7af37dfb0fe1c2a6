"""The second factor of schools and agents: enrolled by QR code, replaced, removed; its emergency codes, shown once."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from portal.clients import Probleme, Reponse
from portal.pages import Formulaire, Page, Saisie
from portal.routes.compte.qr import dessin, graine
from portal.routes.compte.soi import Connecte

router = APIRouter(prefix="/monespace/compte/second-facteur")

API = "/api/accounts/moi/totp"


@router.get("")
async def get_second_facteur(page: Connecte) -> Response:
    return await _etat(page)


@router.post("")
async def post_second_facteur(page: Connecte, saisie: Formulaire) -> Response:
    """A seed: nothing changes until a code of it confirms."""
    reponse = await page.demander("POST", API, json=_preuve(saisie))
    if reponse.probleme is not None:
        return await _etat(page, reponse.probleme, "enroler")
    return _a_confirmer(page, reponse.donnees["otpauth"])


@router.post("/confirmation")
async def post_second_facteur_confirmation(page: Connecte, saisie: Formulaire) -> Response:
    reponse = await page.demander("POST", f"{API}/confirmation", json={"code": saisie["code"]})
    if reponse.probleme is not None:
        return _a_confirmer(page, saisie["totp_uri"], reponse.probleme)
    return _codes(page, reponse, "Votre second facteur est en place")


@router.post("/codes-de-secours")
async def post_codes_de_secours(page: Connecte, saisie: Formulaire) -> Response:
    reponse = await page.demander("POST", f"{API}/codes-de-secours", json=_preuve(saisie))
    if reponse.probleme is not None:
        return await _etat(page, reponse.probleme, "codes")
    return _codes(page, reponse, "Vos nouveaux codes de secours")


@router.post("/retrait")
async def post_second_facteur_retrait(page: Connecte, saisie: Formulaire) -> Response:
    reponse = await page.demander("DELETE", API, json=_preuve(saisie))
    if reponse.probleme is not None:
        return await _etat(page, reponse.probleme, "retirer")
    return page.vers("/monespace/compte", "Votre compte s’ouvre désormais avec le seul mot de passe.", "warning")


def _preuve(saisie: Saisie) -> dict[str, Any]:
    corps: dict[str, Any] = {"mot_de_passe": saisie.brut("mot_de_passe")}
    return corps | ({"totp": saisie["totp"]} if saisie["totp"] else {})


async def _etat(page: Page, probleme: Probleme | None = None, fait: str = "") -> Response:
    """`fait` names the form of the page that was refused."""
    return page.rendre(
        "compte/second_facteur.html",
        statut=probleme.statut if probleme else 200,
        totp=await page.obtenir(API),
        probleme=probleme,
        fait=fait,
    )


def _a_confirmer(page: Page, otpauth: str, probleme: Probleme | None = None) -> Response:
    return page.rendre(
        "compte/second_facteur_confirmation.html",
        statut=probleme.statut if probleme else 200,
        otpauth=otpauth,
        qr=dessin(otpauth),
        graine=graine(otpauth),
        probleme=probleme,
    )


def _codes(page: Page, reponse: Reponse, titre: str) -> Response:
    """Not led on to: they are told this once, and no address may tell them again."""
    codes = reponse.donnees["codes_de_secours"]
    return page.rendre("compte/codes_de_secours.html", codes=codes, suite="/monespace/compte", titre=titre)
