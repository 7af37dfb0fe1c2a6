"""The way in and out, and forms that outlive a session."""

import re

from playwright.async_api import expect

from deploy.local import parcours
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


async def test_a_form_outlives_the_session_in_which_it_was_filled(scene: Scene, ouvrir: Ouvrir) -> None:
    ecole, page = await scene.ecole(), await ouvrir(js=False)
    demande = await parcours.saisir(ecole, await scene.code(), scene.email())
    ecole.identifiant = (await ecole.obtenir("GET", "/api/accounts/moi"))["identifiant"]
    await connecter(page, ecole)
    await page.goto(f"/monespace/demandes/{demande}/etapes/etat-civil")
    await page.locator("#nom_naissance").fill("Lefèvre-d'Été")
    await ecole.obtenir("DELETE", "/api/accounts/sessions")
    await page.context.clear_cookies(name="acces")

    await page.get_by_role("main").get_by_role("button", name="Étape suivante").click()
    await expect(page.get_by_role("main")).to_contain_text("Votre session a pris fin")
    await page.get_by_label("Identifiant").fill(ecole.identifiant)
    await page.get_by_label("Mot de passe").fill(ecole.mot_de_passe)
    await page.get_by_role("main").get_by_role("button", name="Se connecter").click()
    await page.get_by_role("button", name="Envoyer ma saisie").click()

    await page.wait_for_url(re.compile("/etapes/adresse-contact"))
    vue = await ecole.obtenir("GET", f"/api/demandes/{demande}")
    assert "d'Été" in str(vue).replace("’", "'")


async def test_nobody_is_led_to_another_site_after_a_login(scene: Scene, ouvrir: Ouvrir) -> None:
    page = await ouvrir()
    await page.goto("/connexion?suite=//ailleurs.example/x")
    ecole = await scene.known("ecole")
    await page.get_by_label("Identifiant").fill(ecole.identifiant)
    await page.get_by_label("Mot de passe").fill(ecole.mot_de_passe)

    await page.get_by_role("main").get_by_role("button", name="Se connecter").click()

    await page.wait_for_url(re.compile("/auto-ecole$"))


async def test_the_address_of_a_form_that_is_opened_again_shows_the_page_of_the_form(
    scene: Scene, ouvrir: Ouvrir
) -> None:
    page, ecole = await ouvrir(js=False), await scene.ecole()
    demande = await parcours.saisir(ecole, await scene.code(), scene.email())
    ecole.identifiant = (await ecole.obtenir("GET", "/api/accounts/moi"))["identifiant"]
    await connecter(page, ecole)
    pieces = f"/monespace/demandes/{demande}/etapes/pieces"

    for adresse, retour in (
        (f"{pieces}/depot", pieces),
        ("/auto-ecole/recherche", "/auto-ecole/demandes"),
        ("/monespace/nouvelle-demande/recherche", "/monespace/nouvelle-demande"),
    ):
        answer = await page.goto(adresse)
        assert answer is not None
        assert (answer.status, answer.url.removesuffix("/")) == (200, f"{scene.system.url}{retour}")
        await expect(page.get_by_role("status").first).to_contain_text("Rien n'a été envoyé de nouveau")

    await page.context.clear_cookies()
    await page.goto(f"{pieces}/depot")
    await expect(page.get_by_label("Identifiant")).to_be_visible()
