"""Another mail address, another phone: only once it is read there, once, in words that tell nobody who has what."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.app import App
from accounts.domain.coordonnees import code_de
from accounts.domain.telephone import INDICATIFS, numero_mobile
from contracts.events.accounts import CoordonneesChangeesV1
from contracts.testing import published
from services.accounts.tests.acts import (
    MOT_DE_PASSE,
    NOUVEAU_TELEPHONE,
    NOUVEL_EMAIL,
    PARTICULIER,
    autorisation,
    changer_email,
    changer_telephone,
    code_envoye,
    compte_actif,
    confirmations,
    connecter,
    demander,
    inscrire,
    jeton_envoye,
    pointeurs,
    saisir_code,
    soumettre,
)
from services.accounts.tests.conftest import Horloge

ANCIEN = "Romain.Leroy@exemple.fr"


async def confirmer(client: httpx.AsyncClient, jeton: str, **headers: str) -> httpx.Response:
    return await client.post(f"/api/accounts/coordonnees/{jeton}", headers=headers)


async def moi(client: httpx.AsyncClient, session: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (await client.get("/api/accounts/moi", headers=autorisation(session))).json()
    return found


async def changees(app: App) -> list[CoordonneesChangeesV1]:
    return [event for event in await published(app.db) if isinstance(event, CoordonneesChangeesV1)]


async def test_a_mail_address_changes_once_its_link_is_opened(
    app: App, client: httpx.AsyncClient, horloge: Horloge
) -> None:
    compte, session = await compte_actif(app, client)

    demande = await demander(client, session, "email", f" {NOUVEL_EMAIL} ")
    [envoi] = await confirmations(app)
    avant = await moi(client, session)
    fait = await confirmer(client, await jeton_envoye(app))
    apres = await moi(client, session)

    assert (demande.status_code, demande.json().keys()) == (202, {"message", "expire_le"})
    assert (envoi.canal, envoi.destination, envoi.code, envoi.compte) == ("mail", NOUVEL_EMAIL, None, compte)
    assert envoi.expire_le == horloge() + timedelta(hours=24)
    assert (envoi.lien or "").startswith(f"{app.public_url}/monespace/coordonnees/")
    assert avant["email"] == ANCIEN
    assert [(attendu["canal"], attendu["destination"]) for attendu in avant["changements"]] == [("mail", NOUVEL_EMAIL)]
    assert fait.status_code == 204
    assert (apres["email"], apres["changements"]) == (NOUVEL_EMAIL, [])
    [change] = await changees(app)
    assert (change.compte, change.email, change.ancien_email) == (compte, NOUVEL_EMAIL, ANCIEN)


async def test_a_phone_changes_once_its_code_is_typed(app: App, client: httpx.AsyncClient, horloge: Horloge) -> None:
    compte, session = await compte_actif(app, client)

    demande = await demander(client, session, "telephone", NOUVEAU_TELEPHONE)
    [envoi] = await confirmations(app)
    attendus = (await moi(client, session))["changements"]
    code = await code_envoye(app)
    fait = await saisir_code(client, session, f"{code[:3]} {code[3:]}")

    assert demande.status_code == 202
    assert (envoi.canal, envoi.destination, envoi.lien) == ("sms", "+33698765432", None)
    assert envoi.expire_le == horloge() + timedelta(minutes=10)
    assert attendus[0]["destination"] == "+33698765432"
    assert fait.status_code == 204
    assert (await moi(client, session))["telephone"] == "+33698765432"
    [change] = await changees(app)
    assert (change.compte, change.telephone, change.email, change.ancien_email) == (
        compte,
        "+33698765432",
        ANCIEN,
        None,
    )


async def test_a_confirmation_has_its_effect_once(app: App, client: httpx.AsyncClient) -> None:
    _, session = await compte_actif(app, client)
    await demander(client, session, "email", NOUVEL_EMAIL)
    jeton, cle = await jeton_envoye(app), {"Idempotency-Key": "4c6f2a90-confirmer"}

    answers = [await confirmer(client, jeton, **cle) for _ in range(2)]
    sans_cle = await confirmer(client, jeton)
    await demander(client, session, "telephone", NOUVEAU_TELEPHONE)
    code = await code_envoye(app)
    codes = [await saisir_code(client, session, code, **cle) for _ in range(2)]
    encore = await saisir_code(client, session, code)

    assert [answer.status_code for answer in (*answers, *codes)] == [204] * 4
    assert (sans_cle.status_code, "déjà servi" in sans_cle.json()["detail"]) == (410, True)
    assert (encore.status_code, encore.json()["type"]) == (410, "/problemes/code-perime")
    assert len(await changees(app)) == 2


async def test_ten_clicks_at_once_change_the_address_once(app: App, client: httpx.AsyncClient) -> None:
    _, session = await compte_actif(app, client)
    await demander(client, session, "email", NOUVEL_EMAIL)
    jeton = await jeton_envoye(app)

    answers = await asyncio.gather(*(confirmer(client, jeton) for _ in range(10)))

    assert sorted(answer.status_code for answer in answers) == [204] + [410] * 9
    assert len(await changees(app)) == 1


async def test_a_new_link_kills_the_one_before_and_lives_a_day(
    app: App, client: httpx.AsyncClient, horloge: Horloge
) -> None:
    _, session = await compte_actif(app, client)
    await demander(client, session, "email", "premier@exemple.fr")
    premier = await jeton_envoye(app)
    await demander(client, session, "email", NOUVEL_EMAIL)
    second = await jeton_envoye(app)

    mort = await confirmer(client, premier)
    horloge.avance(timedelta(hours=24))
    tard = await confirmer(client, second)

    assert (mort.status_code, mort.json()["type"]) == (404, "/problemes/lien-inconnu")
    assert (tard.status_code, tard.json()["type"]) == (410, "/problemes/lien-perime")
    session = (await connecter(client)).json()
    assert ((await moi(client, session))["email"], await changees(app)) == (ANCIEN, [])


async def test_a_code_lives_ten_minutes_and_five_tries(app: App, client: httpx.AsyncClient, horloge: Horloge) -> None:
    _, session = await compte_actif(app, client)
    await demander(client, session, "telephone", NOUVEAU_TELEPHONE)
    code = await code_envoye(app)
    faux = f"{(int(code) + 1) % 1_000_000:06d}"

    essais = [await saisir_code(client, session, faux) for _ in range(5)]
    juste_trop_tard = await saisir_code(client, session, code)
    await demander(client, session, "telephone", NOUVEAU_TELEPHONE)
    horloge.avance(timedelta(minutes=10))
    session = (await connecter(client)).json()
    passe = await saisir_code(client, session, await code_envoye(app))

    assert [(answer.status_code, pointeurs(answer)) for answer in essais] == [(422, ["/code"])] * 5
    assert "4 essais" in essais[0].json()["detail"]
    assert [answer.status_code for answer in (juste_trop_tard, passe)] == [410, 410]
    assert (await moi(client, session))["telephone"] is None


async def test_a_hundred_codes_at_once_are_counted(app: App, client: httpx.AsyncClient) -> None:
    _, session = await compte_actif(app, client)
    await demander(client, session, "telephone", NOUVEAU_TELEPHONE)
    code = int(await code_envoye(app))

    faux = [f"{(code + n) % 1_000_000:06d}" for n in range(1, 41)]
    answers = await asyncio.gather(*(saisir_code(client, session, essai) for essai in faux))

    assert sum(answer.status_code == 422 for answer in answers) <= 5
    assert {answer.status_code for answer in answers} <= {410, 422}
    assert (await saisir_code(client, session, f"{code:06d}")).status_code == 410


async def test_the_answer_does_not_tell_whose_the_address_is(app: App, client: httpx.AsyncClient) -> None:
    _, session = await compte_actif(app, client)
    await compte_actif(app, client, PARTICULIER | {"email": NOUVEL_EMAIL})

    pris = await demander(client, session, "email", NOUVEL_EMAIL)
    jeton = await jeton_envoye(app)
    libre = await demander(client, session, "email", "libre@exemple.fr")

    assert (pris.status_code, pris.json()) == (libre.status_code, libre.json())
    assert (await confirmer(client, jeton)).status_code == 404  # the link after it killed it


@pytest.mark.parametrize("actif", [True, False])
async def test_two_accounts_of_one_person_never_share_an_address(
    app: App, client: httpx.AsyncClient, actif: bool
) -> None:
    _, session = await compte_actif(app, client)
    memes_noms = PARTICULIER | {"nom": "LEROY", "email": NOUVEL_EMAIL.upper()}
    _, autre = await compte_actif(app, client, memes_noms) if actif else (None, {})
    if not actif:
        await inscrire(app, client, memes_noms)
    await demander(client, session, "email", NOUVEL_EMAIL)
    jeton = await jeton_envoye(app)

    refus = await confirmer(client, jeton)

    assert (refus.status_code, refus.json()["type"]) == (409, "/problemes/coordonnee-prise")
    assert (await moi(client, session))["email"] == ANCIEN
    assert await changees(app) == []
    if actif:
        fin = {"mot_de_passe": MOT_DE_PASSE}
        await client.post("/api/accounts/moi/fermeture", json=fin, headers=autorisation(autre))
        assert (await confirmer(client, jeton)).status_code == 204


async def test_a_mailbox_may_be_shared_by_people_of_other_names(app: App, client: httpx.AsyncClient) -> None:
    _, session = await compte_actif(app, client)
    await compte_actif(app, client, PARTICULIER | {"prenom": "Rose", "email": NOUVEL_EMAIL})

    await changer_email(app, client, session)

    assert (await moi(client, session))["email"] == NOUVEL_EMAIL


async def test_only_the_case_of_an_address_may_change(app: App, client: httpx.AsyncClient) -> None:
    _, session = await compte_actif(app, client)
    await demander(client, session, "email", ANCIEN.lower())

    assert (await confirmer(client, await jeton_envoye(app))).status_code == 204
    assert (await moi(client, session))["email"] == ANCIEN.lower()


async def test_sign_ups_know_the_new_address_and_forget_the_old(app: App, client: httpx.AsyncClient) -> None:
    compte, session = await compte_actif(app, client)
    await changer_email(app, client, session)

    await soumettre(client, "inscription", PARTICULIER | {"email": NOUVEL_EMAIL})
    libre = await inscrire(app, client)

    assert libre.compte != compte


async def test_a_reset_link_that_went_to_the_former_address_is_dead(app: App, client: httpx.AsyncClient) -> None:
    _, session = await compte_actif(app, client)
    await soumettre(client, "mot-de-passe", {"identifiant": "rleroy"})
    [lien] = [getattr(event, "lien", None) for event in await published(app.db) if "oublie" in event.type]
    await changer_email(app, client, session)

    answer = await client.get(f"/api/accounts/mots-de-passe/{str(lien).rpartition('/')[2]}")

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("quoi", "valeur"),
    [
        ("email", "romain"),
        ("email", ANCIEN),
        ("telephone", "01 23 45 67 89"),
        ("telephone", "0612"),
        ("telephone", "+49 170 1234567"),
    ],
)
async def test_what_cannot_be_or_changes_nothing_is_refused(
    app: App, client: httpx.AsyncClient, quoi: str, valeur: str
) -> None:
    _, session = await compte_actif(app, client)

    answer = await demander(client, session, quoi, valeur)

    assert (answer.status_code, pointeurs(answer)) == (422, [f"/{quoi}"])
    assert await confirmations(app) == []


async def test_the_present_phone_is_no_change(app: App, client: httpx.AsyncClient) -> None:
    _, session = await compte_actif(app, client)
    await changer_telephone(app, client, session)

    answer = await demander(client, session, "telephone", "+33 6 98 76 54 32")

    assert (answer.status_code, pointeurs(answer)) == (422, ["/telephone"])


async def test_the_password_is_asked_for_and_its_failures_count(app: App, client: httpx.AsyncClient) -> None:
    _, session = await compte_actif(app, client)
    body = {"email": NOUVEL_EMAIL, "mot_de_passe": "Autre!48 chose"}

    faux = [await client.post("/api/accounts/moi/email", json=body, headers=autorisation(session)) for _ in range(6)]
    autre = await demander(client, session, "telephone", NOUVEAU_TELEPHONE)

    assert [answer.status_code for answer in faux] == [422] * 5 + [429]
    assert pointeurs(faux[0]) == ["/mot_de_passe"]
    assert autre.status_code == 429
    assert await confirmations(app) == []


async def test_an_account_sends_so_many_an_hour(app: App, client: httpx.AsyncClient, horloge: Horloge) -> None:
    _, session = await compte_actif(app, client)

    answers = [await demander(client, session, "email", f"n{n}@exemple.fr") for n in range(4)]
    answers += [await demander(client, session, "telephone", NOUVEAU_TELEPHONE) for _ in range(2)]
    horloge.avance(timedelta(hours=1))
    session = (await connecter(client)).json()
    plus_tard = await demander(client, session, "email", NOUVEL_EMAIL)

    assert [answer.status_code for answer in answers] == [202] * 5 + [429]
    assert plus_tard.status_code == 202


async def test_what_waits_for_one_is_nothing_to_another(app: App, client: httpx.AsyncClient) -> None:
    _, la_sienne = await compte_actif(app, client)
    await demander(client, la_sienne, "telephone", NOUVEAU_TELEPHONE)
    _, mienne = await compte_actif(app, client, PARTICULIER | {"prenom": "Paul", "email": "paul@exemple.fr"})

    answer = await saisir_code(client, mienne, await code_envoye(app))

    assert answer.status_code == 410
    assert (await moi(client, mienne))["changements"] == []
    assert (await client.post("/api/accounts/moi/email", json={})).status_code == 401
    assert (await confirmer(client, "x" * 43)).status_code == 404


async def test_a_closed_account_leaves_no_link(app: App, client: httpx.AsyncClient) -> None:
    _, session = await compte_actif(app, client)
    await demander(client, session, "email", NOUVEL_EMAIL)
    fin = {"mot_de_passe": MOT_DE_PASSE}
    await client.post("/api/accounts/moi/fermeture", json=fin, headers=autorisation(session))

    assert (await confirmer(client, await jeton_envoye(app))).status_code == 404


@given(st.sampled_from(sorted(INDICATIFS)), st.sampled_from(["0", "+33", "0033", "+33 (0)"]), st.integers(0, 10**8))
def test_a_mobile_has_one_form_however_it_is_written(debut: str, prefixe: str, suite: int) -> None:
    national = f"{debut}{suite:09d}"[:9]

    numero = numero_mobile(f"{prefixe}{national[0]} {national[1:5]}.{national[5:]}")

    assert numero.endswith(national)
    assert numero_mobile(numero) == numero


@given(st.text(max_size=50))
def test_a_code_is_six_digits(tirage: str) -> None:
    assert len(code_de(tirage)) == 6
    assert code_de(tirage).isdecimal()
    assert code_de(str(UUID(int=0))) == code_de(str(UUID(int=0)))
