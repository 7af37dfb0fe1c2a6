"""From the click on a page to the mail, one tree."""

from playwright.async_api import expect

from deploy.local import parcours
from tests.e2e.conftest import Scene
from tests.e2e.pages.conftest import Ouvrir, connecter
from tests.e2e.test_traces import tree


async def test_a_click_on_a_page_leads_to_the_mail(scene: Scene, ouvrir: Ouvrir) -> None:
    page, ecole = await ouvrir(), await scene.known("ecole")
    demande = await parcours.saisir(ecole, await scene.code(), scene.email())
    await parcours.verdicts(ecole, demande)
    await connecter(page, ecole)
    await page.goto(f"/monespace/demandes/{demande}/etapes/finalisation")

    async with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        await page.get_by_role("button", name="Terminer la saisie").click()
    await expect(page.get_by_text("La saisie est terminée")).to_be_visible()

    spans = await tree(
        scene,
        (await (await answered.value).all_headers())["x-request-id"],
        {
            "POST /monespace/demandes/{demande_id}/etapes/finalisation",
            "POST /api/demandes/{demande_id}/finalisation",
            "publish permis.demandes.demande-finalisee.v1",
            "send mail",
        },
    )
    assert {span.service for span in spans} >= {"portal", "demandes", "accounts", "notifications"}
