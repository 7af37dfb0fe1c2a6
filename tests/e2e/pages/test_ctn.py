"""The agent of the CTN: dossiers by the keys alone, what he sends back, without scripts, and a stack of paper forms."""

import re

from playwright.async_api import Page, expect

from deploy.local import parcours
from deploy.local.acteur import Acteur
from deploy.local.exemplaires import encoded
from deploy.local.papier import Scanner, numeriser
from tests.e2e.conftest import Scene
from tests.e2e.pages.conftest import Ouvrir
from tests.e2e.test_formulaires_papier import par_courrier


async def entrer(scene: Scene, page: Page, acteur: Acteur) -> None:
    """In the session that he has: one code of his application serves for a whole morning."""
    url, jeton = scene.system.url, acteur.jetons["access_token"]
    await page.context.add_cookies([{"name": "acces", "value": jeton, "url": url}])


async def douteuse(scene: Scene, ecole: Acteur) -> str:
    """A demande that an agent must look at: the name entered is not quite the one of the identity card."""
    email = scene.email()
    demande = await parcours.saisir(ecole, await scene.code(), email)
    await parcours.verdicts(ecole, demande)
    autre = parcours.ETAT_CIVIL | {"nom_naissance": "Renaud-Lefèvra"}
    await parcours.saisir_etape(ecole, demande, "etat-civil", autre)
    await parcours.verdicts(ecole, demande)
    await ecole.obtenir("POST", f"/api/demandes/{demande}/finalisation")
    await parcours.valider(await scene.candidat(email, demande), demande)
    await parcours.attendre_statut(ecole, demande, "verification_images")
    return demande


async def en_attente(page: Page, combien: int) -> None:
    """The queue, once the dossiers have come."""
    for _ in range(100):
        await page.goto("/ctn")
        if await page.locator("tbody tr").count() >= combien:
            return
    raise AssertionError("les dossiers ne sont pas venus au CTN")


async def test_an_agent_decides_whole_dossiers_by_the_keys_alone(scene: Scene, ouvrir: Ouvrir) -> None:
    ecole, agent, page = await scene.ecole(), await scene.known("agent_ctn"), await ouvrir()
    demandes = {await douteuse(scene, ecole), await douteuse(scene, ecole)}
    await entrer(scene, page, agent)
    await en_attente(page, 2)

    await page.get_by_role("button", name="Dossier suivant").focus()
    await page.keyboard.press("Enter")
    premier = page.locator("#image-1 img")
    await expect(premier).to_be_visible()
    assert await premier.evaluate("async (image) => { await image.decode(); return image.naturalWidth }") > 500
    await expect(page.locator("#image-1 rect.cadre").first).to_be_visible()
    await expect(page.locator("#image-1")).to_contain_text("RENAUD")
    refusee = page.url.rpartition("/")[2]

    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog")).to_contain_text("À compléter, avec les causes cochées")
    await page.keyboard.press("Escape")
    await page.keyboard.press("+")
    await page.keyboard.press(">")
    await expect(page.locator("#image-1 .feuille--1")).to_be_visible()
    await page.keyboard.press("f")
    await page.keyboard.press("ArrowRight")
    await expect(page.locator("#image-2")).to_be_visible()
    await page.keyboard.press(" ")
    await expect(page.locator("#dit-touche")).to_contain_text("Des causes sont cochées")
    await page.keyboard.press("/")
    await page.keyboard.type("La photocopie est floue, bien sûr.")
    await expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)  # that of the other image is folded away
    await page.keyboard.press("Escape")
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("status")).to_contain_text("A compléter")
    [restante] = demandes - {refusee}
    assert page.url.endswith(restante)
    await page.keyboard.press(" ")
    await expect(page.get_by_role("status")).to_contain_text("images conformes")
    vue = await parcours.attendre_statut(ecole, refusee, "a_completer")
    assert [cause["code"] for cause in vue["causes_a_corriger"]] == ["floue"]
    await parcours.attendre_statut(ecole, restante, "en_instruction")


