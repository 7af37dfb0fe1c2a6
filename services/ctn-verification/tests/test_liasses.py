"""Stacks of paper forms: read page by page, bound once, left to an agent with their causes, erased in time."""

import asyncio
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import feuilles
import httpx
import images
import pytest
from ctn_builders import Horloge, Porteur, dossier, ephoto_inconnue
from PIL import Image

from contracts.delivery.deadlines import sweep_once
from contracts.events.ctn import FormulaireNumeriseV1, ImagesConsulteesV1, ImagesRefuseesV1
from contracts.events.demandes import DemandePurgeeV1, FormulairePhotoAttenduV1, FormulairePhotoRecuV1
from contracts.events.parts import Contact
from contracts.objects import S3, ObjetAbsent, StockageAbsent
from contracts.testing import deliver, published
from contracts.vocabulary.roles import Role
from ctn_verification.app import App
from ctn_verification.deadlines import DEADLINES
from ctn_verification.domain.delais import MARGE_EPHOTO
from ctn_verification.domain.liasse import ESSAIS_MAX
from ctn_verification.handlers import HANDLERS
from ctn_verification.lecture_liasses import lire_ce_qui_attend
from ctn_verification.storage import liasses, pages_liasse
from deploy.local.papier import Scanner, coller, numeriser, signer
from deploy.local.ports import free_port
from deploy.local.process import inherited_environment

ROUTE = "/api/ctn/liasses"
PAGES = f"{ROUTE}/pages"
GROSSIER = Scanner(dpi=200)
OUVRIER = """
import asyncio, datetime
from ctn_verification.lecture_liasses import lire_ce_qui_attend
from ctn_verification.main import wire
from ctn_verification.settings import Settings
instant = datetime.datetime(2026, 11, 20, 12, 0, tzinfo=datetime.UTC)
asyncio.run(lire_ce_qui_attend(wire(Settings(), horloge=lambda: instant)))
"""


async def attendre(app: App, numero: str = feuilles.NUMERO) -> UUID:
    """A demande whose form is on its way."""
    demande, valide = uuid4(), dossier([], ephoto_inconnue())
    fait = FormulairePhotoAttenduV1(
        numero=numero,
        motif="inscription",
        prefecture=valide.prefecture,
        etat_civil=valide.etat_civil,
        adresse=valide.adresse,
        contact=Contact(email="a@exemple.fr"),
        pieces=(),
        validee_le=app.now(),
        limite_le=app.now() + timedelta(days=15),
    )
    await deliver(HANDLERS, app, fait, demande)
    return demande


async def deposer(client: httpx.AsyncClient, octets: bytes, **headers: str) -> httpx.Response:
    return await client.post(ROUTE, files={"fichier": ("liasse.tif", octets, "image/tiff")}, headers=headers)


async def lire(app: App, client: httpx.AsyncClient, *pages: Image.Image) -> dict[str, Any]:
    """Deposited and read to the end."""
    depot = await deposer(client, feuilles.liasse_tiff(*pages))
    assert depot.status_code == 202, depot.text
    await lire_ce_qui_attend(app)
    lue: dict[str, Any] = (await client.get(f"{ROUTE}/{depot.json()['id']}")).json()
    return lue


async def numerises(app: App, demande: UUID) -> list[FormulaireNumeriseV1]:
    return [event for event in await published(app.db, demande) if isinstance(event, FormulaireNumeriseV1)]


def codes(page: dict[str, Any]) -> list[str]:
    return [cause["code"] for cause in page["causes"]]


def sans_photo() -> Image.Image:
    return numeriser(signer(feuilles.formulaire()))


