"""Paper photo forms: awaited by number, scanned once, checked as e-photos are, and in time or not at all."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import images
import pytest
from ctn_builders import Horloge, Porteur, deposer_objet, dossier, ephoto_inconnue, piece_deposee, piece_jointe

from contracts.events.ctn import FormulaireNumeriseV1, ImagesConformesV1
from contracts.events.demandes import (
    DemandeExpireeV1,
    DemandePurgeeV1,
    FormulairePhotoAttenduV1,
    FormulairePhotoRecuV1,
)
from contracts.events.parts import Contact
from contracts.objects import ObjetAbsent
from contracts.testing import deliver, published
from contracts.vocabulary.roles import Role
from ctn_verification.app import App
from ctn_verification.handlers import HANDLERS

ROUTE = "/api/ctn/formulaires-photo"
PHOTO = images.jpeg(images.portrait(), 95)
SIGNATURE = images.png(images.signature())


async def attendu(app: App, demande: UUID, numero: str = "92120260412142448776918") -> FormulairePhotoAttenduV1:
    valide = dossier([], ephoto_inconnue())
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
    return fait


async def numeriser(
    client: httpx.AsyncClient, numero: str, photo: bytes = PHOTO, signature: bytes = SIGNATURE, **champs: str
) -> httpx.Response:
    files = {"photo": ("p.jpg", photo, "image/jpeg"), "signature": ("s.png", signature, "image/png")}
    headers = {"Idempotency-Key": champs.pop("cle")} if "cle" in champs else {}
    return await client.post(ROUTE, data={"numero": numero, **champs}, files=files, headers=headers)


async def test_an_awaited_form_is_scanned_and_the_demande_goes_on(app: App, porteur: Porteur) -> None:
    demande, agent = uuid4(), porteur(Role.AGENT_CTN)
    fait = await attendu(app, demande)
    (liste,) = (await agent.get(ROUTE)).json()["elements"]

    answer = await numeriser(agent, f"{fait.numero[:3]} {fait.numero[3:]}")

    assert liste["numero"] == fait.numero
    assert answer.status_code == 201, answer.text
    [numerise] = [event for event in await published(app.db, demande) if isinstance(event, FormulaireNumeriseV1)]
    assert await app.objets.get("photos", numerise.ephoto.photo.cle)
    assert (await agent.get(ROUTE)).json()["elements"] == []

    depose = await deposer_objet(app, images.jpeg(images.page()))
    piece = piece_jointe(depose)
    await deliver(HANDLERS, app, piece_deposee(piece), demande, sequence=2)
    recu = FormulairePhotoRecuV1(dossier=dossier([piece], numerise.ephoto), recu_le=app.now())
    await deliver(HANDLERS, app, recu, demande, sequence=3)
    assert [e.tour for e in await published(app.db, demande) if isinstance(e, ImagesConformesV1)] == [1]


async def test_what_the_machine_refuses_is_told_and_an_agent_may_insist(app: App, porteur: Porteur) -> None:
    demande, agent = uuid4(), porteur(Role.AGENT_CTN)
    fait = await attendu(app, demande)
    sombre = images.jpeg(images.dark(images.portrait()))

    refuse = await numeriser(agent, fait.numero, photo=sombre)
    pris = await numeriser(agent, fait.numero, photo=sombre, insister="true")

    assert (refuse.status_code, refuse.json()["errors"][0]["pointer"]) == (422, "/photo")
    assert (pris.status_code, pris.json()["photo"]["controle"]) == (201, "non_conforme")


async def test_what_is_no_image_is_refused_whoever_insists(app: App, porteur: Porteur) -> None:
    demande = uuid4()
    fait = await attendu(app, demande)

    answer = await numeriser(porteur(Role.AGENT_CTN), fait.numero, photo=b"rien", insister="true")

    assert answer.status_code == 422
    assert [e for e in await published(app.db, demande) if isinstance(e, FormulaireNumeriseV1)] == []


async def test_unknown_late_and_doubled_forms_are_told_apart(app: App, porteur: Porteur, horloge: Horloge) -> None:
    a_temps, en_retard, agent = uuid4(), uuid4(), porteur(Role.AGENT_CTN)
    premier = await attendu(app, a_temps)
    second = await attendu(app, en_retard, "92120260412142448776926")

    inconnu = await numeriser(agent, "92120170412142448776919")
    une = await numeriser(agent, premier.numero)
    deux = await numeriser(agent, premier.numero)
    horloge.avance(timedelta(days=15))
    tard = await numeriser(porteur(Role.AGENT_CTN), second.numero)

    assert [answer.status_code for answer in (inconnu, une, deux, tard)] == [404, 201, 409, 409]
    assert "numérisé" in deux.json()["detail"]
    assert "devait arriver" in tard.json()["detail"]


async def test_two_agents_with_the_same_form_scan_it_once(app: App, porteur: Porteur) -> None:
    demande = uuid4()
    fait = await attendu(app, demande)

    answers = await asyncio.gather(*(numeriser(porteur(Role.AGENT_CTN), fait.numero) for _ in range(2)))

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert len([e for e in await published(app.db, demande) if isinstance(e, FormulaireNumeriseV1)]) == 1


async def test_the_same_request_again_has_the_same_answer(app: App, porteur: Porteur) -> None:
    demande, agent = uuid4(), porteur(Role.AGENT_CTN)
    fait = await attendu(app, demande)

    une, deux = [await numeriser(agent, fait.numero, cle="5f0e1c1e-0000-4000-8000-000000000001") for _ in range(2)]

    assert (une.status_code, deux.status_code) in ((201, 201), (201, 409))
    assert len([e for e in await published(app.db, demande) if isinstance(e, FormulaireNumeriseV1)]) == 1


async def test_an_expired_demande_awaits_nothing(app: App, porteur: Porteur) -> None:
    demande, agent = uuid4(), porteur(Role.AGENT_CTN)
    fait = await attendu(app, demande)
    expiree = DemandeExpireeV1(
        pre_numero=1,
        raison="formulaire_photo",
        candidat_nom="x",
        contact=Contact(email="a@exemple.fr"),
        expiree_le=app.now(),
    )
    await deliver(HANDLERS, app, expiree, demande, sequence=2)

    assert (await agent.get(ROUTE)).json()["elements"] == []
    assert (await numeriser(agent, fait.numero)).status_code == 409


async def test_a_purged_demande_leaves_no_image(app: App, porteur: Porteur) -> None:
    demande, agent = uuid4(), porteur(Role.AGENT_CTN)
    fait = await attendu(app, demande)
    await numeriser(agent, fait.numero)
    [numerise] = [e for e in await published(app.db, demande) if isinstance(e, FormulaireNumeriseV1)]
    recu = FormulairePhotoRecuV1(dossier=dossier([], numerise.ephoto), recu_le=app.now())
    await deliver(HANDLERS, app, recu, demande, sequence=2)

    await deliver(HANDLERS, app, DemandePurgeeV1(raison="conservation", purgee_le=app.now()), demande, sequence=3)

    with pytest.raises(ObjetAbsent):
        await app.objets.get("photos", numerise.ephoto.photo.cle)
    assert (await numeriser(agent, fait.numero)).status_code == 404


@pytest.mark.parametrize("role", [None, Role.PHOTOGRAPHE, Role.AUTO_ECOLE, Role.USAGER, Role.INSTRUCTEUR])
async def test_forms_are_for_the_ctn_s_agents(app: App, porteur: Porteur, role: Role | None) -> None:
    client = porteur(role)
    refuse = 401 if role is None else 403

    assert (await client.get(ROUTE)).status_code == refuse
    assert (await numeriser(client, "1")).status_code == refuse
