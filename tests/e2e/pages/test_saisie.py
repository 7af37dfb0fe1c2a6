"""Filing a demande in seven steps: by keyboard alone, without scripts, with a picture that is refused and replaced."""

from playwright.async_api import FilePayload, Page, Route, expect

from deploy.local import exemplaires, parcours
from deploy.local.acteur import Acteur
from deploy.local.carte import carte_identite
from tests.e2e.conftest import Scene
from tests.e2e.pages.conftest import Ouvrir, connecter

DECLARATIONS = ("lit_le_francais", "vehicule_amenage", "correction_vision", "affection", "pension_invalidite")
ANTONY = "92160"
TABULATIONS = 80
TOUCHES = frozenset({"Space", "Enter"})
PERSONNE = parcours.ETAT_CIVIL | {"nom_naissance": "Martin", "prenoms": ["Zoé"], "sexe": "F"}


def image(nom: str, octets: bytes) -> FilePayload:
    return {"name": nom, "mimeType": "image/jpeg", "buffer": octets}


CARTE = image("carte.jpg", exemplaires.jpeg(carte_identite(PERSONNE)))
FACTURE = image("facture.jpg", exemplaires.jpeg(exemplaires.page()))
DEUX_PAGES: FilePayload = {
    "name": "deux.pdf",
    "mimeType": "application/pdf",
    "buffer": exemplaires.pdf(exemplaires.page(), exemplaires.page()),
}
FLOUE = image("floue.jpg", exemplaires.jpeg(exemplaires.blurred(exemplaires.page(), 9)))
TEXTE: FilePayload = {"name": "lettre.txt", "mimeType": "text/plain", "buffer": b"Bonjour"}


async def test_a_school_files_by_keyboard_alone(scene: Scene, ouvrir: Ouvrir) -> None:
    page, code = await ouvrir(), await scene.code()
    await connecter(page, await scene.known("ecole"))
    await page.goto("/monespace/nouvelle-demande")
    await attendre_le_focus(page)
    await page.keyboard.press("Enter")

    await arriver(page, "motif")
    await cocher(page, "beneficiaire", "majeur")
    await cocher(page, "premier_permis", "oui")
    await cocher(page, "categories", "B")
    await cocher(page, "visite_medicale", "non")
    for nom in DECLARATIONS:
        await cocher(page, f"declaration_{nom}", "oui" if nom == "lit_le_francais" else "non")
    await page.keyboard.press("Enter")

    await arriver(page, "etat-civil")
    await expect(page.locator("#nom_naissance")).to_be_focused()
    await page.keyboard.type("Martin")
    await cocher(page, "sexe", "F")
    await au_clavier(page, "#prenoms-0", "Zoé")
    await au_clavier(page, "#date_naissance", "02291996")  # in the order of the browser's own language
    await au_clavier(page, "#departement_naissance", "69")
    await au_clavier(page, "#commune_naissance", "Villeurbanne", "Enter")

    await arriver(page, "adresse-contact")
    await expect(page.locator("#numero_voie")).to_be_focused()
    await page.keyboard.type("12")
    await au_clavier(page, "#nom_voie", "Camille Claudel")
    await au_clavier(page, "#postal", ANTONY)
    await expect(page.get_by_text("Antony (92) : préfecture de rattachement")).to_be_visible()
    await au_clavier(page, "#email", scene.email())
    await cocher(page, "reutilisation_donnees", "non")
    await page.keyboard.press("Enter")

    await arriver(page, "photo-signature")
    await expect(page.locator("#code")).to_be_focused()
    await page.keyboard.type(code)
    await page.keyboard.press("Enter")

    await arriver(page, "pieces")
    await page.locator("#depot-identite").set_input_files(CARTE)
    await page.locator("#depot-domicile").set_input_files(FACTURE)
    await expect(page.locator("[data-controle=conforme]")).to_have_count(2)
    await au_clavier(page, "main a[href$=recapitulatif]", "Enter")

    await arriver(page, "recapitulatif")
    await page.keyboard.press("Enter")
    await arriver(page, "finalisation")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("La saisie est terminée")).to_be_visible()
    await attendre_le_focus(page)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/monespace/nouvelle-demande")