async def test_a_stack_is_read_and_each_form_is_bound_to_its_demande(app: App, porteur: Porteur) -> None:
    une, autre = await attendre(app), await attendre(app, feuilles.AUTRE)
    agent = porteur(Role.AGENT_CTN)
    pages = feuilles.scannee(), feuilles.vierge(), feuilles.scannee(feuilles.AUTRE, Scanner(quarts=2, angle=2))
    depot = await deposer(agent, feuilles.liasse_pdf(*pages))

    avant = (await agent.get(f"{ROUTE}/{depot.json()['id']}")).json()
    assert await lire_ce_qui_attend(app) == 3
    apres = (await agent.get(f"{ROUTE}/{depot.json()['id']}")).json()

    assert (depot.status_code, depot.json()["pages"]) == (202, 3)
    assert apres["par_etat"] == {"liee": 2, "vierge": 1}, apres
    assert (avant["etat"], avant["faites"], apres["etat"], apres["faites"]) == ("en_lecture", 0, "terminee", 3)
    assert apres["par_etat"] == {"liee": 2, "vierge": 1}
    assert [page["numero"] for page in apres["elements"]] == [feuilles.NUMERO, None, feuilles.AUTRE]
    for demande in (une, autre):
        [numerise] = await numerises(app, demande)
        assert images.opened(await app.objets.get("photos", numerise.ephoto.photo.cle)).size == (413, 531)
    assert [liasse["id"] for liasse in (await agent.get(ROUTE)).json()["elements"]] == [apres["id"]]
    assert (await agent.get("/api/ctn/formulaires-photo")).json()["elements"] == []


async def test_what_the_machine_cannot_take_waits_for_an_agent_with_its_causes(
    app: App, porteur: Porteur, horloge: Horloge
) -> None:
    demande, agent = await attendre(app), porteur(Role.AGENT_CTN)

    await lire(app, agent, feuilles.scannee(), sans_photo(), feuilles.scannee(feuilles.AUTRE))
    horloge.avance(timedelta(seconds=1))
    await lire(app, agent, feuilles.scannee(scanner=Scanner(quarts=2)))
    liste = (await agent.get(PAGES)).json()["elements"]
    vue = await agent.get(f"{PAGES}/{liste[0]['id']}/image")
    premiere = (await agent.get(PAGES, params={"limite": 2})).json()
    suite = (await agent.get(PAGES, params={"limite": 2, "curseur": premiere["suivant"]})).json()

    assert [codes(page) for page in liste] == [["deja_recu", "photo_absente"], ["numero_inconnu"], ["deja_recu"]]
    assert (vue.headers["content-type"], vue.headers["x-content-type-options"]) == ("image/jpeg", "nosniff")
    assert max(images.opened(vue.content).size) <= 3510
    assert [e.quoi for e in await published(app.db, demande) if isinstance(e, ImagesConsulteesV1)] == ["photo"]
    assert [page["id"] for page in premiere["elements"] + suite["elements"]] == [page["id"] for page in liste]


async def test_an_agent_enters_what_no_machine_could_read(app: App, porteur: Porteur) -> None:
    demande, agent = await attendre(app), porteur(Role.AGENT_CTN)
    cachee = feuilles.remplie().copy()
    cachee.paste((250, 250, 248), (1840, 2600, 2250, 2960))
    await lire(app, agent, numeriser(cachee, Scanner(quarts=2)))
    [page] = (await agent.get(PAGES)).json()["elements"]
    route = f"{PAGES}/{page['id']}/saisie"
    cadre = page["cadres"]["photo"]

    inconnu = await agent.post(route, json={"numero": feuilles.AUTRE})
    saisies = [
        await agent.post(
            route, json={"numero": feuilles.NUMERO, "photo": cadre}, headers={"Idempotency-Key": "cle-numero-un"}
        )
        for _ in range(2)
    ]
    encore = await agent.post(route, json={"numero": feuilles.NUMERO})

    assert codes(page) == ["sans_code"]
    assert (inconnu.status_code, encore.status_code) == (404, 409)
    assert [answer.status_code for answer in saisies] in ([201, 201], [201, 409])
    assert (saisies[0].json()["etat"], saisies[0].json()["demande"]) == ("liee", str(demande))
    assert len(await numerises(app, demande)) == 1


async def test_too_coarse_a_scan_is_told_and_an_agent_may_insist(app: App, porteur: Porteur) -> None:
    demande, agent = await attendre(app), porteur(Role.AGENT_CTN)
    await lire(app, agent, feuilles.scannee(scanner=GROSSIER))
    [page] = (await agent.get(PAGES)).json()["elements"]
    route = f"{PAGES}/{page['id']}/saisie"

    refuse = await agent.post(route, json={"numero": feuilles.NUMERO})
    pris = await agent.post(route, json={"numero": feuilles.NUMERO, "insister": True})

    assert codes(page) == ["trop_peu_fine"]
    assert "300 points par pouce" in page["causes"][0]["remede"]
    assert (refuse.status_code, refuse.json()["errors"][0]["pointer"]) == (422, "/photo")
    assert (pris.status_code, pris.json()["photo"]["controle"]) == (201, "non_conforme")
    assert len(await numerises(app, demande)) == 1


