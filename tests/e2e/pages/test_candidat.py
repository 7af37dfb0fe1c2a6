"""The candidate's space: what waits for him, validated or refused, transferred, withdrawn; seen by both sides."""

import re
from dataclasses import dataclass

import pytest
from playwright.async_api import Page, expect

from deploy.local import parcours
from deploy.local.acteur import Acteur
from tests.e2e.conftest import Scene
from tests.e2e.pages.conftest import Ouvrir, connecter

NUMERO = re.compile(r"\d{23}")


@dataclass
class Finalisees:
    """A school, and demandes of its that wait for their candidates: each test takes one."""

    scene: Scene
    ecole: Acteur

    async def une(self) -> tuple[str, Acteur]:
        email = self.scene.email()
        demande = await self.scene.finalisee(self.ecole, email)
        return demande, await self.scene.candidat(email, demande)


@pytest.fixture(scope="module")
async def finalisees(scene: Scene) -> Finalisees:
    return Finalisees(scene, await scene.ecole())


@pytest.mark.parametrize("js", [True, False])
async def test_a_candidate_reads_attests_and_validates(finalisees: Finalisees, ouvrir: Ouvrir, js: bool) -> None:
    demande, candidat = await finalisees.une()
    page = await ouvrir(js=js, largeur=1280 if js else 360)
    await connecter(page, candidat)
    await page.get_by_role("link", name=re.compile("Permis de conduire – Pré-demande")).click()
    valider = page.get_by_role("button", name="Valider")
    await (expect(valider).to_be_disabled() if js else expect(valider).to_be_enabled())

    await attester(page)
    await (valider.dblclick() if js else valider.click())

    await expect(page.get_by_role("status")).to_contain_text("Votre demande est validée")
    await page.go_back()
    await expect(page.get_by_role("status")).to_contain_text("Il n'y a rien à valider ici")
    lignes = (await candidat.obtenir("GET", f"/api/demandes/{demande}/historique"))["elements"]
    assert [ligne["acte"] for ligne in lignes].count("valider") == 1
    assert await fits(page)


async def test_each_sees_what_the_other_does_without_reloading(
    finalisees: Finalisees, scene: Scene, ouvrir: Ouvrir
) -> None:
    demande, candidat = await finalisees.une()
    chez_l_ecole, chez_lui, autre_fenetre = await ouvrir(), await ouvrir(), None
    await connecter(chez_l_ecole, finalisees.ecole)
    await chez_l_ecole.goto(f"/auto-ecole/demandes/{demande}")
    await connecter(chez_lui, candidat)
    await chez_lui.goto(f"/monespace/demandes/{demande}/validation")
    autre_fenetre = await chez_lui.context.new_page()
    await autre_fenetre.goto(f"/monespace/demandes/{demande}/validation")

    await attester(chez_lui)
    await chez_lui.get_by_role("button", name="Valider").click()

    await expect(chez_l_ecole.get_by_text(re.compile(r"n° \d{23}")).first).to_be_visible()
    await expect(chez_l_ecole.locator("#annonce")).to_contain_text("La demande vient de changer")
    await attester(autre_fenetre)
    await autre_fenetre.get_by_role("button", name="Valider").click()
    await expect(autre_fenetre.get_by_role("status")).to_contain_text("Il n'y a rien à valider ici")
    numero = (await candidat.obtenir("GET", f"/api/demandes/{demande}"))["numero"]
    nouvelle = await scene.ecole()
    await nouvelle.obtenir("POST", "/api/demandes/transferts", json={"numero": numero})
    await expect(chez_lui.get_by_role("link", name="Répondre à la demande de transfert")).to_be_visible()
    await expect(chez_l_ecole.get_by_text("le candidat n’a pas encore répondu")).to_be_visible()
    await accepter_le_transfert(chez_lui)
    vue = await nouvelle.obtenir("GET", f"/api/demandes/{demande}")
    assert vue["deposant"]["vous"]