async def test_a_person_files_without_scripts(scene: Scene, ouvrir: Ouvrir) -> None:
    page, candidat = await ouvrir(js=False), await scene.known("candidat")
    await connecter(page, candidat)
    await page.goto("/monespace/nouvelle-demande")
    await page.get_by_role("button", name="Commencer la demande").last.click()

    await remplir_le_motif(page)
    await remplir_l_etat_civil(page)
    await expect(page.get_by_role("complementary")).to_contain_text("Pièce d'identité")
    await page.get_by_label("Nom de la voie").fill("Camille Claudel")
    await page.locator("#postal").fill("24420")
    await page.get_by_label("Adresse mél").fill(scene.email())
    await page.locator("#reutilisation_donnees-2").check(force=True)
    await suivant(page)
    await expect(page.get_by_role("alert")).to_contain_text("Plusieurs communes correspondent")
    await page.locator("#postal").fill(ANTONY)
    await suivant(page)

    await arriver(page, "photo-signature")
    await page.locator("#mode-2").check(force=True)
    await suivant(page)
    await joindre(page, "identite", CARTE)
    await joindre(page, "domicile", TEXTE)
    await expect(page.get_by_role("alert")).to_contain_text("« lettre.txt » n’a pas été joint")
    await joindre(page, "domicile", FACTURE)
    await parcours.verdicts(candidat, demande_de(page))
    await page.goto(page.url.partition("#")[0])
    await expect(page.get_by_text("Document valide")).to_have_count(2)

    await page.get_by_role("main").get_by_role("link", name="Étape suivante").click()
    await page.get_by_role("main").get_by_role("link", name="Étape suivante").click()
    await page.get_by_label("Je soussigné(e)").check(force=True)
    await page.get_by_role("button", name="Valider").click()
    await expect(page.get_by_role("main")).to_contain_text("En attente du formulaire photo-signature")

    await page.go_back()
    await expect(page.get_by_role("main")).to_contain_text("La demande est validée sous le numéro")


async def test_a_refused_picture_shows_where_and_is_replaced_on_a_telephone(scene: Scene, ouvrir: Ouvrir) -> None:
    page, ecole = await ouvrir(largeur=360), await scene.known("ecole")
    demande = await parcours.saisir(ecole, await scene.code(), scene.email())
    for piece in (await ecole.obtenir("GET", f"/api/demandes/{demande}"))["pieces"]:
        if piece["type"] == "domicile":
            await ecole.obtenir("DELETE", f"/api/demandes/{demande}/pieces/{piece['id']}")
    await connecter(page, ecole)
    await page.goto(f"/monespace/demandes/{demande}/etapes/pieces")

    await page.locator("#depot-domicile").set_input_files(FLOUE)
    refuse = page.locator("[data-nom='floue.jpg'][data-controle=non_conforme]")
    await expect(refuse).to_contain_text("L'image est floue")
    assert await refuse.locator("svg rect").count() >= 1
    assert await refuse.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360

    await page.route("**/remplacement", couper, times=1)
    await refuse.locator("input[type=file]").set_input_files(FACTURE)
    await expect(page.locator("[data-envois=domicile]")).to_contain_text("L’envoi a été interrompu")
    await expect(refuse).to_be_visible()
    await page.get_by_role("button", name="Réessayer").click()

    await expect(page.locator("[data-nom='facture.jpg'][data-controle=conforme]")).to_be_visible()
    await expect(refuse).to_have_count(0)
    await page.locator("#depot-domicile").set_input_files(DEUX_PAGES)
    pages = page.locator("[data-nom='deux.pdf'] img")
    await expect(pages).to_have_count(2)
    for rang in range(2):
        await pages.nth(rang).scroll_into_view_if_needed()
        assert await pages.nth(rang).evaluate("image => image.decode().then(() => image.naturalWidth)") == 800
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360