async def test_what_an_agent_refuses_its_school_reads_to_complete(scene: Scene, ouvrir: Ouvrir) -> None:
    ecole, agent, page = await scene.ecole(), await scene.known("agent_ctn"), await ouvrir(js=False, largeur=360)
    demande = await douteuse(scene, ecole)
    await entrer(scene, page, agent)
    await en_attente(page, 1)
    await page.goto(f"/ctn/dossiers/{demande}")
    await page.get_by_role("button", name="Prendre ce dossier").click()
    en_grand = page.get_by_role("link", name=re.compile("^Voir en grand, tourner")).first
    await page.goto(str(await en_grand.get_attribute("href")))
    await page.get_by_role("link", name="Tourner à droite").click()
    await expect(page.locator("svg g[transform*='rotate(90)']")).to_be_visible()
    await page.go_back()
    await page.get_by_role("link", name="Revenir au dossier").click()

    await page.get_by_role("button", name="À compléter").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    await page.get_by_label(re.compile("n'est plus valable à la date")).first.check()
    await page.get_by_label("Précision pour le déposant (facultatif)").first.fill("Expirée depuis six ans.")
    await page.get_by_role("button", name="À compléter").click()

    await expect(page.get_by_role("status")).to_contain_text("A compléter")
    await parcours.attendre_statut(ecole, demande, "a_completer")
    ecran = await ouvrir()
    await entrer(scene, ecran, ecole)
    await ecran.goto(f"/monespace/demandes/{demande}")
    await expect(ecran.get_by_role("main")).to_contain_text("A compléter")


async def test_a_dossier_that_was_decided_meanwhile_is_told(scene: Scene, ouvrir: Ouvrir) -> None:
    ecole, agent, page = await scene.ecole(), await scene.known("agent_ctn"), await ouvrir()
    demande = await douteuse(scene, ecole)
    await entrer(scene, page, agent)
    await en_attente(page, 1)
    await page.goto(f"/ctn/dossiers/{demande}")
    await page.get_by_role("button", name="Prendre ce dossier").click()
    await expect(page.get_by_role("button", name="Conforme")).to_be_visible()
    await agent.obtenir("POST", f"/api/ctn/dossiers/{demande}/decision", json={"conforme": True, "causes": []})

    await page.get_by_role("button", name="Conforme").click()

    await expect(page.get_by_role("alert")).to_be_visible()
    await expect(page.get_by_role("main")).to_contain_text("Ce dossier est décidé")


async def test_a_coarse_scan_of_a_stack_is_taken_by_an_agent(scene: Scene, ouvrir: Ouvrir) -> None:
    ecole, agent, page = await scene.ecole(), await scene.known("agent_ctn"), await ouvrir()
    demande, numero, feuille = await par_courrier(scene, ecole)
    liasse = encoded(numeriser(feuille, Scanner(dpi=200)), "PDF", resolution=200, quality=85)
    await entrer(scene, page, agent)
    await page.goto("/ctn/liasses")

    await page.get_by_label("Liasse numérisée").set_input_files(
        {"name": "liasse.pdf", "mimeType": "application/pdf", "buffer": liasse}
    )
    await page.get_by_role("button", name="Envoyer la liasse").click()
    await page.get_by_role("link", name="Page 1").click(timeout=30_000)
    await expect(page.get_by_label("Numéro de la demande")).to_have_value(numero)
    await expect(page.locator(".cadre-mobile--photo")).to_be_visible()
    await page.get_by_role("button", name="Prendre cette page").click()
    await expect(page.get_by_role("alert")).to_contain_text("trop petite")
    await page.get_by_label("La prendre malgré ce que dit le contrôle").check(force=True)
    await page.get_by_role("button", name="Prendre cette page").click()

    await expect(page.get_by_role("status")).to_contain_text(numero)
    await parcours.attendre_statut(ecole, demande, "verification_images")
