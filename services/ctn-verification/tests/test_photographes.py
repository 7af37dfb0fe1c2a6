"""Where photo and signature can be made: an import that is whole or nothing, the nearest first."""

import httpx
import pytest
from ctn_builders import Porteur
from hypothesis import given
from hypothesis import strategies as st

from ctn_verification.annuaire import importer
from ctn_verification.app import App
from ctn_verification.domain.photographe import COLONNES, AnnuaireInvalide, lire_annuaire
from ctn_verification.settings import Settings

ENTETE = ";".join(COLONNES)
LIGNES = (
    "Photo Église;1 rue de l'Église;92160;Antony;48.7533;2.2967;01 42 37 00 01",
    "Studio Lumière;4 place du Marché;92330;Sceaux;48.7786;2.2906;",
    "Cabine Gare;Gare;78000;Versailles;48.8049;2.1204;",
    "Photo Sans Carte;2 rue Haute;92120;Montrouge;;;",
    "Photo du Vieux-Port;9 quai du Port;13002;Marseille;43,2965;5,3698;",
)


def annuaire(*lignes: str) -> bytes:
    return "\n".join((ENTETE, *lignes)).encode("utf-8-sig")


@pytest.fixture
async def rempli(app: App, settings: Settings) -> App:
    assert await importer(settings.database_url.get_secret_value(), annuaire(*LIGNES)) == len(LIGNES)
    return app


@pytest.fixture
def anonyme(porteur: Porteur) -> httpx.AsyncClient:
    return porteur(None)


async def noms(client: httpx.AsyncClient, **params: object) -> list[str]:
    answer = await client.get("/api/ctn/photographes", params={k: str(v) for k, v in params.items()})
    assert answer.status_code == 200, answer.text
    return [un["nom"] for un in answer.json()["elements"]]


async def test_by_postal_code_the_same_comes_first_then_the_departement(
    rempli: App, anonyme: httpx.AsyncClient
) -> None:
    assert await noms(anonyme, code_postal="92330") == [
        "Studio Lumière",
        "Photo Église",
        "Photo Sans Carte",
        "Cabine Gare",
        "Photo du Vieux-Port",
    ]


async def test_by_position_the_nearest_comes_first_with_its_distance(rempli: App, anonyme: httpx.AsyncClient) -> None:
    params: dict[str, str | float] = {"code_postal": "75001", "latitude": 48.80, "longitude": 2.13}
    assert await noms(anonyme, **params) == [
        "Cabine Gare",
        "Studio Lumière",
        "Photo Église",
        "Photo du Vieux-Port",
        "Photo Sans Carte",
    ]
    del params["code_postal"]
    elements = (await anonyme.get("/api/ctn/photographes", params=params)).json()["elements"]
    assert elements[0]["distance_km"] == pytest.approx(0.9, abs=0.1)
    assert elements[3]["distance_km"] == pytest.approx(661, abs=5)
    assert elements[4]["distance_km"] is None


async def test_no_more_than_asked_for(rempli: App, anonyme: httpx.AsyncClient) -> None:
    assert len(await noms(anonyme, code_postal="92160", limite=2)) == 2


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"code_postal": "9216"},
        {"code_postal": "2A004"},
        {"code_postal": "92160", "latitude": "48.7"},
        {"code_postal": "92160", "latitude": "91", "longitude": "2"},
        {"code_postal": "92160", "latitude": "nan", "longitude": "2"},
        {"code_postal": "92160", "limite": "51"},
    ],
)
async def test_what_is_no_place_is_said_so(rempli: App, anonyme: httpx.AsyncClient, params: dict[str, str]) -> None:
    answer = await anonyme.get("/api/ctn/photographes", params=params)

    assert answer.status_code == 422
    assert answer.json()["errors"]


async def test_an_import_replaces_all_and_a_faulty_one_nothing(
    rempli: App, settings: Settings, anonyme: httpx.AsyncClient
) -> None:
    url = settings.database_url.get_secret_value()
    with pytest.raises(AnnuaireInvalide):
        await importer(url, annuaire(LIGNES[0], "Sans code;ici;9216;Antony;;;"))
    assert len(await noms(anonyme, code_postal="92160")) == len(LIGNES)

    await importer(url, annuaire(LIGNES[0]))
    assert await noms(anonyme, code_postal="92160") == ["Photo Église"]


@pytest.mark.parametrize(
    ("octets", "ligne", "said"),
    [
        (b"", 1, "L'en-tête"),
        (annuaire(), 2, "Aucune ligne"),
        (annuaire(LIGNES[0], ";rue;92160;Antony;;;"), 3, "« nom »"),
        (annuaire("Photo;rue;92160;Antony;48;;"), 2, "« latitude »"),
        (annuaire("Photo;rue;92160;Antony;95;2;"), 2, "« latitude »"),
        (annuaire("Photo;rue;92160;Antony;;;appelez-moi"), 2, "« telephone »"),
        (annuaire("Photo;rue;92160;Antony;;;;en trop"), 2, "Plus de 7 cellules"),
        (ENTETE.encode() + b"\nStudio Lumi\xe8re;rue;92160;Antony;;;", 1, "UTF-8"),
    ],
)
def test_each_fault_is_named_with_its_line(octets: bytes, ligne: int, said: str) -> None:
    with pytest.raises(AnnuaireInvalide) as refused:
        lire_annuaire(octets)

    (faute,) = refused.value.errors
    assert faute.pointer == f"/lignes/{ligne}"
    assert said in faute.detail


@given(st.binary(max_size=300))
def test_whatever_the_file_it_is_read_or_refused(octets: bytes) -> None:
    for contenu in (octets, ENTETE.encode() + b"\n" + octets):
        try:
            lire_annuaire(contenu)
        except AnnuaireInvalide as refused:
            seen = refused.errors
        else:
            continue
        assert seen
