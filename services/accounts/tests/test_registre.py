"""The registry of agréments: what a file may say, what an import does, who is told of it."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from accounts.app import App
from accounts.commandes.refus import CommandeRefusee
from accounts.commandes.registre import importer_agrements
from accounts.deadlines import DEADLINES
from accounts.domain.registre import (
    LIGNES_MAX,
    OCTETS_MAX,
    Agrement,
    Etat,
    RegistreInvalide,
    etat_le,
    fin_de,
    lire_registre,
)
from accounts.storage.tables import journal
from contracts.delivery.deadlines import sweep_once
from contracts.events.accounts import AgrementChangeV1
from contracts.identity import token_for
from contracts.testing import published
from contracts.vocabulary.roles import Role
from services.accounts.tests.acts import AUTO_ECOLE, activer, compte_actif, inscrire, pointeurs, soumettre
from services.accounts.tests.conftest import Horloge

ROUTE = "/api/accounts/agrements"
ENTETE = "numero_agrement;raison_sociale;departement;etat;valable_jusqu_au"
ETOILE = "E 17 095 0006 0;Auto-école de l'Étoile;95;actif;2029-12-31"
VOLANT = 'E 18 075 0011 0;"Le Volant; Paris";75;actif;'
CORSE = "E 19 02A 0003 0;Ajaccio Conduite;2A;Retiré;31/12/2027"


def fichier(*lignes: str) -> bytes:
    return "\r\n".join((ENTETE, *lignes)).encode()


def administrateur(app: App, *, id: UUID | None = None) -> dict[str, str]:
    jeton = token_for(app.cle, Role.ADMINISTRATEUR, id=id, now=app.now())
    return {"Authorization": f"Bearer {jeton}"}


async def importer(app: App, client: httpx.AsyncClient, *lignes: str, **headers: str) -> httpx.Response:
    tete = administrateur(app) | {"Content-Type": "text/csv"} | headers
    return await client.post(ROUTE, content=fichier(*lignes), headers=tete)


async def changes(app: App) -> list[tuple[UUID, str]]:
    return [(fait.compte, fait.etat) for fait in await published(app.db) if isinstance(fait, AgrementChangeV1)]


def test_a_file_is_read_with_and_without_a_mark_and_in_any_order_of_columns() -> None:
    lus = lire_registre(b"\xef\xbb\xbf" + fichier(CORSE, VOLANT, ETOILE))

    assert [lu.numero for lu in lus] == ["E 17 095 0006 0", "E 18 075 0011 0", "E 19 02A 0003 0"]
    assert lus[1] == Agrement("E 18 075 0011 0", "Le Volant; Paris", "075", Etat.ACTIF, None)
    assert (lus[2].etat, lus[2].valable_jusqu_au) == (Etat.RETIRE, date(2027, 12, 31))
    entete = b"etat;numero_agrement;departement;valable_jusqu_au;raison_sociale\n"
    assert lire_registre(entete + b"suspendu;E1709500060;095;;Etoile\n\n") == [
        Agrement("E 17 095 0006 0", "Etoile", "095", Etat.SUSPENDU, None)
    ]


FAUTES: Sequence[tuple[bytes, list[str]]] = [
    (b"", ["/lignes/1"]),
    (fichier(), ["/lignes/2"]),
    (b"numero;nom\n", ["/lignes/1"]),
    (fichier(ETOILE, "E 17 095 0007 0;X;95;actif"), ["/lignes/3"]),
    (fichier(ETOILE, "E 17 095;X;95;actif;"), ["/lignes/3/numero_agrement"]),
    (fichier("E 17 095 0007 0;X;94;actif;"), ["/lignes/2/departement"]),
    (fichier("E 17 099 0007 0;X;99;actif;"), ["/lignes/2/numero_agrement"]),
    (fichier("E 17 095 0007 0;;95;ouvert;demain"), ["/lignes/2/raison_sociale", "/lignes/2/etat",
                                                    "/lignes/2/valable_jusqu_au"]),
    (fichier("E 17 095 0007 0;X;95;actif;2026-02-30"), ["/lignes/2/valable_jusqu_au"]),
    (fichier("E 17 095 0007 0;X;95;actif;0001-01-01"), ["/lignes/2/valable_jusqu_au"]),
    (fichier(ETOILE, VOLANT, ETOILE), ["/lignes/4/numero_agrement"]),
    (fichier(ETOILE, 'E 17 095 0007 0;"X;95;actif;'), ["/lignes/3"]),
    (fichier(ETOILE) + b"\nE 17 095 0007 0;\xc9toile;95;actif;", ["/lignes/3"]),
    (fichier(ETOILE, "E 17 095 0007 0;X\0;95;actif;"), ["/lignes/3"]),
    (fichier(*["x"] * (LIGNES_MAX + 1))[: 5 * 1024 * 1024], ["/lignes/2"]),
]  # fmt: skip


@pytest.mark.parametrize(("octets", "attendues"), FAUTES)
def test_every_bad_line_is_told_with_its_number(octets: bytes, attendues: list[str]) -> None:
    with pytest.raises(RegistreInvalide) as refus:
        lire_registre(octets)

    assert [faute.pointer for faute in refus.value.errors][: len(attendues)] == attendues
    for faute in refus.value.errors:
        assert faute.detail.startswith(f"Ligne {faute.pointer.split('/')[2]} : ")


@given(st.binary(max_size=400) | st.text(alphabet='E 0175;"\n\r9actif', max_size=400).map(str.encode))
def test_no_file_is_a_fault_of_ours(octets: bytes) -> None:
    for corps in (octets, fichier() + b"\n" + octets):
        with suppress(RegistreInvalide):
            assert lire_registre(corps)


def test_an_agrement_ends_with_its_last_day_in_legal_time() -> None:
    actif = Agrement("E 17 095 0006 0", "Étoile", "095", Etat.ACTIF, date(2026, 7, 14))

    assert [etat_le(actif, date(2026, 7, jour)) for jour in (13, 14, 15)] == ["actif", "actif", "expire"]
    assert fin_de(date(2026, 7, 14)).isoformat() == "2026-07-15T00:00:00+02:00"


async def test_an_import_tells_what_it_did(app: App, client: httpx.AsyncClient) -> None:
    moi = uuid4()
    premier = await client.post(ROUTE, files={"fichier": ("registre.csv", fichier(ETOILE, VOLANT))},
                                headers=administrateur(app, id=moi))  # fmt: skip
    second = await importer(app, client, ETOILE, CORSE, VOLANT.replace("Paris", "Lyon"))
    troisieme = await importer(app, client, ETOILE)

    assert premier.json() == {
        "lignes": 2, "ajoutes": 2, "modifies": 0, "inchanges": 0,
        "absents": 0, "premiers_absents": [], "comptes_concernes": 0,
    }  # fmt: skip
    assert [second.json()[nom] for nom in ("ajoutes", "modifies", "inchanges")] == [1, 1, 1]
    assert troisieme.json()["premiers_absents"] == ["E 18 075 0011 0", "E 19 02A 0003 0"]
    async with app.db.begin() as tx:
        query = select(journal.c.acte, journal.c.detail).where(journal.c.auteur == moi)
        [acte] = (await tx.execute(query)).all()
    assert tuple(acte) == ("agrements-importes", "2 ajoutés, 0 modifiés, 0 absents")


async def test_nothing_is_imported_when_a_line_is_bad(app: App, client: httpx.AsyncClient) -> None:
    answer = await importer(app, client, ETOILE, "E 17 095;X;95;actif;")

    assert (answer.status_code, answer.json()["type"]) == (422, "/problemes/registre-invalide")
    assert pointeurs(answer) == ["/lignes/3/numero_agrement"]
    assert (await client.get(ROUTE, headers=administrateur(app))).json()["elements"] == []


async def test_what_is_no_csv_file_is_told(app: App, client: httpx.AsyncClient) -> None:
    tete = administrateur(app)
    envois: list[tuple[dict[str, Any], int, str]] = [
        ({"json": {}}, 415, "fichier-non-csv"),
        ({"files": {"autre": ("a.csv", b"x")}}, 422, "fichier-absent"),
        ({"files": {"fichier": ("a.csv", b"x" * (5 * 1024 * 1024 + 1))}}, 413, "fichier-trop-gros"),
    ]
    for envoi, status, slug in envois:
        answer = await client.post(ROUTE, headers=tete, **envoi)
        assert (answer.status_code, answer.json()["type"]) == (status, f"/problemes/{slug}")
    enorme = await client.post(ROUTE, content=b"x" * 6_000_000, headers=tete | {"Content-Type": "text/csv"})
    assert enorme.status_code == 413


async def test_the_same_import_sent_again_is_answered_as_before(app: App, client: httpx.AsyncClient) -> None:
    tete = administrateur(app) | {"Idempotency-Key": uuid4().hex}
    premier = await importer(app, client, ETOILE, **tete)
    encore = await importer(app, client, ETOILE, **tete)
    autre = await importer(app, client, VOLANT, **tete)

    assert encore.json() == premier.json()
    assert encore.headers["Idempotent-Replay"] == "true"
    assert (autre.status_code, autre.json()["type"]) == (422, "/problemes/cle-idempotence-reutilisee")


async def test_an_administrator_alone_imports_and_reads(app: App, client: httpx.AsyncClient) -> None:
    for role in (None, *(role for role in Role if role is not Role.ADMINISTRATEUR)):
        tete = {"Authorization": f"Bearer {token_for(app.cle, role, now=app.now())}"} if role else {}
        status = 403 if role else 401
        assert (await client.get(ROUTE, headers=tete)).status_code == status
        assert (await client.post(ROUTE, content=fichier(ETOILE), headers=tete)).status_code == status


async def test_the_registry_is_read_by_pages_and_searched(app: App, client: httpx.AsyncClient) -> None:
    await importer(app, client, ETOILE.replace("2029", "2025"), VOLANT, CORSE)
    tete, numeros, curseur = administrateur(app), [], None
    while True:
        query: dict[str, Any] = {"limite": 2} | ({"curseur": curseur} if curseur else {})
        answer = (await client.get(ROUTE, params=query, headers=tete)).json()
        numeros += [(element["numero_agrement"], element["etat"]) for element in answer["elements"]]
        if (curseur := answer["suivant"]) is None:
            break
    assert numeros == [("E 17 095 0006 0", "expire"), ("E 18 075 0011 0", "actif"), ("E 19 02A 0003 0", "retire")]
    for q, trouve in (("etoile", 1), ("VOLANT", 1), ("e1902a", 1), ("17 095", 1), ("%", 3), ("rien", 0)):
        answer = (await client.get(ROUTE, params={"q": q}, headers=tete)).json()
        assert len(answer["elements"]) == trouve, q


@pytest.mark.parametrize(
    ("ligne", "mot"),
    [
        (VOLANT, "n'est pas au registre"),
        (ETOILE.replace("actif", "suspendu"), "suspendu"),
        (ETOILE.replace("actif", "retire"), "retiré"),
        (ETOILE.replace("2029", "2025"), "expiré"),
    ],
)
async def test_the_registry_says_who_may_sign_up(app: App, client: httpx.AsyncClient, ligne: str, mot: str) -> None:
    await importer(app, client, ligne)
    answer = await soumettre(client, "inscription", AUTO_ECOLE)

    assert (answer.status_code, answer.json()["type"]) == (422, "/problemes/inscription-invalide")
    [faute] = answer.json()["errors"]
    assert faute["pointer"] == "/numero_agrement"
    assert mot in faute["detail"]
    await importer(app, client, ETOILE)
    assert (await soumettre(client, "inscription", AUTO_ECOLE)).status_code == 202


async def test_a_school_hears_of_each_change_once(app: App, client: httpx.AsyncClient) -> None:
    compte, _ = await compte_actif(app, client, AUTO_ECOLE)
    suspendu = ETOILE.replace("actif", "suspendu")
    rapports = [await importer(app, client, ligne) for ligne in (ETOILE, suspendu, suspendu, ETOILE, ETOILE)]

    assert [rapport.json()["comptes_concernes"] for rapport in rapports] == [0, 1, 0, 1, 0]
    assert await changes(app) == [(compte, "suspendu"), (compte, "actif")]


async def test_what_the_registry_said_before_the_activation_is_told_at_it(app: App, client: httpx.AsyncClient) -> None:
    ouvert = await inscrire(app, client, AUTO_ECOLE)
    await importer(app, client, ETOILE.replace("actif", "suspendu"))
    assert await changes(app) == []

    await activer(client, ouvert.jeton)

    assert await changes(app) == [(ouvert.compte, "suspendu")]


async def test_the_end_of_an_agrement_is_told_once_by_several_workers(
    app: App, client: httpx.AsyncClient, horloge: Horloge
) -> None:
    compte, _ = await compte_actif(app, client, AUTO_ECOLE)
    await importer(
        app, client, ETOILE.replace("2029-12-31", "2026-11-25"), VOLANT.replace("actif;", "actif;2026-12-01")
    )
    horloge.instant = fin_de(date(2026, 11, 25)) - timedelta(seconds=1)
    await sweep_once(DEADLINES, app)
    assert await changes(app) == []

    horloge.avance(timedelta(seconds=1))
    await asyncio.gather(*(sweep_once(DEADLINES, app) for _ in range(5)))
    assert await changes(app) == [(compte, "expire")]
    horloge.avance(timedelta(days=30))
    await sweep_once(DEADLINES, app)
    assert await changes(app) == [(compte, "expire")]
    await importer(app, client, ETOILE)
    assert await changes(app) == [(compte, "expire"), (compte, "actif")]


async def test_imports_and_sweeps_at_once_wait_for_one_another(
    app: App, client: httpx.AsyncClient, horloge: Horloge
) -> None:
    compte, _ = await compte_actif(app, client, AUTO_ECOLE)
    court = ETOILE.replace("2029-12-31", "2026-11-25")
    await importer(app, client, court)
    horloge.avance(timedelta(days=10))

    answers = await asyncio.gather(*(importer(app, client, court) for _ in range(4)), *(sweep_once(DEADLINES, app)
                                     for _ in range(4)))  # fmt: skip

    assert {answer.status_code for answer in answers if isinstance(answer, httpx.Response)} == {200}
    assert await changes(app) == [(compte, "expire")]


async def test_an_operator_imports_a_file(app: App, client: httpx.AsyncClient, tmp_path: Path) -> None:
    bon, faux = tmp_path / "bon.csv", tmp_path / "faux.csv"
    bon.write_bytes(fichier(ETOILE, VOLANT))
    faux.write_bytes(fichier("E 17;X;95;actif;"))

    assert (await importer_agrements(app, bon)).ajoutes == 2
    with pytest.raises(CommandeRefusee, match="Ligne 2 : "):
        await importer_agrements(app, faux)
    with pytest.raises(CommandeRefusee, match="illisible"):
        await importer_agrements(app, tmp_path / "absent.csv")


async def test_sixty_thousand_lines_are_one_import(app: App, client: httpx.AsyncClient) -> None:
    compte, _ = await compte_actif(app, client, AUTO_ECOLE)
    autres = [f"E {n // 10_000:02} 075 {n % 10_000:04} 0;Auto-école {n};75;suspendu;" for n in range(LIGNES_MAX - 1)]
    octets = fichier(ETOILE.replace("actif", "retire"), *autres)
    assert len(octets) < OCTETS_MAX

    answer = await importer(app, client, ETOILE.replace("actif", "retire"), *autres)

    assert (answer.json()["ajoutes"], answer.json()["comptes_concernes"]) == (LIGNES_MAX, 1)
    assert await changes(app) == [(compte, "retire")]
