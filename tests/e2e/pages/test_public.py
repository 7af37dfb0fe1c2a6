"""Pages for everybody: what may be asked for, where one's demande is, where a photo is made, is a paper genuine."""

import re
from dataclasses import dataclass

import pypdfium2
import pytest
from playwright.async_api import expect

from deploy.local import parcours
from deploy.local.demonstration import importer_photographes
from tests.e2e.conftest import Scene
from tests.e2e.pages.conftest import Ouvrir

CODE = re.compile(r"\b(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}\b")


@dataclass(frozen=True)
class Validee:
    """A demande that its candidate has validated, and its first document."""

    numero: str
    pdf: bytes


@pytest.fixture(scope="module")
async def validee(scene: Scene) -> Validee:
    ecole, email = await scene.ecole(), scene.email()
    demande = await scene.finalisee(ecole, email)
    candidat = await scene.candidat(email, demande)
    numero = await parcours.valider(candidat, demande)
    return Validee(numero, await parcours.telecharger(candidat, demande, "justificatif_depot"))


async def test_the_home_leads_to_each_demarche_and_what_it_takes(ouvrir: Ouvrir) -> None:
    page = await ouvrir(js=False, largeur=360)
    await page.goto("/")

    table = page.get_by_role("table")
    await expect(table.get_by_role("row")).to_have_count(13)
    await table.get_by_role("link", name="perte").click()

    await expect(page.get_by_role("heading", level=1)).to_contain_text("perte")
    await expect(page.get_by_role("rowheader", name="Justificatif de domicile")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360


async def test_a_demande_is_found_by_number_and_birth_date_alone(validee: Validee, ouvrir: Ouvrir) -> None:
    page = await ouvrir(js=False)
    await page.goto("/suivi")

    await page.get_by_label("Numéro de la demande").fill(validee.numero)
    await page.get_by_label("Date de naissance").fill("1990-01-01")
    await page.get_by_role("button", name="Voir où en est").click()
    await expect(page.get_by_role("alert")).to_contain_text("Aucune demande")
    await expect(page.get_by_label("Numéro de la demande")).to_have_value(validee.numero)
    await page.get_by_label("Date de naissance").fill(parcours.ETAT_CIVIL["date_naissance"])
    await page.get_by_role("button", name="Voir où en est").click()

    found = page.locator("section.resultat")
    await expect(found).to_contain_text("Qui s’en occupe")
    await expect(found).to_contain_text("Service instructeur")
    assert parcours.ETAT_CIVIL["nom_naissance"] not in await page.get_by_role("main").inner_text()
    assert "?" not in page.url


async def test_photographers_near_a_postal_code_then_near_oneself(scene: Scene, ouvrir: Ouvrir) -> None:
    await importer_photographes(scene.system.place)
    page = await ouvrir()
    await page.context.grant_permissions(["geolocation"])
    await page.context.set_geolocation({"latitude": 48.7539, "longitude": 2.2976})  # Antony
    await page.goto("/photo")
    await page.get_by_label("Code postal").fill("13002")
    await page.get_by_role("button", name="Chercher", exact=True).click()
    await expect(page.locator(".lieu").first).to_contain_text("Marseille")

    await page.goto("/photo")
    await page.get_by_role("button", name="Chercher autour de ma position").click()

    await expect(page.get_by_role("heading", name="Les plus proches")).to_be_visible()
    await expect(page.locator(".lieu").first).to_contain_text("Antony")
    await expect(page.locator(".lieu").first).to_contain_text("km")
    assert "48" not in page.url


async def test_a_delivered_document_is_verified_by_its_code_its_address_and_its_file(
    scene: Scene, validee: Validee, ouvrir: Ouvrir
) -> None:
    numero, pdf = validee.numero, validee.pdf
    printed = _imprime(pdf)
    [code] = CODE.findall(printed)
    assert f"{scene.system.url.removeprefix('http://')}/verification" in printed

    sans_script = await ouvrir(js=False)
    await sans_script.goto("/verification")
    await sans_script.get_by_label("Code à côté du cachet").fill(code.replace("-", "").lower())
    await sans_script.get_by_role("button", name="Vérifier le code").click()
    await expect(sans_script.locator("section.resultat")).to_contain_text("authentique", ignore_case=True)
    await sans_script.goto(f"/verification/{code}")
    await expect(sans_script.locator("section.resultat")).to_contain_text(numero)

    page = await ouvrir()
    await page.goto(f"/verification#{code}")
    await expect(page.locator("section.resultat")).to_contain_text(numero)
    assert code not in page.url
    await page.get_by_label("Document PDF").set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": pdf + b"\n"}
    )
    await page.get_by_role("button", name="Vérifier le fichier").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    await page.get_by_label("Document PDF").set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": pdf}
    )
    await page.get_by_role("button", name="Vérifier le fichier").click()
    await expect(page.locator("section.resultat")).to_contain_text("le fichier entier")


def _imprime(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)  # type: ignore[no-untyped-call]
    return "".join(page.get_textpage().get_text_range() for page in document)


async def test_what_the_site_says_of_itself_is_one_click_away(ouvrir: Ouvrir) -> None:
    page = await ouvrir(js=False)
    await page.goto("/plan-du-site")
    addresses = await page.get_by_role("main").get_by_role("link").evaluate_all("links => links.map(a => a.pathname)")

    for address in addresses:
        answer = await page.goto(address)
        assert answer is not None
        assert answer.status in (200, 401), address  # one's own account wants a login

    await page.goto("/une/page/qui/n-existe-pas")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Page introuvable")
    await page.get_by_role("link", name="Voir le plan du site").click()
    await expect(page).to_have_title(re.compile("Plan du site"))
