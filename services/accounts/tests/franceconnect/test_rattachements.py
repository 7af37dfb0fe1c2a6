"""Which account an identity opens: linked after a password, from within a session, parted again; never by its mail."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from accounts.app import App
from accounts.commandes.clients import NouveauClient, creer_client
from contracts.events.accounts import CompteActiveV1, FranceconnectChangeV1, MotDePasseChangeV1, MotDePasseOublieV1
from contracts.testing import published
from contracts.vocabulary.roles import Role
from deploy.local.visiteur import Visiteur, refus
from services.accounts.tests.acts import (
    AUTO_ECOLE,
    MOT_DE_PASSE,
    PARTICULIER,
    autorisation,
    compte_actif,
    connecter,
    inscrire,
    soumettre,
)
from services.accounts.tests.conftest import Horloge
from services.accounts.tests.franceconnect.conftest import Ouvrir

MOI = "/api/accounts/moi"
ELOISE = PARTICULIER | {"nom": "Lefèvre Noël", "prenom": "Eloise", "email": "Eloise.Garcon@exemple.example.fr"}


async def test_a_password_links_the_account_that_it_opens(site: App, visiteur: Visiteur) -> None:
    compte, _ = await compte_actif(site, visiteur.site)
    attendu = await visiteur.venir()

    lie = await visiteur.rattacher(attendu["rattachement"], identifiant="RLeroy", mot_de_passe=MOT_DE_PASSE)

    assert lie.status_code == 200, lie.text
    assert (await site.verifier.verify(lie.json()["access_token"])).id == compte
    encore = await visiteur.venir()
    assert (await site.verifier.verify(encore["access_token"])).id == compte
    moi = (await visiteur.site.get(MOI, headers=autorisation(encore))).json()
    assert moi["mot_de_passe"] is True
    assert moi["franceconnect_depuis"] is not None
    assert [
        fait for fait in await published(site.db) if isinstance(fait, CompteActiveV1) and fait.compte != compte
    ] == []


async def test_a_wrong_password_leaves_the_token_good_and_is_counted(
    site: App, visiteur: Visiteur, horloge: Horloge
) -> None:
    await compte_actif(site, visiteur.site)
    jeton = (await visiteur.venir())["rattachement"]
    for _ in range(5):
        faux = await visiteur.rattacher(jeton, identifiant="rleroy", mot_de_passe="Tramway!49 lent")
        assert refus(faux) == (401, "identifiants-refuses")
    assert refus(await visiteur.rattacher(jeton, identifiant="rleroy", mot_de_passe=MOT_DE_PASSE)) == (
        429,
        "trop-d-essais",
    )
    assert (await connecter(visiteur.site)).status_code == 429
    horloge.avance(timedelta(minutes=1))

    lie = await visiteur.rattacher(jeton, identifiant="rleroy", mot_de_passe=MOT_DE_PASSE)

    assert lie.status_code == 200, lie.text
    assert refus(await visiteur.rattacher(jeton, identifiant="rleroy", mot_de_passe=MOT_DE_PASSE)) == (
        410,
        "passage-perime",
    )


async def test_the_same_mail_and_name_open_nothing(site: App, visiteur: Visiteur) -> None:
    compte, _ = await compte_actif(site, visiteur.site, ELOISE)

    attendu = await visiteur.venir()
    assert attendu["etat"] == "a_rattacher"
    double = await visiteur.rattacher(attendu["rattachement"], creer=True, cgu_acceptees=True)

    assert refus(double) == (409, "compte-existant")
    assert "mot de passe" in double.json()["detail"]
    lie = await visiteur.rattacher(attendu["rattachement"], identifiant="elefevrenoel", mot_de_passe=MOT_DE_PASSE)
    assert (await site.verifier.verify(lie.json()["access_token"])).id == compte


async def test_an_account_that_waits_is_opened_by_its_mail_first(site: App, visiteur: Visiteur) -> None:
    await inscrire(site, visiteur.site, ELOISE)
    attendu = await visiteur.venir()

    double = await visiteur.rattacher(attendu["rattachement"], creer=True, cgu_acceptees=True)

    assert refus(double) == (409, "compte-existant")
    assert "lien du mél" in double.json()["detail"]


async def test_schools_are_not_opened_by_it(site: App, visiteur: Visiteur) -> None:
    _, session = await compte_actif(site, visiteur.site, AUTO_ECOLE)
    attendu = await visiteur.venir()

    lie = await visiteur.rattacher(attendu["rattachement"], identifiant="lcelik", mot_de_passe=MOT_DE_PASSE)

    assert refus(lie) == (403, "franceconnect-particuliers")
    body = {"mot_de_passe": MOT_DE_PASSE}
    depuis = await visiteur.site.post(f"{MOI}/franceconnect", json=body, headers=autorisation(session))
    assert refus(depuis) == (403, "franceconnect-particuliers")


async def depuis_le_compte(visiteur: Visiteur, session: dict[str, str], personne: str = "eloise") -> httpx.Response:
    """From the button in «Mon compte» to the page."""
    return await visiteur.arriver(await code_de_rattachement(visiteur, session, personne), autorisation(session))


async def code_de_rattachement(visiteur: Visiteur, session: dict[str, str], personne: str = "eloise") -> str:
    body = {"mot_de_passe": MOT_DE_PASSE, "retour": "/monespace/compte"}
    depart = await visiteur.site.post(f"{MOI}/franceconnect", json=body, headers=autorisation(session))
    assert depart.status_code == 200, depart.text
    retour = await visiteur.revenir(await visiteur.s_identifier(depart.json()["adresse"], personne))
    return str(retour.headers["location"]).partition("code=")[2]


async def test_from_within_a_session(site: App, visiteur: Visiteur) -> None:
    compte, session = await compte_actif(site, visiteur.site)

    for _ in range(2):
        answer = await depuis_le_compte(visiteur, session)
        assert answer.json() == {"etat": "rattache", "retour": "/monespace/compte"}

    assert (await site.verifier.verify((await visiteur.venir())["access_token"])).id == compte
    [annonce] = [fait for fait in await published(site.db) if isinstance(fait, FranceconnectChangeV1)]
    assert (annonce.compte, annonce.etat) == (compte, "rattache")
    vue = (await visiteur.site.get(f"{MOI}/franceconnect", headers=autorisation(session))).json()
    assert vue["identite"] == {
        "nom": "LEFÈVRE-NOËL",
        "prenoms": ["Éloïse", "Marie", "Françoise"],
        "nom_usage": "GARÇON",
        "sexe": "F",
        "date_naissance": "1998-08-24",
        "commune_naissance": "30189",
        "pays_naissance": "99100",
        "email": "eloise.garcon@exemple.example.fr",
    }


async def test_a_linking_wants_the_password_and_the_session_to_its_end(site: App, visiteur: Visiteur) -> None:
    """Or whoever finds the browser open, or an access token, keeps a key to the account."""
    _, session = await compte_actif(site, visiteur.site)
    faux = {"mot_de_passe": "Tramway!49 lent"}
    answer = await visiteur.site.post(f"{MOI}/franceconnect", json=faux, headers=autorisation(session))
    assert refus(answer) == (422, "mot-de-passe-refuse")
    _, autre = await compte_actif(site, visiteur.site, ELOISE)
    code = await code_de_rattachement(visiteur, session)

    for headers in ({}, autorisation(autre)):
        assert refus(await visiteur.arriver(code, headers)) == (401, "jeton-absent")

    assert (await visiteur.arriver(code, autorisation(session))).json()["etat"] == "rattache"


async def test_a_first_password_wants_a_fresh_login(site: App, visiteur: Visiteur, horloge: Horloge) -> None:
    session = await visiteur.creer()
    horloge.avance(timedelta(minutes=9))
    session = (await renouveler(visiteur, session)).json()
    horloge.avance(timedelta(minutes=1))
    choix = {"mot_de_passe": MOT_DE_PASSE, "question_secrete": "prenom_pere", "reponse_secrete": "Ézéchiel"}

    answer = await visiteur.site.post(f"{MOI}/mot-de-passe/premier", json=choix, headers=autorisation(session))

    assert refus(answer) == (403, "reconnexion-requise")
    horloge.instant -= timedelta(minutes=10)
    fraiche = await visiteur.venir()
    answer = await visiteur.site.post(f"{MOI}/mot-de-passe/premier", json=choix, headers=autorisation(fraiche))
    assert answer.status_code == 204


async def renouveler(visiteur: Visiteur, session: dict[str, str]) -> httpx.Response:
    body = {"refresh_token": session["refresh_token"]}
    return await visiteur.site.post("/api/accounts/sessions/renouvellement", json=body)


async def test_one_account_for_an_identity_and_one_identity_for_an_account(
    site: App, visiteur: Visiteur, ouvrir: Ouvrir
) -> None:
    await visiteur.creer("eloise")
    autre = await ouvrir()
    _, session = await compte_actif(site, autre.site)

    assert refus(await depuis_le_compte(autre, session, "eloise")) == (409, "identite-deja-liee")
    troisieme = await ouvrir()
    await depuis_le_compte(troisieme, session, "theo")
    quatrieme = await ouvrir()
    assert refus(await depuis_le_compte(quatrieme, session, "loic")) == (409, "compte-deja-lie")


async def test_two_accounts_at_once_are_one(site: App, visiteur: Visiteur, ouvrir: Ouvrir) -> None:
    autre = await ouvrir()
    jetons = [(qui, (await qui.venir())["rattachement"]) for qui in (visiteur, autre)]

    answers = await asyncio.gather(
        *(
            qui.rattacher(jeton, creer=True, cgu_acceptees=True, email=f"e{rang}@exemple.example.fr")
            for rang, (qui, jeton) in enumerate(jetons)
        )
    )

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert len([fait for fait in await published(site.db) if isinstance(fait, CompteActiveV1)]) == 1


async def test_parted_when_a_password_is_left(site: App, visiteur: Visiteur) -> None:
    session = await visiteur.creer()
    headers = autorisation(session)
    assert refus(await visiteur.site.delete(f"{MOI}/franceconnect", headers=headers)) == (409, "mot-de-passe-absent")

    choix = {"mot_de_passe": MOT_DE_PASSE, "question_secrete": "prenom_pere", "reponse_secrete": "Ézéchiel"}
    assert (await visiteur.site.post(f"{MOI}/mot-de-passe/premier", json=choix, headers=headers)).status_code == 204
    again = await visiteur.site.post(f"{MOI}/mot-de-passe/premier", json=choix, headers=headers)
    assert refus(again) == (409, "mot-de-passe-present")
    assert any(isinstance(fait, MotDePasseChangeV1) for fait in await published(site.db))
    for _ in range(2):
        assert (await visiteur.site.delete(f"{MOI}/franceconnect", headers=headers)).status_code == 204

    annonces = [fait.etat for fait in await published(site.db) if isinstance(fait, FranceconnectChangeV1)]
    assert annonces == ["detache"]
    moi = (await visiteur.site.get(MOI, headers=headers)).json()
    assert (moi["mot_de_passe"], moi["franceconnect_depuis"]) == (True, None)
    nulle = await visiteur.site.get(f"{MOI}/franceconnect", headers=headers)
    assert refus(nulle) == (404, "franceconnect-non-lie")
    assert (await visiteur.venir())["etat"] == "a_rattacher"
    assert (await connecter(visiteur.site, "elefevrenoel")).status_code == 200


@pytest.mark.parametrize(
    ("route", "body"),
    [
        ("fermeture", {"mot_de_passe": "x"}),
        ("mot-de-passe", {"ancien": "x", "mot_de_passe": MOT_DE_PASSE}),
        ("email", {"email": "autre@exemple.fr", "mot_de_passe": "x"}),
    ],
)
async def test_what_wants_the_password_says_that_there_is_none(
    visiteur: Visiteur, route: str, body: dict[str, str]
) -> None:
    headers = autorisation(await visiteur.creer())

    answer = await visiteur.site.post(f"{MOI}/{route}", json=body, headers=headers)

    assert refus(answer) == (409, "mot-de-passe-absent")


async def test_the_mailbox_alone_does_not_open_what_franceconnect_opens(site: App, visiteur: Visiteur) -> None:
    """Nobody has verified the address, and no secret question stands behind the link."""
    await visiteur.creer()

    answer = await soumettre(visiteur.site, "mot-de-passe", {"identifiant": "elefevrenoel"})

    assert answer.status_code == 202
    assert not any(isinstance(fait, MotDePasseOublieV1) for fait in await published(site.db))
    assert (await connecter(visiteur.site, "elefevrenoel", "")).status_code == 422
    assert (await connecter(visiteur.site, "elefevrenoel", "None")).status_code == 401


async def test_a_closed_account_takes_its_identity_along(site: App, visiteur: Visiteur) -> None:
    _, session = await compte_actif(site, visiteur.site)
    await depuis_le_compte(visiteur, session)
    fin = await visiteur.site.post(
        f"{MOI}/fermeture", json={"mot_de_passe": MOT_DE_PASSE}, headers=autorisation(session)
    )
    assert fin.status_code == 204

    assert (await visiteur.venir())["etat"] == "a_rattacher"


async def test_programs_have_no_franceconnect(site: App, visiteur: Visiteur) -> None:
    client = await creer_client(site, NouveauClient(role=Role.PHOTOGRAPHE, nom="Studio", client_id=None, secret=None))
    body = {"client_id": client.client_id, "client_secret": client.secret}
    programme = (await visiteur.site.post("/api/accounts/jetons", json=body)).json()

    answer = await visiteur.site.get(f"{MOI}/franceconnect", headers=autorisation(programme))

    assert answer.status_code == 403