async def test_what_is_typed_is_weighed_at_once_and_saved_over_nobody_else(scene: Scene, ouvrir: Ouvrir) -> None:
    page, autre, ecole = await ouvrir(), await ouvrir(), await scene.known("ecole")
    demande = await parcours.saisir(ecole, await scene.code(), scene.email())
    for fenetre in (page, autre):
        await connecter(fenetre, ecole)
        await fenetre.goto(f"/monespace/demandes/{demande}/etapes/etat-civil")

    await page.get_by_label("Date de naissance").fill("2014-02-03")
    await page.get_by_label("Date de naissance").blur()
    await expect(page.get_by_role("complementary")).to_contain_text("possible à partir de 15 ans")
    await page.get_by_label("Date de naissance").fill("1996-02-29")
    await page.get_by_label("Nom d’usage").fill("Dupré")
    await enregistrer(page)
    await expect(page.get_by_role("status").first).to_contain_text("Enregistré")

    await autre.get_by_label("Nom d’usage").fill("Dupond")
    await autre.get_by_label("Commune de naissance").fill("Lyon")
    await enregistrer(autre)
    changes = autre.get_by_role("alert")
    await expect(changes).to_contain_text("Cette demande a changé entre-temps")
    await expect(changes.get_by_role("definition")).to_have_text(["Dupré", "Dupond"])
    await expect(autre.get_by_label("Nom d’usage")).to_have_value("Dupond")
    await changes.get_by_role("button", name="Mettre « Dupré » dans ma saisie").click()
    await expect(autre.get_by_label("Nom d’usage")).to_have_value("Dupré")
    await expect(autre.get_by_label("Commune de naissance")).to_have_value("Lyon")
    await enregistrer(autre)
    await expect(autre.get_by_role("status").first).to_contain_text("Enregistré")


async def test_a_change_of_another_step_keeps_nobody_from_saving_his(scene: Scene, ouvrir: Ouvrir) -> None:
    page, autre, ecole = await ouvrir(js=False), await ouvrir(js=False), await scene.known("ecole")
    demande = await parcours.saisir(ecole, await scene.code(), scene.email())
    for fenetre, etape in ((page, "etat-civil"), (autre, "adresse-contact")):
        await connecter(fenetre, ecole)
        await fenetre.goto(f"/monespace/demandes/{demande}/etapes/{etape}")

    await page.get_by_label("Nom d’usage").fill("Dupré")
    await enregistrer(page)
    await autre.get_by_label("Nom de la voie").fill("Zola")
    await enregistrer(autre)

    await expect(autre.get_by_role("status").first).to_contain_text("Enregistré")
    await expect(autre.get_by_label("Nom de la voie")).to_have_value("Zola")


async def test_what_the_prefecture_asks_is_put_right_and_sent_again(scene: Scene, ouvrir: Ouvrir) -> None:
    page, ecole = await ouvrir(), await scene.known("ecole")
    demande, _ = await scene.en_instruction(ecole, scene.email())
    domicile = await renvoyer(scene.people.instructeurs["921"], demande)
    await parcours.attendre_statut(ecole, demande, "a_completer")
    await connecter(page, ecole)
    await page.goto(f"/monespace/demandes/{demande}/etapes")

    await expect(page.get_by_role("heading", level=1)).to_have_text("Compléter la demande")
    await expect(page.get_by_role("main")).to_contain_text("Plus de six mois.")
    await page.get_by_role("button", name="Envoyer le complément").click()
    await expect(page.get_by_role("alert")).to_contain_text("Il reste quelque chose à corriger")
    await page.locator(f"#remplacer-{domicile}").set_input_files(FACTURE)
    await page.get_by_role("button", name="Envoyer le complément").click()  # while the file is on its way
    await page.wait_for_url(f"**/demandes/{demande}")

    await parcours.attendre_statut(ecole, demande, "en_instruction")


