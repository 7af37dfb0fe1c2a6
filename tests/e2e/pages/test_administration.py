"""The administrator's whole job in a browser: figures, registry, agents, programs, what is stuck."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import Scene
from tests.e2e.pages.conftest import Ouvrir, connecter

ENTETE = "numero_agrement;raison_sociale;departement;etat;valable_jusqu_au\n"


@pytest.fixture
async def page(scene: Scene, ouvrir: Ouvrir) -> Page:
    """In the session that he has: one code of his application serves for a whole morning."""
    page, acteur = await ouvrir(js=False), await scene.known("administrateur")
    await page.context.add_cookies([{"name": "acces", "value": acteur.jetons["access_token"], "url": scene.system.url}])
    return page


async def test_the_first_page_says_what_waits_and_how_the_services_are(page: Page) -> None:
    await page.goto("/administration")

    table = page.get_by_role("region", name="État des services")
    await expect(table.get_by_role("row")).to_have_count(7)
    await expect(table).not_to_contain_text("ne répond pas")


async def test_a_registry_is_told_line_by_line_then_imported(page: Page, tmp_path: Path) -> None:
    bad, good = tmp_path / "faux.csv", tmp_path / "bon.csv"
    bad.write_text(ENTETE + "E 99 095 0001 0;École de l’Été;95;peut-être;2029-12-31\n", encoding="utf-8")
    good.write_text(ENTETE + "E 17 095 9999 0;École de l’Été;95;actif;2029-12-31\n", encoding="utf-8")
    await page.goto("/administration/agrements")

    await page.get_by_label("Fichier CSV du registre").set_input_files(bad)
    await page.get_by_role("button", name="Importer").click()
    await expect(page.get_by_role("alert")).to_contain_text("rien n'est importé")
    await expect(page.get_by_role("region", name="Fautes du fichier")).to_contain_text("Ligne 2")

    await page.get_by_label("Fichier CSV du registre").set_input_files(good)
    await page.get_by_role("button", name="Importer").click()
    await expect(page.get_by_text("Le fichier est importé en entier.")).to_be_visible()
    await page.get_by_label("Numéro ou nom").fill("17 095 9999")
    await page.get_by_role("button", name="Chercher").click()
    await expect(page.get_by_role("region", name="Agréments")).to_contain_text("École de l’Été")


async def test_an_agent_is_invited_and_the_invitation_taken_back(scene: Scene, page: Page) -> None:
    await page.goto("/administration/agents")
    await page.get_by_label("Rôle").select_option(label="Instructeur")
    await page.get_by_label("Prénom", exact=True).fill("Noémie")
    await page.get_by_label("Nom", exact=True).fill("Lefèvre-Ünal")
    await page.get_by_label("Adresse mél professionnelle").fill("noemie.lefevre@prefecture.example.fr")
    await page.get_by_role("button", name="Envoyer l’invitation").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    await expect(page.get_by_label("Prénom", exact=True)).to_have_value("Noémie")

    await page.get_by_label("Code de la préfecture").fill("921")
    await page.get_by_role("button", name="Envoyer l’invitation").click()

    waiting = page.get_by_role("region", name="Invitations en attente")
    await expect(waiting).to_contain_text("Noémie Lefèvre-Ünal")
    assert await scene.boite.attendre("noemie.lefevre@prefecture.example.fr", re.compile("/monespace/activer/"))
    await waiting.get_by_role("button", name="Retirer").click()
    await expect(page.get_by_role("status")).to_contain_text("L’invitation est retirée")


async def test_a_program_is_opened_its_secret_shown_once_and_revoked(page: Page) -> None:
    await page.goto("/administration/programmes")
    await page.get_by_text("Photographe agréé").first.click()
    await page.get_by_label("Nom", exact=True).fill("Studio Élégance")
    await page.get_by_role("button", name="Ouvrir le programme").click()
    await expect(page.get_by_text("il n’est montré qu’une fois")).to_be_visible()
    secret = await page.locator("dd code").nth(1).inner_text()

    await page.goto("/administration/programmes")
    assert secret not in await page.content()
    await page.get_by_role("link", name="Révoquer photographe-studio-elegance").click()
    await page.get_by_role("button", name="Révoquer").click()

    await expect(page.get_by_role("status")).to_contain_text("Le programme est révoqué")


@pytest.mark.parametrize("path", ["abonnements", "exploitation", "envois", "journal"])
async def test_lists_open_empty_or_full(page: Page, path: str) -> None:
    answer = await page.goto(f"/administration/{path}")

    assert answer is not None
    assert answer.status == 200
    await expect(page.get_by_role("heading", level=1)).to_be_visible()


async def test_it_is_for_administrators_alone(scene: Scene, ouvrir: Ouvrir) -> None:
    page = await ouvrir()
    await connecter(page, await scene.known("ecole"))

    for path in ("", "/agrements", "/agents", "/programmes", "/exploitation", "/envois"):
        answer = await page.goto(f"/administration{path}")
        assert answer is not None
        assert answer.status == 403


async def test_on_a_telephone_a_row_of_a_table_is_read_without_scrolling_aside(scene: Scene, ouvrir: Ouvrir) -> None:
    page, acteur = await ouvrir(largeur=360), await scene.known("administrateur")
    await page.context.add_cookies([{"name": "acces", "value": acteur.jetons["access_token"], "url": scene.system.url}])
    await page.goto("/administration/agents")

    rang = page.get_by_role("region", name="Agents").get_by_role("row").filter(has_text="agent-ctn")
    await expect(rang.get_by_role("cell").filter(has_text="Agent du CTN")).to_be_visible()
    place = await rang.get_by_role("link", name="Retirer l’accès").bounding_box()
    assert place is not None
    assert place["x"] + place["width"] <= 360
