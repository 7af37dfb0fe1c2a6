"""The instructor's three decisions, each once; what the supervisor sees and shares out."""

import re

import pyotp
from playwright.async_api import Page, expect

from deploy.local import parcours
from deploy.local.acteur import Acteur
from tests.e2e.conftest import Scene
from tests.e2e.pages.conftest import Ouvrir


async def entrer(scene: Scene, page: Page, acteur: Acteur) -> None:
    """In the session that he has: one code of his application serves for a whole morning."""
    url, jeton = scene.system.url, acteur.jetons["access_token"]
    await page.context.add_cookies([{"name": "acces", "value": jeton, "url": url}])


async def ouvrir_dossier(scene: Scene, ouvrir: Ouvrir, ecole: Acteur, **fenetre: bool | int) -> tuple[str, Page]:
    """A demande that the préfecture holds, open before its instructor."""
    demande, _ = await scene.en_instruction(ecole, scene.email())
    page = await ouvrir(**fenetre)
    await entrer(scene, page, await scene.known("instructeur"))
    await page.goto(f"/instruction/dossiers/{demande}")
    return demande, page


async def test_an_instructor_compares_and_accepts(scene: Scene, ouvrir: Ouvrir) -> None:
    ecole = await scene.ecole()
    demande, page = await ouvrir_dossier(scene, ouvrir, ecole)
    await page.goto("/instruction")
    await page.get_by_label("Numéro, nom ou prénom").fill("renaud")
    await page.keyboard.press("Enter")
    await page.locator(f"a[href='/instruction/dossiers/{demande}']").click()
    await page.get_by_role("button", name="Prendre ce dossier").click()

    premiere = page.locator("#image-1")
    assert await premiere.locator("img").evaluate("async (i) => { await i.decode(); return i.naturalWidth }") > 500
    await expect(premiere).to_contain_text("Renaud-Lefèvre")
    await expect(premiere.get_by_role("table")).to_contain_text("RENAUD")
    await page.keyboard.press("ArrowRight")
    await expect(page.locator("#image-2")).to_contain_text("Camille Claudel")
    await page.get_by_text("Accepter", exact=True).click()
    await page.get_by_role("button", name="Accepter la demande").click()

    await expect(page.get_by_role("status")).to_contain_text("Demande acceptée")
    await expect(page.get_by_role("complementary")).to_contain_text("Maëlle Martin")
    await parcours.attendre_statut(ecole, demande, "acceptee")


async def test_a_complement_names_a_piece_and_is_not_asked_twice(scene: Scene, ouvrir: Ouvrir) -> None:
    ecole = await scene.ecole()
    demande, page = await ouvrir_dossier(scene, ouvrir, ecole, js=False, largeur=360)
    autre = await page.context.new_page()
    await autre.goto(page.url)

    for ecran in (page, autre):
        await ecran.get_by_text("Demander un complément", exact=True).click()
        await ecran.locator("details.causes > summary", has_text="Justificatif de domicile").first.click()
        await ecran.get_by_label("La pièce jointe n'est pas celle qui est demandée").nth(1).check()
    await page.get_by_label("Commentaire pour le déposant").fill("Datée de plus de six mois.")
    await page.get_by_role("button", name="Demander ce complément").click()
    await expect(page.get_by_role("status")).to_contain_text("Complément demandé")
    await autre.get_by_role("button", name="Demander ce complément").click()

    await expect(autre.get_by_role("alert")).to_be_visible()
    await expect(autre.get_by_role("main")).to_contain_text("Complément demandé")
    vue = await parcours.attendre_statut(ecole, demande, "a_completer")
    [cause] = vue["causes_a_corriger"]
    assert (cause["code"], cause["type_piece"]) == ("piece_non_recevable", "domicile")


async def test_a_rejection_wants_a_ground_and_a_confirmation(scene: Scene, ouvrir: Ouvrir) -> None:
    ecole = await scene.ecole()
    demande, page = await ouvrir_dossier(scene, ouvrir, ecole)

    await page.get_by_text("Rejeter", exact=True).click()
    rejeter = page.get_by_role("button", name="Rejeter la demande")
    await page.get_by_label("Je confirme le rejet").check(force=True)
    await rejeter.click()
    await expect(page.get_by_role("alert")).to_contain_text("au moins une cause")
    await page.get_by_label("Une autre demande de la même personne").check()
    await page.get_by_label("Je confirme le rejet").check(force=True)
    await rejeter.click()

    await expect(page.get_by_role("status")).to_contain_text("Demande rejetée")
    await parcours.attendre_statut(ecole, demande, "rejetee")


async def test_instructor_and_school_write_to_each_other(scene: Scene, ouvrir: Ouvrir) -> None:
    _, page = await ouvrir_dossier(scene, ouvrir, await scene.ecole())

    await page.get_by_label("Votre message").fill("Bonjour,\nla facture est-elle à votre nom ?")
    await page.get_by_role("button", name="Envoyer le message").click()

    await expect(page.locator("#fil")).to_contain_text("la facture est-elle à votre nom ?")


async def superviseur(scene: Scene) -> Acteur:
    """Invited as every agent is."""
    administrateur, email, agent = await scene.known("administrateur"), scene.email(), scene.acteur()
    qui = {"role": "superviseur", "nom": "Lambert", "prenom": "Clémence", "email": email, "prefecture": "921"}
    await administrateur.obtenir("POST", "/api/accounts/invitations", json=qui)
    jeton = await scene.boite.attendre(email, parcours.LIEN)
    agent.graine = (await agent.obtenir("POST", f"/api/accounts/activations/{jeton}/totp"))["secret"]
    arrivee = {"sexe": "F", "mot_de_passe": agent.mot_de_passe, "totp": pyotp.TOTP(agent.graine).now()}
    agent.jetons = await agent.obtenir("POST", f"/api/accounts/activations/{jeton}", json=arrivee)
    return agent


async def test_a_supervisor_sees_delays_and_gives_a_dossier_to_another(scene: Scene, ouvrir: Ouvrir) -> None:
    demande, instruction = await ouvrir_dossier(scene, ouvrir, await scene.ecole())
    await instruction.get_by_role("button", name="Prendre ce dossier").click()
    await expect(instruction.locator("#prise")).to_contain_text("En main jusqu’au")
    page = await ouvrir(largeur=360)
    await entrer(scene, page, await superviseur(scene))

    await page.goto("/instruction/supervision")
    await expect(page.get_by_role("img", name=re.compile("^Dossiers à instruire, par âge"))).to_be_visible()
    await expect(page.get_by_role("table", name="Décisions par instructeur")).to_contain_text("Maëlle Martin")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    await page.goto("/instruction/titres?etape=incident")
    await expect(page.get_by_role("main")).to_contain_text("Aucun titre n’est à cette étape")
    await page.goto(f"/instruction/dossiers/{demande}")
    await page.get_by_role("link", name="Réaffecter, urgence, consultations").click()
    await page.get_by_label("Instructeur").select_option(label="Maëlle Martin")
    await page.get_by_role("button", name="Réaffecter").click()

    await expect(page.get_by_role("status")).to_contain_text("Dossier réaffecté à Maëlle Martin.")
    await expect(page.get_by_role("table")).to_contain_text("A réaffecté le dossier")