async def renvoyer(instructeur: Acteur, demande: str) -> str:
    """The préfecture refuses the proof of address; which file that was."""
    dossier = await parcours.attendre_dossier(instructeur, demande)
    domicile = str(next(piece["id"] for piece in dossier["pieces"] if piece["type"] == "domicile"))
    causes = [{"code": "piece_non_recevable", "piece": domicile}]
    await instructeur.obtenir(
        "POST",
        f"/api/instruction/dossiers/{demande}/complements",
        json={"causes": causes, "commentaire": "Plus de six mois."},
    )
    return domicile


async def couper(route: Route) -> None:
    await route.abort("connectionreset")


async def arriver(page: Page, etape: str) -> None:
    await page.wait_for_url(f"**/etapes/{etape}")
    await attendre_le_focus(page)


async def attendre_le_focus(page: Page) -> None:
    """The browser puts the focus where the page asks some time after loading; a key pressed before goes nowhere."""
    if await page.locator("[autofocus]").count():
        await expect(page.locator("[autofocus]")).to_be_focused()


async def au_clavier(page: Page, selecteur: str, *touches: str) -> None:
    """Tab until it is reached, then the keys; a text is typed."""
    for _ in range(TABULATIONS):
        if await page.evaluate("selecteur => document.activeElement.matches(selecteur)", selecteur):
            break
        await page.keyboard.press("Tab")
    else:
        raise AssertionError(f"{selecteur} is not reached by Tab")
    for touche in touches:
        await (page.keyboard.press(touche) if touche in TOUCHES else page.keyboard.type(touche))


async def cocher(page: Page, nom: str, valeur: str) -> None:
    """A choice among several: Tab leads to the group, Space takes the first, arrows go on."""
    await au_clavier(page, f"[name={nom}]", "Space")
    for _ in range(TABULATIONS):
        if await page.evaluate("document.activeElement.value") == valeur:
            break
        await page.keyboard.press("ArrowDown")
    await expect(page.locator(f"[name={nom}][value={valeur}]")).to_be_checked()


async def suivant(page: Page) -> None:
    await page.get_by_role("main").get_by_role("button", name="Étape suivante").last.click()


async def enregistrer(page: Page) -> None:
    await page.get_by_role("button", name="Enregistrer").click()


def demande_de(page: Page) -> str:
    return page.url.split("/demandes/")[1].split("/")[0]


async def joindre(page: Page, type_piece: str, fichier: FilePayload) -> None:
    section = page.locator(f"#piece-{type_piece}")
    await section.locator(f"#depot-{type_piece}").set_input_files(fichier)
    await section.get_by_role("button", name="Joindre :").click()


async def remplir_le_motif(page: Page) -> None:
    await arriver(page, "motif")
    for champ in ("beneficiaire-1", "premier_permis-1", "visite_medicale-2"):
        await page.locator(f"#{champ}").check(force=True)
    await page.locator("[name=categories][value=B]").check(force=True)
    for nom in DECLARATIONS:
        await page.locator(f"#declaration_{nom}-{1 if nom == 'lit_le_francais' else 2}").check(force=True)
    await suivant(page)


async def remplir_l_etat_civil(page: Page) -> None:
    await arriver(page, "etat-civil")
    await page.get_by_label("Nom de naissance").fill("Martin")
    await page.locator("#sexe-1").check(force=True)
    await page.get_by_label("1er prénom").fill("Zoé")
    await page.get_by_role("button", name="+ Ajouter un prénom").click()
    await expect(page.get_by_label("4e prénom")).to_be_visible()
    await page.get_by_label("Date de naissance").fill("1996-02-29")
    await page.get_by_label("Département").select_option("69")
    await page.get_by_label("Commune de naissance").fill("Villeurbanne")
    await suivant(page)
    await arriver(page, "adresse-contact")
