"""A photo and a signature by post: the real form is printed, glued, signed, scanned in a stack, and read."""

from typing import cast

import pypdfium2
from PIL import Image

from deploy.local import parcours
from deploy.local.acteur import Acteur, Json, until
from deploy.local.exemplaires import encoded
from deploy.local.papier import DPI, Scanner, coller, numeriser, signer, sur_papier
from tests.e2e.conftest import Scene

LIASSES = "/api/ctn/liasses"


async def par_courrier(scene: Scene, ecole: Acteur) -> tuple[str, str, Image.Image]:
    """A demande that waits for its form: its id, its number, and the form on paper, glued and signed."""
    email = scene.email()
    demande = await parcours.saisir(ecole, await scene.code(), email)
    assert (await parcours.saisir_etape(ecole, demande, "photo-signature", {"mode": "papier"})).is_success
    await parcours.verdicts(ecole, demande)
    await ecole.obtenir("POST", f"/api/demandes/{demande}/finalisation")
    numero = await parcours.valider(await scene.candidat(email, demande), demande)
    await parcours.attendre_statut(ecole, demande, "attente_formulaire_photo")
    imprime = await parcours.telecharger(ecole, demande, "formulaire_photo")
    pdf = pypdfium2.PdfDocument(imprime)  # type: ignore[no-untyped-call]
    try:
        feuille = cast(Image.Image, pdf[0].render(scale=DPI / 72, rev_byteorder=True).to_pil())
    finally:
        pdf.close()  # type: ignore[no-untyped-call]
    return demande, numero, signer(coller(sur_papier(feuille), angle=3, decalage=(1, -1.5)))


async def lue(agent: Acteur, octets: bytes) -> Json:
    """A stack, once its last page is read."""
    depot = await agent.obtenir("POST", LIASSES, files={"fichier": ("liasse", octets)})

    async def au_bout() -> Json | None:
        liasse = await agent.obtenir("GET", f"{LIASSES}/{depot['id']}")
        return None if liasse["etat"] == "en_lecture" else liasse

    return await until(au_bout, "lecture de la liasse")


async def test_forms_that_came_by_post_move_their_demandes_on(scene: Scene) -> None:
    ecole, agent = await scene.ecole(), await scene.known("agent_ctn")
    une, numero, feuille = await par_courrier(scene, ecole)
    autre, second, grossiere = await par_courrier(scene, ecole)
    dos = numeriser(sur_papier(Image.new("RGB", feuille.size, "white")), Scanner(dpi=150))
    pages = [numeriser(feuille, Scanner(angle=-2.5, quarts=2, bruit=4)), dos, numeriser(grossiere, Scanner(dpi=200))]

    tiff = encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:], compression="jpeg", quality=85)
    premiere = await lue(agent, tiff)
    fine = numeriser(grossiere, Scanner(angle=1, bruit=3, marge=5))
    seconde = await lue(agent, encoded(fine, "PDF", resolution=300, quality=85))

    assert [(page["etat"], page["numero"]) for page in premiere["elements"]] == [
        ("liee", numero),
        ("vierge", None),
        ("a_traiter", second),
    ]
    assert [cause["code"] for cause in premiere["elements"][2]["causes"]] == ["trop_peu_fine"]
    assert [(page["etat"], page["numero"]) for page in seconde["elements"]] == [("liee", second)]
    assert (await agent.obtenir("GET", f"{LIASSES}/{premiere['id']}"))["par_etat"]["remplacee"] == 1
    for demande in (une, autre):
        await parcours.passer_le_ctn(agent, ecole, demande)