async def test_a_bad_photo_on_paper_comes_to_the_agents_queue_from_where_its_filer_is_told(
    app: App, porteur: Porteur
) -> None:
    demande, agent = await attendre(app), porteur(Role.AGENT_CTN)
    sombre = signer(coller(feuilles.formulaire(), images.dark(images.portrait())))
    await lire(app, agent, numeriser(sombre))
    [page] = (await agent.get(PAGES)).json()["elements"]
    pris = await agent.post(f"{PAGES}/{page['id']}/saisie", json={"numero": feuilles.NUMERO, "insister": True})
    [numerise] = await numerises(app, demande)
    recu = FormulairePhotoRecuV1(dossier=dossier([], numerise.ephoto), recu_le=app.now())
    await deliver(HANDLERS, app, recu, demande, sequence=2)

    main = await agent.post(f"/api/ctn/dossiers/{demande}/prise")
    refus = {"conforme": False, "causes": [{"code": "photo_inutilisable"}]}
    decide = await agent.post(f"/api/ctn/dossiers/{demande}/decision", json=refus)

    assert (codes(page), page["photo"]["controle"]) == (["non_conforme"], "non_conforme")
    assert [answer.status_code for answer in (pris, main, decide)] == [201, 200, 200], decide.text
    [refusees] = [event for event in await published(app.db, demande) if isinstance(event, ImagesRefuseesV1)]
    assert [cause.code for cause in refusees.causes] == ["photo_inutilisable"]


async def test_frames_that_nobody_drew_and_no_engine_found_are_asked_for(app: App, porteur: Porteur) -> None:
    await attendre(app)
    agent = porteur(Role.AGENT_CTN)
    await lire(app, agent, sans_photo())
    [page] = (await agent.get(PAGES)).json()["elements"]
    route = f"{PAGES}/{page['id']}/saisie"

    sans = await agent.post(route, json={"numero": feuilles.NUMERO})
    dehors = await agent.post(
        route, json={"numero": feuilles.NUMERO, "photo": {"x": 1.4, "y": 0, "largeur": 0.1, "hauteur": 0.1}}
    )

    assert (sans.status_code, sans.json()["errors"][0]["pointer"]) == (422, "/photo")
    assert dehors.status_code == 422


async def test_a_page_is_thrown_away_and_the_scans_go_seven_days_after_the_last_page(
    app: App, porteur: Porteur, horloge: Horloge
) -> None:
    agent = porteur(Role.AGENT_CTN)
    lue = await lire(app, agent, feuilles.scannee())
    [page] = lue["elements"]

    rebut = await agent.post(f"{PAGES}/{page['id']}/rebut", json={"motif": "Photocopie"})
    encore = await agent.post(f"{PAGES}/{page['id']}/rebut", json={"motif": "Photocopie"})
    async with app.db.begin() as tx:
        fichiers = await liasses.files(tx, UUID(lue["id"]))
    horloge.avance(timedelta(days=7))
    assert await sweep_once(DEADLINES, app) == 1
    agent = porteur(Role.AGENT_CTN)
    apres = (await agent.get(f"{ROUTE}/{lue['id']}")).json()

    assert (rebut.status_code, rebut.json()["motif"], encore.status_code) == (200, "Photocopie", 409)
    assert (lue["etat"], apres["etat"], apres["conservee"]) == ("a_traiter", "terminee", False)
    assert len(fichiers) == 2
    for fichier in fichiers:
        with pytest.raises(ObjetAbsent):
            await app.objets.get(fichier.bucket, fichier.cle)
    assert (await agent.get(f"{PAGES}/{page['id']}/image")).status_code == 404


async def test_what_nobody_settles_is_erased_after_thirty_days(app: App, porteur: Porteur, horloge: Horloge) -> None:
    lue = await lire(app, porteur(Role.AGENT_CTN), feuilles.scannee())

    horloge.avance(timedelta(days=30))
    await sweep_once(DEADLINES, app)

    assert (await porteur(Role.AGENT_CTN).get(f"{ROUTE}/{lue['id']}")).json()["par_etat"] == {"effacee": 1}


