"""The link of the first mail: sexe, password, secret question; of an invited agent a second factor. Then a session."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from portal.clients import Probleme
from portal.clients.interlocuteurs import segment
from portal.pages import Formulaire, Page, PageDe, Saisie
from portal.pages.accueils import ACCUEILS, MENUS
from portal.routes.compte.mots_de_passe import deux_fois, longueur_min
from portal.routes.compte.qr import dessin, graine
from portal.session.jetons import Paire

router = APIRouter(prefix="/monespace/activer")

API = "/api/accounts/activations"


@router.get("/{jeton}")
async def get_activation(jeton: str, page: PageDe) -> Response:
    return _formulaire(page, await page.obtenir(f"{API}/{segment(jeton)}"))


@router.post("/{jeton}/second-facteur")
async def post_activation_second_facteur(jeton: str, page: PageDe, saisie: Formulaire) -> Response:
    """Not when the page is opened: whoever looks at links in mails would make the seed before it worthless."""
    reponse = await page.demander("POST", f"{API}/{segment(jeton)}/totp")
    attendu = await page.obtenir(f"{API}/{segment(jeton)}")
    if reponse.probleme is not None:
        return _formulaire(page, attendu, probleme=reponse.probleme)
    return _formulaire(page, attendu, otpauth=reponse.donnees["otpauth"])


@router.post("/{jeton}")
async def post_activation(jeton: str, page: PageDe, saisie: Formulaire) -> Response:
    attendu = await page.obtenir(f"{API}/{segment(jeton)}")
    if probleme := deux_fois(saisie):
        return _formulaire(page, attendu, saisie=saisie, probleme=probleme, otpauth=saisie["totp_uri"])
    reponse = await page.demander("POST", f"{API}/{segment(jeton)}", json=_corps(saisie))
    if reponse.probleme is not None:
        return _formulaire(page, attendu, saisie=saisie, probleme=reponse.probleme, otpauth=saisie["totp_uri"])
    page.session.ouvrir(Paire(reponse.donnees["access_token"], reponse.donnees["refresh_token"]))
    return _active(page, attendu, reponse.donnees)


def _corps(saisie: Saisie) -> dict[str, Any]:
    corps = {
        "sexe": saisie["sexe"],
        "mot_de_passe": saisie.brut("mot_de_passe"),
        "question_secrete": saisie.ou_rien("question_secrete"),
        "reponse_secrete": saisie.ou_rien("reponse_secrete"),
        "totp": saisie.ou_rien("totp"),
    }
    return {nom: valeur for nom, valeur in corps.items() if valeur is not None}


def _active(page: Page, attendu: dict[str, Any], active: dict[str, Any]) -> Response:
    """To the demande that waits for its candidate, else to his home; an agent sees his emergency codes first."""
    role = attendu["role"]
    suite = f"/monespace/demandes/{active['demande']}" if active["demande"] else ACCUEILS[role]
    if not active["codes_de_secours"]:
        return page.vers(suite, "Votre compte est activé. Votre identifiant vous est envoyé par mél : conservez-le.")
    return page.rendre(
        "compte/codes_de_secours.html",
        codes=active["codes_de_secours"],
        suite=suite,
        titre="Votre compte est activé",
        qui={"nom": f"{attendu['prenom']} {attendu['nom']}"},
        menu=MENUS[role],
        accueil=suite,
    )


def _formulaire(
    page: Page,
    attendu: dict[str, Any],
    *,
    saisie: Saisie | None = None,
    probleme: Probleme | None = None,
    otpauth: str = "",
) -> Response:
    return page.rendre(
        "compte/activation.html",
        statut=probleme.statut if probleme else 200,
        attendu=attendu,
        sexe=saisie["sexe"] if saisie else "",
        question=saisie["question_secrete"] if saisie else "",
        minimum=longueur_min(attendu["role"]),
        otpauth=otpauth,
        qr=dessin(otpauth),
        graine=graine(otpauth),
        probleme=probleme,
    )
