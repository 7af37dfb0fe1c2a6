"""The way in and out, and forms that outlive a session."""

from playwright.async_api import expect

from tests.e2e.conftest import Scene
from tests.e2e.pages.conftest import Ouvrir, connecter


async def test_a_school_gets_in_and_out(scene: Scene, ouvrir: Ouvrir) -> None:
    page = await ouvrir()
    await connecter(page, await scene.known("ecole"))

    await page.get_by_role("button", name="Se déconnecter").click()

    await expect(page.get_by_role("status")).to_contain_text("Vous êtes déconnecté.")
    await expect(page.get_by_role("banner").get_by_role("link", name="Se connecter")).to_be_visible()


async def test_a_wrong_password_is_told_and_the_identifiant_stays(scene: Scene, ouvrir: Ouvrir) -> None:
    page = await ouvrir()
    ecole = await scene.known("ecole")
    await page.goto("/connexion")
    await page.get_by_label("Identifiant").fill(ecole.identifiant)
    await page.get_by_label("Mot de passe").fill("Autre-2026 @Paris")

    await page.get_by_role("main").get_by_role("button", name="Se connecter").click()

    await expect(page.get_by_role("alert")).to_be_visible()
    await expect(page.get_by_label("Identifiant")).to_have_value(ecole.identifiant)
    await expect(page.get_by_label("Mot de passe")).to_have_value("")


async def test_an_agent_shows_his_second_factor(scene: Scene, ouvrir: Ouvrir) -> None:
    page = await ouvrir(js=False)
    await connecter(page, scene.people.administrateur)

    await expect(page.get_by_role("banner")).to_contain_text("Se déconnecter")