async def test_a_purged_demande_takes_its_scan_with_it(app: App, porteur: Porteur) -> None:
    demande, agent = await attendre(app), porteur(Role.AGENT_CTN)
    lue = await lire(app, agent, feuilles.scannee(scanner=GROSSIER))
    async with app.db.begin() as tx:
        [scan] = await pages_liasse.images_of(tx, demande)

    await deliver(HANDLERS, app, DemandePurgeeV1(raison="conservation", purgee_le=app.now()), demande, sequence=2)

    [page] = (await agent.get(f"{ROUTE}/{lue['id']}")).json()["elements"]
    assert (page["etat"], page["numero"], page["demande"], page["image"]) == ("effacee", None, None, False)
    with pytest.raises(ObjetAbsent):
        await app.objets.get(scan.bucket, scan.cle)


async def test_images_of_a_form_whose_dossier_never_opens_are_not_kept_for_ever(
    app: App, porteur: Porteur, horloge: Horloge
) -> None:
    demandes = [await attendre(app), await attendre(app, feuilles.AUTRE)]
    await lire(app, porteur(Role.AGENT_CTN), feuilles.scannee(), feuilles.scannee(feuilles.AUTRE))
    perdue, suivie = [(await numerises(app, demande))[0].ephoto for demande in demandes]
    recu = FormulairePhotoRecuV1(dossier=dossier([], suivie), recu_le=app.now())
    await deliver(HANDLERS, app, recu, demandes[1], sequence=2)

    horloge.avance(MARGE_EPHOTO)
    await sweep_once(DEADLINES, app)

    assert await app.objets.get("photos", suivie.photo.cle)
    for fichier in (perdue.photo, perdue.signature):
        with pytest.raises(ObjetAbsent):
            await app.objets.get("photos", fichier.cle)


async def test_a_better_scan_settles_the_page_that_waited(app: App, porteur: Porteur) -> None:
    await attendre(app)
    agent = porteur(Role.AGENT_CTN)
    grossiere = await lire(app, agent, feuilles.scannee(scanner=GROSSIER))
    fine = await lire(app, agent, feuilles.scannee())

    apres = (await agent.get(f"{ROUTE}/{grossiere['id']}")).json()

    assert (grossiere["par_etat"], fine["par_etat"], apres["par_etat"]) == (
        {"a_traiter": 1},
        {"liee": 1},
        {"remplacee": 1},
    )
    assert apres["etat"] == "terminee"


async def test_the_same_file_twice_is_one_stack(app: App, porteur: Porteur) -> None:
    agent, octets = porteur(Role.AGENT_CTN), feuilles.liasse_tiff(feuilles.vierge())

    une = await deposer(agent, octets, **{"Idempotency-Key": "cle-numero-un"})
    meme = await deposer(agent, octets, **{"Idempotency-Key": "cle-numero-un"})
    autre = await deposer(agent, octets, **{"Idempotency-Key": "cle-numero-deux"})

    assert (une.status_code, meme.status_code, meme.json(), autre.status_code) == (202, 202, une.json(), 409)
    assert len((await agent.get(ROUTE)).json()["elements"]) == 1


@pytest.mark.parametrize("octets", [b"", b"rien", b"%PDF-1.7 cass", images.jpeg(images.blank((90, 120)))[:-40]])
async def test_what_is_no_stack_is_refused_with_a_remedy(app: App, porteur: Porteur, octets: bytes) -> None:
    answer = await deposer(porteur(Role.AGENT_CTN), octets)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/fichier")


@pytest.mark.parametrize("role", [None, Role.PHOTOGRAPHE, Role.AUTO_ECOLE, Role.USAGER, Role.INSTRUCTEUR])
async def test_stacks_are_for_the_ctn_s_agents(porteur: Porteur, role: Role | None) -> None:
    client, page = porteur(role), f"{PAGES}/{uuid4()}"
    refuse = 401 if role is None else 403

    assert (await deposer(client, b"rien")).status_code == refuse
    assert [(await client.get(route)).status_code for route in (ROUTE, PAGES, page, f"{page}/image")] == [refuse] * 4
    assert (await client.post(f"{page}/saisie", json={"numero": "1"})).status_code == refuse
    assert (await client.post(f"{page}/rebut", json={"motif": "rien"})).status_code == refuse


async def test_what_does_not_exist_is_not_found(porteur: Porteur) -> None:
    agent, page = porteur(Role.AGENT_CTN), f"{PAGES}/{uuid4()}"

    assert [(await agent.get(route)).status_code for route in (f"{ROUTE}/{uuid4()}", page, f"{page}/image")] == [
        404
    ] * 3
    assert (await agent.post(f"{page}/saisie", json={"numero": feuilles.NUMERO})).status_code == 404
    assert (await agent.post(f"{page}/rebut", json={"motif": "rien"})).status_code == 404


