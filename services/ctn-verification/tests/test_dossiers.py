"""Agents of the CTN through the door: their queue, a dossier, its images, their decision; nobody else."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import images
import pytest
from ctn_builders import (
    Horloge,
    Porteur,
    demande_expiree,
    demande_validee,
    deposer_objet,
    ephoto_inconnue,
    piece_deposee,
    piece_jointe,
)
from sqlalchemy import select

from contracts.events.ctn import ImagesConformesV1, ImagesConsulteesV1, ImagesRefuseesV1
from contracts.events.parts import Ephoto, PieceJointe
from contracts.testing import deliver, published
from contracts.vocabulary.causes import Cause
from contracts.vocabulary.roles import Role
from ctn_verification.app import App
from ctn_verification.handlers import HANDLERS
from ctn_verification.storage.tables import journal
from deploy.local.place import Place

ROUTE = "/api/ctn/dossiers"
DOUTEUSE = images.jpeg(images.dark(images.page((1240, 1754)), 0.45))
AGENT = uuid4()


async def dossier_a_examiner(
    app: App, *, type: str = "identite", ephoto: Ephoto | None = None
) -> tuple[UUID, PieceJointe]:
    """A demande with one doubtful piece."""
    demande, piece = uuid4(), piece_jointe(await deposer_objet(app, DOUTEUSE), type)
    await deliver(HANDLERS, app, piece_deposee(piece), demande, sequence=1)
    await deliver(HANDLERS, app, demande_validee([piece], ephoto or ephoto_inconnue()), demande, sequence=2)
    return demande, piece


async def test_an_empty_queue_is_an_empty_list(porteur: Porteur) -> None:
    answer = await porteur(Role.AGENT_CTN).get(ROUTE)

    assert (answer.status_code, answer.json()) == (200, {"elements": [], "suivant": None})


async def test_the_oldest_come_first_page_by_page(app: App, porteur: Porteur, horloge: Horloge) -> None:
    demandes = []
    for minutes in (0, 0, 5, 7, 9):
        horloge.avance(timedelta(minutes=minutes))
        demandes.append(str((await dossier_a_examiner(app))[0]))
    agent, shown, curseur = porteur(Role.AGENT_CTN), [], None
    while True:
        answer = await agent.get(ROUTE, params={"limite": 2} | ({"curseur": curseur} if curseur else {}))
        shown += [element["demande"] for element in answer.json()["elements"]]
        curseur = answer.json()["suivant"]
        if curseur is None:
            break

    assert sorted(shown) == sorted(demandes)
    assert shown[2:] == demandes[2:]  # the first two came at the same moment
    assert (await agent.get(ROUTE, params={"curseur": "n'importe"})).status_code == 422


async def test_a_line_of_the_queue(app: App, porteur: Porteur) -> None:
    demande, _ = await dossier_a_examiner(app)
    (line,) = (await porteur(Role.AGENT_CTN).get(ROUTE)).json()["elements"]

    assert line == {
        "demande": str(demande),
        "numero": "92120170412142448776919",
        "motif": "inscription",
        "categorie": "B",
        "prefecture": "Antony",
        "prefecture_code": "921",
        "tour": 1,
        "depuis": "2026-11-20T12:00:00Z",
        "pieces": 1,
        "a_verifier": 1,
        "doutes": [
            {"code": "trop_sombre", "libelle": "L'image est trop sombre."},
            {"code": "sans_couleurs", "libelle": Cause.SANS_COULEURS.libelle},
            {"code": "lecture_impossible", "libelle": Cause.LECTURE_IMPOSSIBLE.libelle},
            {"code": "ephoto_inconnue", "libelle": "La photo et la signature n'ont pas été contrôlées ici"},
        ],
        "prise": None,
    }


async def test_a_dossier_shows_what_the_engine_found(app: App, porteur: Porteur) -> None:
    demande, piece = await dossier_a_examiner(app)
    dossier = (await porteur(Role.AGENT_CTN, AGENT).get(f"{ROUTE}/{demande}")).json()

    assert dossier["etat"] == "a_examiner"
    assert dossier["etat_civil"] == {
        "nom_naissance": "Lefèvre-Dupré",
        "nom_usage": None,
        "prenoms": ["Éléonore", "Zoé"],
        "date_naissance": "2004-02-29",
    }
    (vue,) = dossier["pieces"]
    assert (vue["id"], vue["libelle"], vue["controle"]["controle"]) == (str(piece.id), "Pièce d'identité", "a_verifier")
    assert vue["controle"]["causes"][0]["code"] == "trop_sombre"
    assert vue["controle"]["mesures"][0]["clarte"] < 130
    (seuil,) = [
        seuil for seuil in vue["controle"]["seuils"] if seuil["mesure"] == "clarte" and seuil["sens"] == "au moins"
    ]
    assert (seuil["cause"], seuil["admis"] > vue["controle"]["mesures"][0]["clarte"]) == ("trop_sombre", True)
    assert [page["url"] for page in vue["pages"]] == [f"{ROUTE}/{demande}/pieces/{piece.id}/pages/1"]
    assert (vue["pages"][0]["largeur"], vue["pages"][0]["hauteur"]) == (1240, 1754)
    assert (vue["maintenue"], vue["raison"], dossier["prise"]) == (False, None, None)
    assert [image["url"].rpartition("/")[2] for image in dossier["images"]] == ["1", "photo", "signature"]
    assert dossier["ephoto"]["photo"] is None
    assert dossier["decisions"] == []
    async with app.db.begin() as tx:
        rows = (await tx.execute(select(journal))).mappings().all()
    assert [(row["acte"], row["acteur"], row["demande"]) for row in rows] == [("consultation", AGENT, demande)]


async def test_the_images_are_shown_without_rights(app: App, porteur: Porteur, ephoto: Ephoto) -> None:
    demande, piece = await dossier_a_examiner(app, type="avis_medical", ephoto=ephoto)
    agent = porteur(Role.AGENT_CTN, AGENT)
    for path, octets, name in (
        (f"pieces/{piece.id}/contenu", DOUTEUSE, "avis_medical.jpg"),
        ("photo", await app.objets.get("photos", ephoto.photo.cle), "photo.jpg"),
        ("signature", await app.objets.get("photos", ephoto.signature.cle), "signature.png"),
    ):
        answer = await agent.get(f"{ROUTE}/{demande}/{path}")

        assert answer.status_code == 200
        assert answer.content == octets
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("sandbox")
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    async with app.db.begin() as tx:
        details = (await tx.execute(select(journal.c.detail).order_by(journal.c.id))).scalars().all()
    assert details == [{"image": f"piece {piece.id}"}, {"image": "photo"}, {"image": "signature"}]


async def test_each_look_is_told_to_the_holder_s_log_without_the_agent(
    app: App, porteur: Porteur, ephoto: Ephoto
) -> None:
    demande, piece = await dossier_a_examiner(app, ephoto=ephoto)
    agent = porteur(Role.AGENT_CTN, AGENT)
    for path in ("", f"/pieces/{piece.id}/contenu", f"/pieces/{uuid4()}/contenu", "/photo", "/signature"):
        await agent.get(f"{ROUTE}/{demande}{path}")
    await porteur(Role.INSTRUCTEUR).get(f"{ROUTE}/{demande}")

    told = [event for event in await published(app.db, demande) if isinstance(event, ImagesConsulteesV1)]
    assert [(event.quoi, event.type_piece) for event in told] == [
        ("dossier", None),
        ("piece", "identite"),
        ("photo", None),
        ("signature", None),
    ]
    assert str(AGENT) not in str(told)


async def test_an_image_that_is_not_there(app: App, porteur: Porteur, place: Place) -> None:
    demande, piece = await dossier_a_examiner(app)
    agent = porteur(Role.AGENT_CTN)

    assert (await agent.get(f"{ROUTE}/{demande}/pieces/{uuid4()}/contenu")).json()[
        "type"
    ] == "/problemes/piece-introuvable"
    assert (await agent.get(f"{ROUTE}/{demande}/photo")).json()["type"] == "/problemes/fichier-introuvable"
    await place.s3.stop()
    try:
        answer = await agent.get(f"{ROUTE}/{demande}/pieces/{piece.id}/contenu")
    finally:
        await place.s3.start()
    assert (answer.status_code, answer.json()["type"]) == (503, "/problemes/stockage-indisponible")


async def decide(porteur: Porteur, demande: UUID, **body: Any) -> Any:
    """As the agent does who has it in hand."""
    agent = porteur(Role.AGENT_CTN, AGENT)
    await agent.post(f"{ROUTE}/{demande}/prise")
    return await agent.post(f"{ROUTE}/{demande}/decision", json=body)


async def test_an_agent_accepts_and_the_second_is_told(app: App, porteur: Porteur) -> None:
    demande, _ = await dossier_a_examiner(app)
    first = await decide(porteur, demande, conforme=True, tour=1)
    second = await decide(porteur, demande, conforme=False, causes=[{"code": "floue"}])

    assert (first.status_code, first.json()) == (200, {"demande": str(demande), "etat": "conforme", "tour": 1})
    assert (second.status_code, second.json()["type"]) == (409, "/problemes/dossier-deja-decide")
    assert isinstance((await published(app.db, demande))[-1], ImagesConformesV1)
    assert (await porteur(Role.AGENT_CTN).get(ROUTE)).json()["elements"] == []
    (kept,) = (await porteur(Role.AGENT_CTN).get(f"{ROUTE}/{demande}")).json()["decisions"]
    assert (kept["agent"], kept["conforme"], kept["tour"]) == (str(AGENT), True, 1)


async def test_an_agent_refuses_with_causes(app: App, porteur: Porteur) -> None:
    demande, piece = await dossier_a_examiner(app)
    causes = [
        {"code": "piece_non_recevable", "piece": str(piece.id), "commentaire": "Carte périmée."},
        {"code": "photo_inutilisable"},
    ]
    answer = await decide(porteur, demande, conforme=False, causes=causes, commentaire="À refaire, merci.")
    event = (await published(app.db, demande))[-1]

    assert answer.json()["etat"] == "refuse"
    assert isinstance(event, ImagesRefuseesV1)
    assert event.commentaire == "À refaire, merci."
    assert [(cause.code, cause.type_piece) for cause in event.causes] == [
        ("piece_non_recevable", "identite"),
        ("photo_inutilisable", None),
    ]


async def test_two_agents_at_once_and_a_double_click(app: App, porteur: Porteur) -> None:
    demande, _ = await dossier_a_examiner(app)
    two = await asyncio.gather(*(decide(porteur, demande, conforme=True) for _ in range(2)))
    assert sorted(answer.status_code for answer in two) == [200, 409]

    autre, _ = await dossier_a_examiner(app)
    key = {"Idempotency-Key": str(uuid4())}
    agent = porteur(Role.AGENT_CTN, AGENT)
    await agent.post(f"{ROUTE}/{autre}/prise")
    clicks = await asyncio.gather(
        *(agent.post(f"{ROUTE}/{autre}/decision", json={"conforme": True}, headers=key) for _ in range(2))
    )
    assert [answer.status_code for answer in clicks] == [200, 200]
    assert clicks[0].json() == clicks[1].json()
    assert [type(event) for event in await published(app.db, autre)].count(ImagesConformesV1) == 1


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"conforme": False, "causes": []}, "/causes"),
        ({"conforme": True, "causes": [{"code": "floue"}]}, "/causes"),
        ({"conforme": False, "causes": [{"code": "laide"}]}, "/causes/0/code"),
        ({"conforme": False, "causes": [{"code": "floue", "piece": str(uuid4())}]}, "/causes/0/piece"),
        ({"causes": []}, "/conforme"),
        ({"conforme": True, "agent": "moi"}, "/agent"),
        ({"conforme": False, "causes": [{"code": "floue"}]}, "/causes/0/piece"),
        ({"conforme": False, "causes": [{"code": "floue", "commentaire": "x" * 501}]}, "/causes/0/commentaire"),
    ],
)
async def test_a_decision_that_makes_no_sense_says_where(
    app: App, porteur: Porteur, body: dict[str, Any], pointer: str
) -> None:
    demande, _ = await dossier_a_examiner(app)
    answer = await decide(porteur, demande, **body)

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


async def test_what_is_not_at_the_ctn_does_not_exist(app: App, porteur: Porteur) -> None:
    piece = piece_jointe(await deposer_objet(app, DOUTEUSE))
    en_saisie, expiree = uuid4(), (await dossier_a_examiner(app))[0]
    await deliver(HANDLERS, app, piece_deposee(piece), en_saisie)
    await deliver(HANDLERS, app, demande_expiree(), expiree, sequence=3)
    agent = porteur(Role.AGENT_CTN)
    for demande in (uuid4(), en_saisie, expiree):
        assert (await agent.get(f"{ROUTE}/{demande}")).status_code == 404
        assert (await agent.get(f"{ROUTE}/{demande}/photo")).status_code == 404
    for demande in (uuid4(), en_saisie):
        assert (await decide(porteur, demande, conforme=True)).status_code == 404
    assert (await decide(porteur, expiree, conforme=True)).status_code == 409


@pytest.mark.parametrize("role", [None, *(role for role in Role if role is not Role.AGENT_CTN)])
async def test_nobody_else_sees_or_decides_anything(app: App, porteur: Porteur, role: Role | None) -> None:
    demande, piece = await dossier_a_examiner(app)
    client, expected = porteur(role), 401 if role is None else 403
    paths = ("", f"/{demande}", f"/{demande}/pieces/{piece.id}/contenu", f"/{demande}/photo", f"/{demande}/signature")
    for path in paths:
        assert (await client.get(ROUTE + path)).status_code == expected
    for act, body in (("decision", {"conforme": True}), ("prise", None)):
        assert (await client.post(f"{ROUTE}/{demande}/{act}", json=body)).status_code == expected
    assert (await client.post(f"{ROUTE}/suivant", json={})).status_code == expected
    for path in ("dossiers/compteurs", "causes", "moteurs/1"):
        assert (await client.get(f"/api/ctn/{path}")).status_code == expected
