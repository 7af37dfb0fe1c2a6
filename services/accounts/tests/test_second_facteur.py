"""The second factor: enrolled, asked for at every login, each code good once, kept encrypted."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select

from accounts.adapters.second_facteur import Chiffree, CleInconnue, SecondFacteur, pas_du_code
from accounts.app import App
from accounts.commandes.agents import NouvelAgent, creer_agent
from accounts.domain.second_facteur import codes_de_secours, empreinte_de_secours, graine_de, graine_saisie
from accounts.main import http
from accounts.storage.tables import codes_de_secours as table_des_codes
from accounts.storage.tables import journal, seconds_facteurs
from contracts.vocabulary.roles import Role
from services.accounts.tests.acts import (
    AUTO_ECOLE,
    GRAINE,
    MOT_DE_PASSE,
    autorisation,
    code_totp,
    compte_actif,
    connecter,
    pointeurs,
)
from services.accounts.tests.conftest import Horloge

ROUTE = "/api/accounts/moi/totp"
ANA = NouvelAgent(Role.INSTRUCTEUR, "Petit", "Ana", "ana@exemple.fr", "Chemin!48 long", "921", graine=GRAINE)
ECOLE = "lcelik"


async def enroler(app: App, client: httpx.AsyncClient, session: dict[str, Any], **preuve: str) -> tuple[str, list[str]]:
    """The seed and the emergency codes."""
    tete = autorisation(session)
    debut = await client.post(ROUTE, json={"mot_de_passe": MOT_DE_PASSE} | preuve, headers=tete)
    assert debut.status_code == 200, debut.text
    graine: str = debut.json()["secret"]
    fin = await client.post(f"{ROUTE}/confirmation", json={"code": code_totp(graine, app.now())}, headers=tete)
    assert fin.status_code == 200, fin.text
    return graine, fin.json()["codes_de_secours"]


async def ecole(app: App, client: httpx.AsyncClient) -> tuple[UUID, dict[str, Any]]:
    return await compte_actif(app, client, AUTO_ECOLE)


def slug(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problemes/")


async def test_a_school_without_one_logs_in_with_its_password(app: App, client: httpx.AsyncClient) -> None:
    _, session = await ecole(app, client)

    vu = (await client.get(ROUTE, headers=autorisation(session))).json()

    assert vu == {"actif": False, "obligatoire": False, "codes_de_secours_restants": 0}
    assert (await connecter(client, ECOLE)).status_code == 200


async def test_once_enrolled_a_login_wants_a_code(app: App, client: httpx.AsyncClient, horloge: Horloge) -> None:
    compte, session = await ecole(app, client)
    graine, codes = await enroler(app, client, session)
    horloge.avance(timedelta(minutes=1))

    sans = await connecter(client, ECOLE)
    faux = await connecter(client, ECOLE, totp="000000")
    bon = await connecter(client, ECOLE, totp=code_totp(graine, horloge()))

    assert (slug(sans), slug(faux)) == ((401, "second-facteur-requis"), (401, "second-facteur-refuse"))
    assert bon.status_code == 200
    assert len(set(codes)) == 10
    vu = (await client.get(ROUTE, headers=autorisation(bon.json()))).json()
    assert vu == {"actif": True, "obligatoire": False, "codes_de_secours_restants": 10}
    async with app.db.begin() as tx:
        query = select(journal.c.acte).where(journal.c.objet == compte)
        assert (await tx.execute(query)).scalars().all() == ["second-facteur-enrole"]


async def test_a_wrong_password_is_told_before_a_code(app: App, client: httpx.AsyncClient) -> None:
    await creer_agent(app, ANA)

    answer = await connecter(client, "apetit", "Autre!48 tramway", totp=code_totp(GRAINE, app.now()))

    assert slug(answer) == (401, "identifiants-refuses")


async def test_a_code_serves_once_even_at_the_same_time(app: App, client: httpx.AsyncClient, horloge: Horloge) -> None:
    await creer_agent(app, ANA)
    code = code_totp(GRAINE, horloge())

    answers = await asyncio.gather(*(connecter(client, "apetit", ANA.mot_de_passe, totp=code) for _ in range(4)))

    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]
    precedent = code_totp(GRAINE, horloge() - timedelta(seconds=30))
    suivant = code_totp(GRAINE, horloge() + timedelta(seconds=30))
    assert (await connecter(client, "apetit", ANA.mot_de_passe, totp=precedent)).status_code == 401
    horloge.avance(timedelta(minutes=15))
    assert (await connecter(client, "apetit", ANA.mot_de_passe, totp=suivant)).status_code == 401


@pytest.mark.parametrize(("ecart", "status"), [(-60, 401), (-30, 200), (0, 200), (30, 200), (60, 401)])
async def test_a_clock_may_be_wrong_by_one_step(app: App, client: httpx.AsyncClient, ecart: int, status: int) -> None:
    await creer_agent(app, ANA)

    code = code_totp(GRAINE, app.now() + timedelta(seconds=ecart))

    assert (await connecter(client, "apetit", ANA.mot_de_passe, totp=code)).status_code == status


async def test_codes_are_not_tried_for_ever(app: App, client: httpx.AsyncClient, horloge: Horloge) -> None:
    await creer_agent(app, ANA)
    answers = [await connecter(client, "apetit", ANA.mot_de_passe, totp=f"{n:06}") for n in range(6)]

    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    bon = await connecter(client, "apetit", ANA.mot_de_passe, totp=code_totp(GRAINE, horloge()))
    assert bon.status_code == 429


async def test_an_emergency_code_serves_once(app: App, client: httpx.AsyncClient) -> None:
    _, session = await ecole(app, client)
    _, codes = await enroler(app, client, session)
    autre_forme = codes[0].lower().replace("-", " ")

    premiere = await connecter(client, ECOLE, totp=autre_forme)
    seconde = await connecter(client, ECOLE, totp=codes[0])

    assert (premiere.status_code, slug(seconde)) == (200, (401, "second-facteur-refuse"))
    vu = (await client.get(ROUTE, headers=autorisation(premiere.json()))).json()
    assert vu["codes_de_secours_restants"] == 9


async def test_new_emergency_codes_replace_the_old(app: App, client: httpx.AsyncClient, horloge: Horloge) -> None:
    _, session = await ecole(app, client)
    graine, codes = await enroler(app, client, session)
    horloge.avance(timedelta(minutes=1))
    preuve = {"mot_de_passe": MOT_DE_PASSE, "totp": code_totp(graine, horloge())}

    autres = await client.post(f"{ROUTE}/codes-de-secours", json=preuve, headers=autorisation(session))

    assert len(autres.json()["codes_de_secours"]) == 10
    assert (await connecter(client, ECOLE, totp=codes[0])).status_code == 401
    assert (await connecter(client, ECOLE, totp=autres.json()["codes_de_secours"][0])).status_code == 200


async def test_another_device_takes_its_place_only_with_a_code_of_the_first(
    app: App, client: httpx.AsyncClient, horloge: Horloge
) -> None:
    _, session = await ecole(app, client)
    ancienne, _ = await enroler(app, client, session)
    horloge.avance(timedelta(minutes=1))
    tete = autorisation(session)

    sans = await client.post(ROUTE, json={"mot_de_passe": MOT_DE_PASSE}, headers=tete)
    attendue = await client.post(
        ROUTE, json={"mot_de_passe": MOT_DE_PASSE, "totp": code_totp(ancienne, horloge())}, headers=tete
    )
    faux = await client.post(f"{ROUTE}/confirmation", json={"code": "000000"}, headers=tete)

    assert (slug(sans), pointeurs(sans)) == ((422, "code-totp-refuse"), ["/totp"])
    assert (slug(faux), pointeurs(faux)) == ((422, "code-totp-refuse"), ["/code"])
    horloge.avance(timedelta(minutes=1))
    assert (await connecter(client, ECOLE, totp=code_totp(ancienne, horloge()))).status_code == 200
    nouvelle = attendue.json()["secret"]
    fin = await client.post(f"{ROUTE}/confirmation", json={"code": code_totp(nouvelle, horloge())}, headers=tete)
    assert fin.status_code == 200
    horloge.avance(timedelta(minutes=1))
    assert (await connecter(client, ECOLE, totp=code_totp(ancienne, horloge()))).status_code == 401
    assert (await connecter(client, ECOLE, totp=code_totp(nouvelle, horloge()))).status_code == 200


async def test_a_school_may_remove_it_and_an_agent_may_not(
    app: App, client: httpx.AsyncClient, horloge: Horloge
) -> None:
    _, session = await ecole(app, client)
    graine, codes = await enroler(app, client, session)
    horloge.avance(timedelta(minutes=1))
    await creer_agent(app, ANA)
    agent = (await connecter(client, "apetit", ANA.mot_de_passe, totp=code_totp(GRAINE, horloge()))).json()

    async def retirer(qui: dict[str, Any], **preuve: str) -> httpx.Response:
        return await client.request("DELETE", ROUTE, json=preuve, headers=autorisation(qui))

    assert slug(await retirer(session, mot_de_passe=MOT_DE_PASSE)) == (422, "code-totp-refuse")
    faux = await retirer(session, mot_de_passe="Autre!48 tramway", totp=codes[0])
    assert slug(faux) == (422, "mot-de-passe-refuse")
    refus = await retirer(agent, mot_de_passe=ANA.mot_de_passe, totp=code_totp(GRAINE, horloge()))
    assert slug(refus) == (403, "second-facteur-obligatoire")
    assert (await connecter(client, ECOLE)).status_code == 401
    assert (await retirer(session, mot_de_passe=MOT_DE_PASSE, totp=code_totp(graine, horloge()))).status_code == 204
    assert (await connecter(client, ECOLE)).status_code == 200


async def test_nothing_to_confirm_and_no_codes_without_a_factor(app: App, client: httpx.AsyncClient) -> None:
    _, session = await ecole(app, client)
    tete = autorisation(session)

    sans = await client.post(f"{ROUTE}/confirmation", json={"code": "123456"}, headers=tete)
    codes = await client.post(f"{ROUTE}/codes-de-secours", json={"mot_de_passe": MOT_DE_PASSE}, headers=tete)

    assert slug(sans) == slug(codes) == (404, "second-facteur-absent")


async def test_a_particulier_has_none(app: App, client: httpx.AsyncClient) -> None:
    _, session = await compte_actif(app, client)

    assert (await client.get(ROUTE, headers=autorisation(session))).status_code == 403


async def test_an_agent_who_lost_it_does_not_log_in_unless_the_setting_says_so(
    app: App, client: httpx.AsyncClient
) -> None:
    await creer_agent(app, ANA)
    async with app.db.begin() as tx:
        await tx.execute(delete(seconds_facteurs))

    refus = await connecter(client, "apetit", ANA.mot_de_passe)
    souple = httpx.ASGITransport(http(replace(app, totp_exige=False)))
    async with httpx.AsyncClient(transport=souple, base_url="http://accounts") as autre:
        admis = await connecter(autre, "apetit", ANA.mot_de_passe)

    assert slug(refus) == (403, "second-facteur-a-enroler")
    assert admis.status_code == 200


async def test_a_seed_is_encrypted_anew_when_the_key_is_changed(
    app: App, client: httpx.AsyncClient, horloge: Horloge
) -> None:
    apres = replace(app, second_facteur=SecondFacteur(b"n" * 32, b"x" * 32))
    avant = replace(app, second_facteur=SecondFacteur(b"x" * 32))
    await creer_agent(avant, replace(ANA, graine=graine_de("autre")))

    async def entrer(selon: App) -> int:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(http(selon)), base_url="http://accounts") as autre:
            horloge.avance(timedelta(minutes=1))
            code = code_totp(graine_de("autre"), horloge())
            return (await connecter(autre, "apetit", ANA.mot_de_passe, totp=code)).status_code

    async def cle() -> str:
        async with app.db.begin() as tx:
            return str((await tx.execute(select(seconds_facteurs.c.cle))).scalar_one())

    ancienne = await cle()
    assert await entrer(apres) == 200
    assert await cle() != ancienne
    assert await entrer(replace(app, second_facteur=SecondFacteur(b"n" * 32))) == 200


async def test_neither_seeds_nor_emergency_codes_stand_in_the_tables(app: App, client: httpx.AsyncClient) -> None:
    _, session = await ecole(app, client)
    graine, codes = await enroler(app, client, session)
    async with app.db.begin() as tx:
        lignes = str([*(await tx.execute(select(seconds_facteurs))), *(await tx.execute(select(table_des_codes)))])

    assert graine not in lignes
    assert not any(code in lignes or code.replace("-", "") in lignes for code in codes)


@given(st.binary(min_size=16, max_size=16), st.text(alphabet="ABCDEFGHIJ234567", min_size=32, max_size=32))
def test_a_seed_opens_for_its_account_and_under_its_key_alone(octets: bytes, graine: str) -> None:
    coffre, compte = SecondFacteur(b"a" * 32), UUID(bytes=octets)
    chiffree = coffre.chiffrer(compte, graine)

    assert coffre.dechiffrer(compte, chiffree) == graine
    with pytest.raises(InvalidTag):
        coffre.dechiffrer(uuid4(), chiffree)
    with pytest.raises(CleInconnue):
        SecondFacteur(b"b" * 32).dechiffrer(compte, chiffree)
    assert coffre.chiffrer(compte, graine) != chiffree
    assert isinstance(chiffree, Chiffree)


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_code_or_none(saisi: str) -> None:
    instant = Horloge().instant
    attendus = {code_totp(GRAINE, instant + timedelta(seconds=ecart)) for ecart in (-30, 0, 30)}

    assert (pas_du_code(GRAINE, saisi, instant) is not None) == ("".join(saisi.split()) in attendus)


def test_emergency_codes_and_seeds_are_read_as_people_write_them() -> None:
    [code] = codes_de_secours(["tirage"])
    compte = uuid4()

    assert len(code) == 19
    assert empreinte_de_secours(compte, code) == empreinte_de_secours(compte, f" {code.lower().replace('-', '')} ")
    assert empreinte_de_secours(compte, code) != empreinte_de_secours(uuid4(), code)
    assert graine_saisie(" jbsw y3dp ehpk 3pxp jbswy3dpehpk3pxp\n") == GRAINE
    assert [graine_saisie(texte) for texte in ("", "court", "0" * 32, GRAINE + "A")] == [None] * 4
