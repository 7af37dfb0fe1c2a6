"""What people do with accounts, for the tests that need it done."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import pyotp
from altcha import Challenge, Payload, solve_challenge

from accounts.app import App
from accounts.handlers import HANDLERS
from contracts.events.accounts import CompteOuvertV1, CoordonneeAConfirmerV1
from contracts.events.demandes import DemandeFinaliseeV1
from contracts.testing import deliver, published

MOT_DE_PASSE = "Tramway!48 lent"

PARTICULIER: dict[str, Any] = {
    "type": "particulier",
    "nom": "Leroy",
    "prenom": "Romain",
    "email": "Romain.Leroy@exemple.fr",
    "cgu_acceptees": True,
}
AUTO_ECOLE: dict[str, Any] = {
    "type": "auto_ecole",
    "nom": "Çelik",
    "prenom": "Léonie",
    "email": "contact@etoile.exemple.fr",
    "raison_sociale": "Auto-école de l'Étoile",
    "numero_agrement": "E1709500060",
    "cgu_acceptees": True,
}
ACTIVATION: dict[str, Any] = {
    "sexe": "M",
    "mot_de_passe": MOT_DE_PASSE,
    "question_secrete": "prenom_pere",
    "reponse_secrete": "Ézéchiel",
}


def resoudre(defi: dict[str, Any]) -> str:
    """As the page of a form does: work, and the solution in base64."""
    challenge = Challenge.from_dict(defi)
    solution = solve_challenge(challenge)
    assert solution is not None
    return Payload(challenge, solution).to_base64()


async def avec_captcha(client: httpx.AsyncClient, pour: str, saisie: dict[str, Any]) -> dict[str, Any]:
    """A form with its solved challenge."""
    defi = await client.get("/api/accounts/captcha", params={"pour": pour})
    assert defi.status_code == 200, defi.text
    return saisie | {"captcha": resoudre(defi.json())}


async def soumettre(client: httpx.AsyncClient, pour: str, saisie: dict[str, Any], **autre: Any) -> httpx.Response:
    """One of the three forms, with its solved challenge."""
    route = "inscriptions" if pour == "inscription" else f"oublis/{pour}"
    body = await avec_captcha(client, pour, saisie)
    return await client.post(f"/api/accounts/{route}", json=body, **autre)


async def ouvertures(app: App) -> list[CompteOuvertV1]:
    """The links that went out, oldest first."""
    return [event for event in await published(app.db) if isinstance(event, CompteOuvertV1)]


async def inscrire(app: App, client: httpx.AsyncClient, saisie: dict[str, Any] = PARTICULIER) -> CompteOuvertV1:
    answer = await soumettre(client, "inscription", saisie)
    assert answer.status_code == 202, answer.text
    return (await ouvertures(app))[-1]


async def activer(client: httpx.AsyncClient, jeton: str, **autre: Any) -> dict[str, Any]:
    answer = await client.post(f"/api/accounts/activations/{jeton}", json=ACTIVATION | autre)
    assert answer.status_code == 200, answer.text
    session: dict[str, Any] = answer.json()
    return session


async def compte_actif(
    app: App, client: httpx.AsyncClient, saisie: dict[str, Any] = PARTICULIER
) -> tuple[UUID, dict[str, Any]]:
    """Signed up and activated: the account and its first session."""
    ouvert = await inscrire(app, client, saisie)
    return ouvert.compte, await activer(client, ouvert.jeton)


async def connecter(
    client: httpx.AsyncClient, identifiant: str = "rleroy", mot_de_passe: str = MOT_DE_PASSE, totp: str | None = None
) -> httpx.Response:
    body = {"identifiant": identifiant, "mot_de_passe": mot_de_passe} | ({"totp": totp} if totp else {})
    return await client.post("/api/accounts/sessions", json=body)


GRAINE = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_totp(graine: str, instant: datetime) -> str:
    """As the application on a phone shows it then."""
    return pyotp.TOTP(graine).at(instant)


NOUVEL_EMAIL = "romain@nouveau.exemple.fr"
NOUVEAU_TELEPHONE = "06 98 76 54 32"


async def demander(client: httpx.AsyncClient, session: dict[str, Any], quoi: str, valeur: str) -> httpx.Response:
    """Another mail address or phone, with the right password."""
    body = {quoi: valeur, "mot_de_passe": MOT_DE_PASSE}
    return await client.post(f"/api/accounts/moi/{quoi}", json=body, headers=autorisation(session))


async def confirmations(app: App) -> list[CoordonneeAConfirmerV1]:
    """The links and codes that went out, oldest first."""
    return [event for event in await published(app.db) if isinstance(event, CoordonneeAConfirmerV1)]


async def jeton_envoye(app: App) -> str:
    lien = (await confirmations(app))[-1].lien
    assert lien is not None
    return lien.rpartition("/")[2]


async def code_envoye(app: App) -> str:
    code = (await confirmations(app))[-1].code
    assert code is not None
    return code


async def changer_email(app: App, client: httpx.AsyncClient, session: dict[str, Any]) -> None:
    assert (await demander(client, session, "email", NOUVEL_EMAIL)).status_code == 202
    answer = await client.post(f"/api/accounts/coordonnees/{await jeton_envoye(app)}")
    assert answer.status_code == 204, answer.text


async def saisir_code(client: httpx.AsyncClient, session: dict[str, Any], code: str, **headers: str) -> httpx.Response:
    return await client.post(
        "/api/accounts/moi/telephone/confirmation", json={"code": code}, headers=autorisation(session) | headers
    )


async def changer_telephone(app: App, client: httpx.AsyncClient, session: dict[str, Any]) -> None:
    assert (await demander(client, session, "telephone", NOUVEAU_TELEPHONE)).status_code == 202
    answer = await saisir_code(client, session, await code_envoye(app))
    assert answer.status_code == 204, answer.text


def finalisee(**candidat: Any) -> DemandeFinaliseeV1:
    """A school has finished a demande for this candidate."""
    return DemandeFinaliseeV1.model_validate(
        {
            "pre_numero": 4074,
            "motif": "inscription",
            "auto_ecole": {
                "compte": uuid4(),
                "raison_sociale": "Auto-école de l'Étoile",
                "numero_agrement": "E 17 095 0006 0",
                "email": "contact@etoile.exemple.fr",
            },
            "etat_civil": {
                "nom_naissance": candidat.get("nom", "Leroy"),
                "prenoms": candidat.get("prenoms", ["Romain", "Noël"]),
                "sexe": "M",
                "date_naissance": "2004-02-29",
                "pays_naissance": "FR",
                "departement_naissance": "69",
                "commune_naissance": "Villeurbanne",
            },
            "contact": {
                "email": candidat.get("email", "romain.leroy@exemple.fr"),
                "telephone": candidat.get("telephone", "+33612345678"),
            },
            "finalisee_le": "2026-11-20T11:59:00Z",
        }
    )


async def finaliser(app: App, demande: UUID, **candidat: Any) -> None:
    await deliver(HANDLERS, app, finalisee(**candidat), demande)


def autorisation(session: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {session['access_token']}"}


def pointeurs(answer: httpx.Response) -> list[str]:
    return [error["pointer"] for error in answer.json().get("errors", [])]