async def test_a_page_that_a_worker_left_lying_is_read_by_the_next(
    app: App, porteur: Porteur, horloge: Horloge
) -> None:
    demande, agent = await attendre(app), porteur(Role.AGENT_CTN)
    await deposer(agent, feuilles.liasse_tiff(feuilles.scannee()))
    async with app.db.begin() as tx:
        abandonnee = await pages_liasse.claim(tx, app.now())
    assert abandonnee is not None

    assert await lire_ce_qui_attend(app) == 0
    horloge.avance(pages_liasse.BAIL)
    assert await lire_ce_qui_attend(app) == 1

    async with app.db.begin() as tx:
        assert not await pages_liasse.still(tx, abandonnee)
    assert len(await numerises(app, demande)) == 1


async def test_a_page_that_kills_its_workers_is_left_to_an_agent(app: App, porteur: Porteur, horloge: Horloge) -> None:
    agent = porteur(Role.AGENT_CTN)
    await deposer(agent, feuilles.liasse_tiff(feuilles.scannee()))
    for _ in range(ESSAIS_MAX):
        async with app.db.begin() as tx:
            assert await pages_liasse.claim(tx, app.now())
        horloge.avance(pages_liasse.BAIL)

    await lire_ce_qui_attend(app)

    [page] = (await porteur(Role.AGENT_CTN).get(PAGES)).json()["elements"]
    assert (codes(page), page["image"]) == (["illisible"], False)


async def test_without_the_store_a_page_waits_and_is_not_blamed(app: App, porteur: Porteur) -> None:
    demande, agent = await attendre(app), porteur(Role.AGENT_CTN)
    await deposer(agent, feuilles.liasse_tiff(feuilles.scannee()))
    ferme = S3(f"127.0.0.1:{free_port(set())}", "cle", "secret-secret", secure=False, region="us-east-1")

    for _ in range(ESSAIS_MAX + 1):
        with pytest.raises(StockageAbsent):
            await lire_ce_qui_attend(replace(app, objets=ferme))
    ferme.close()

    assert await lire_ce_qui_attend(app) == 1
    assert len(await numerises(app, demande)) == 1


async def test_two_workers_share_a_stack_and_bind_each_form_once(app: App, porteur: Porteur) -> None:
    demandes = [await attendre(app), await attendre(app, feuilles.AUTRE)]
    await deposer(
        porteur(Role.AGENT_CTN),
        feuilles.liasse_tiff(feuilles.scannee(), feuilles.scannee(feuilles.AUTRE), feuilles.scannee()),
    )

    lues = await asyncio.gather(lire_ce_qui_attend(app), lire_ce_qui_attend(app))

    assert sum(lues) == 3
    assert [len(await numerises(app, demande)) for demande in demandes] == [1, 1]


@pytest.mark.parametrize("instant", ["before_commit:4", "after_commit:7"])
async def test_a_killed_worker_loses_no_page_and_binds_none_twice(
    app: App, porteur: Porteur, horloge: Horloge, environment_of: Callable[[str], dict[str, str]], instant: str
) -> None:
    """Its transactions: claim, stack, number, bind the first page; then claim, number, bind the second."""
    demandes = [await attendre(app), await attendre(app, feuilles.AUTRE)]
    liasse = feuilles.liasse_tiff(feuilles.scannee(), feuilles.scannee(feuilles.AUTRE), feuilles.vierge())
    depot = await deposer(porteur(Role.AGENT_CTN), liasse)
    environment = {**inherited_environment(), **environment_of("ctn"), "CRASH_AT": f"request.{instant}"}

    ouvrier = await asyncio.create_subprocess_exec(sys.executable, "-c", OUVRIER, env=environment)
    async with asyncio.timeout(60):
        assert await ouvrier.wait() == 137
    horloge.avance(pages_liasse.BAIL)
    await lire_ce_qui_attend(app)

    assert [len(await numerises(app, demande)) for demande in demandes] == [1, 1]
    lue = (await porteur(Role.AGENT_CTN).get(f"{ROUTE}/{depot.json()['id']}")).json()
    assert lue["par_etat"] == {"liee": 2, "vierge": 1}