async def accepter_le_transfert(page: Page) -> None:
    await page.get_by_role("link", name="Répondre à la demande de transfert").click()
    await page.get_by_text("Consultation : le récapitulatif de votre demande").click()
    await expect(page.get_by_text("Renaud-Lefèvre").first).to_be_visible()
    await page.get_by_role("button", name="Accepter le transfert").click()
    await expect(page.get_by_role("status")).to_contain_text("Le transfert est accepté")


async def test_a_candidate_refuses_and_says_why(finalisees: Finalisees, ouvrir: Ouvrir) -> None:
    demande, candidat = await finalisees.une()
    page = await ouvrir()
    await connecter(page, candidat)
    await page.goto("/monespace/demandes")
    await page.get_by_label(re.compile("Action sur la demande")).select_option("Refuser")
    await page.get_by_role("button", name=re.compile("^OK")).click()

    await page.get_by_label(re.compile("Qu’est-ce qui est à corriger")).fill("Mon prénom est « Éric-Noël »")
    await page.get_by_role("button", name="Refuser la demande").click()

    await expect(page.get_by_role("status")).to_contain_text("La demande est refusée")
    vue = await finalisees.ecole.obtenir("GET", f"/api/demandes/{demande}")
    assert (vue["statut"], vue["raison_refus"]) == ("refusee_usager", "Mon prénom est « Éric-Noël »")
    await page.goto(f"/monespace/demandes/{demande}/validation")
    await expect(page.get_by_role("status")).to_contain_text("Il n'y a rien à valider ici")


async def test_an_empty_space_says_what_to_do_and_a_draft_is_withdrawn_after_a_question(
    scene: Scene, ouvrir: Ouvrir
) -> None:
    candidat = await scene.known("candidat")
    page = await ouvrir(largeur=360)
    await connecter(page, candidat)
    await expect(page.get_by_text("Vous n’avez pas encore de demande")).to_be_visible()
    for chemin in ("/monespace/demandes", "/monespace/documents", "/monespace/messages"):
        await page.goto(chemin)
        await expect(page.get_by_role("main")).to_contain_text(re.compile("Aucun"))
        assert await fits(page)
    brouillon = (await candidat.obtenir("POST", "/api/demandes", json={"motif": "perte"}))["id"]

    await page.goto(f"/monespace/demandes/{brouillon}")
    await page.get_by_role("link", name="Supprimer").click()
    await page.get_by_role("button", name="Supprimer le brouillon").click()

    await expect(page.get_by_role("status")).to_contain_text("Le brouillon est supprimé")
    answer = await page.goto(f"/monespace/demandes/{brouillon}")
    assert answer is not None
    assert answer.status == 404


async def test_what_happened_to_a_demande_and_its_documents_are_there(
    finalisees: Finalisees, scene: Scene, ouvrir: Ouvrir
) -> None:
    demande, candidat = await finalisees.une()
    numero = await parcours.valider(candidat, demande)
    await parcours.telecharger(candidat, demande, "justificatif_depot")
    page = await ouvrir()
    await connecter(page, candidat)
    await page.goto(f"/monespace/demandes/{demande}")
    detenteur = page.get_by_role("definition").filter(has_text=re.compile("^(Centre de Traitement|Préfecture)"))
    await expect(detenteur).to_be_visible()

    await page.goto("/monespace/documents")
    async with page.expect_download() as attendu:
        await page.get_by_role("link", name=re.compile("Justificatif de dépôt", re.IGNORECASE)).first.click()
    await page.goto(f"/monespace/demandes/{demande}/journal")

    assert (await (await attendu.value).path()).read_bytes().startswith(b"%PDF")
    await expect(page.get_by_role("cell", name="Demande consultée").first).to_be_visible()
    await page.goto("/monespace/demandes")
    await page.get_by_label("Rechercher dans la liste").fill(numero)
    await page.get_by_role("button", name="Rechercher").click()
    await expect(page.get_by_role("link", name=numero, exact=True)).to_be_visible()
    assert numero not in page.url


async def attester(page: Page) -> None:
    await page.get_by_text("atteste sur l'honneur").click()


async def fits(page: Page) -> bool:
    """Nothing makes the page itself scroll sideways."""
    return bool(await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
