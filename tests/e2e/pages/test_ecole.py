"""A school's space: trays and search for two hundred demandes, by keyboard; transfers; what the préfecture asked."""

import asyncio
import csv
import io
import re

import pytest
from playwright.async_api import Page, expect

from deploy.local import parcours
from deploy.local.acteur import Acteur, Json, until
from tests.e2e.conftest import Scene, importer_registre
from tests.e2e.pages.conftest import Ouvrir, connecter

LONG = "de Montmorency-Luxembourg-Beaumont-Saint-Exupéry-Rochechouart"
COMBIEN = 200


@pytest.fixture(scope="module")
async def ecole(scene: Scene) -> Acteur:
    """With two hundred demandes, one of them of somebody with a long name."""
    ecole = await scene.ecole()
    vue = await ouverte(ecole)
    nommee = parcours.ETAT_CIVIL | {"nom_naissance": LONG, "prenoms": ["Anne-Élisabeth-Joséphine"]}
    await parcours.saisir_etape(ecole, str(vue["id"]), "etat-civil", nommee)
    for _ in range(20):
        await asyncio.gather(*(ouverte(ecole) for _ in range((COMBIEN - 1) // 20 + 1)))
    return ecole


async def ouverte(ecole: Acteur) -> Json:
    """The school's name travels by event: a moment after its activation it may not be known yet."""
    while True:
        answer = await ecole.demander("POST", "/api/demandes", json={"motif": "inscription"})
        if answer.status_code != 503:
            return dict(answer.raise_for_status().json())
        await asyncio.sleep(0.1)


async def test_two_hundred_demandes_are_paged_counted_and_exported(ecole: Acteur, ouvrir: Ouvrir) -> None:
    page = await ouvrir(js=False, largeur=360)
    await connecter(page, ecole)
    await expect(page.get_by_role("link", name=re.compile(r"En cours de saisie 201"))).to_be_visible()
    await page.get_by_role("link", name=re.compile(r"En cours de saisie 201")).click()
    vues = await lignes(page)
    for _ in range(2):
        await page.get_by_role("link", name="Page suivante").click()
        vues += await lignes(page)
    assert await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    assert len(set(vues)) == 75
    async with page.expect_download() as attendu:
        await page.get_by_role("link", name="Exporter la liste (CSV)").click()
    exportees = (await (await attendu.value).path()).read_text(encoding="utf-8-sig")
    assert len(list(csv.reader(io.StringIO(exportees), delimiter=";"))) == 1 + COMBIEN + 1


async def lignes(page: Page) -> list[str | None]:
    liens = page.get_by_role("rowheader").get_by_role("link")
    return [await lien.get_attribute("href") for lien in await liens.all()]


async def test_a_candidate_is_found_and_opened_by_keyboard_alone(ecole: Acteur, ouvrir: Ouvrir) -> None:
    page = await ouvrir()
    await connecter(page, ecole)
    await expect(page.get_by_label("Rechercher une demande")).to_be_focused()

    await page.keyboard.type("montmorency anne")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("link", name=re.compile(LONG))).to_be_focused()
    assert "ontmorency" not in page.url
    await page.keyboard.press("Enter")

    await page.wait_for_url("**/auto-ecole/demandes/*-*")
    await expect(page.get_by_role("main")).to_contain_text(LONG)
    await page.go_back()
    await expect(page.get_by_role("link", name=re.compile(LONG))).to_be_visible()
    await page.get_by_label("Rechercher une demande").fill("personne de ce nom")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("main")).to_contain_text("Aucune demande ne correspond")


async def test_a_transfer_is_asked_for_told_when_wrong_and_taken_back(scene: Scene, ouvrir: Ouvrir) -> None:
    ancienne, nouvelle, email = await scene.ecole(), await scene.ecole(), scene.email()
    demande = await scene.finalisee(ancienne, email)
    numero = await parcours.valider(await scene.candidat(email, demande), demande)
    page = await ouvrir()
    await connecter(page, nouvelle)
    await page.goto("/auto-ecole/transferts")
    await demander(page, numero[:-1] + str((int(numero[-1]) + 1) % 10))
    await expect(page.get_by_role("alert")).to_be_focused()
    await expect(page.get_by_label("Numéro de la demande")).to_have_attribute("aria-invalid", "true")

    await demander(page, f"{numero[:3]} {numero[3:]}")
    await expect(page.get_by_role("status")).to_contain_text("Le transfert est demandé")
    await page.get_by_role("button", name="Retirer").click()

    await expect(page.get_by_role("status")).to_contain_text("retirée")
    await expect(page.get_by_role("cell", name=re.compile("Retiré par l'auto-école"))).to_be_visible()
    [transfert] = (await nouvelle.obtenir("GET", "/api/demandes/transferts?sens=entrants"))["elements"]
    assert transfert["etat"] == "retire"


async def demander(page: Page, numero: str) -> None:
    await page.get_by_label("Numéro de la demande").fill(numero)
    await page.get_by_role("button", name="Demander le transfert").click()


async def test_what_the_prefecture_asks_is_red_and_can_be_talked_about(scene: Scene, ouvrir: Ouvrir) -> None:
    ecole = await scene.ecole()
    demande, _ = await scene.en_instruction(ecole, scene.email())
    instructeur = await scene.known("instructeur")
    domicile = next(
        piece
        for piece in (await parcours.attendre_dossier(instructeur, demande))["pieces"]
        if piece["type"] == "domicile"
    )
    racine = f"/api/instruction/dossiers/{demande}"
    await instructeur.obtenir("POST", f"{racine}/messages", json={"texte": "Quel département ?"})
    page = await ouvrir()
    await connecter(page, ecole)
    await page.goto(f"/auto-ecole/demandes/{demande}")
    causes = [{"code": "piece_non_recevable", "piece": domicile["id"]}]
    await instructeur.obtenir("POST", f"{racine}/complements", json={"causes": causes, "commentaire": "Trop ancien."})

    await expect(page.get_by_role("heading", name=re.compile("À compléter"))).to_be_visible()
    await expect(page.get_by_text("« Trop ancien. »")).to_be_visible()
    await expect(page.get_by_role("link", name="Compléter")).to_have_attribute("href", re.compile("etapes/pieces$"))
    await until(lambda: non_lus(ecole), "le message de la préfecture")
    await page.goto("/auto-ecole/demandes?bannette=a_completer")
    await expect(page.locator("strong.rouge")).to_have_text("A compléter")
    await page.get_by_role("link", name="1 message à lire").click()
    await page.get_by_role("button", name="Marquer comme lus").click()
    await page.get_by_label(re.compile("Votre message à la préfecture")).fill("Le Rhône.")
    await page.get_by_role("button", name="Envoyer").click()
    await expect(page.get_by_role("article").filter(has_text="Le Rhône.")).to_be_visible()


async def non_lus(ecole: Acteur) -> bool:
    [demande] = (await ecole.obtenir("GET", "/api/demandes"))["elements"]
    return bool(demande["messages_non_lus"])


async def test_a_suspended_school_is_told_what_it_may_still_do(scene: Scene, ouvrir: Ouvrir) -> None:
    ecole = await scene.ecole()
    numero = (await ecole.obtenir("GET", "/api/accounts/moi"))["numero_agrement"]
    await importer_registre(await scene.known("administrateur"), suspendu=numero)
    page = await ouvrir()
    await connecter(page, ecole)

    async def suspendue() -> bool:
        return (await ecole.demander("POST", "/api/demandes", json={"motif": "inscription"})).status_code == 403

    await until(suspendue, "agrément suspendu")
    await page.goto("/auto-ecole")
    await expect(page.get_by_role("main")).to_contain_text("Votre agrément est suspendu")
    await expect(page.get_by_role("main").get_by_role("link", name="Nouvelle demande")).to_have_count(0)
    await page.goto("/auto-ecole/transferts")
    await demander(page, "92120170412142448776919")
    await expect(page.get_by_role("alert")).to_contain_text("suspendu")
