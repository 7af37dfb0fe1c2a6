"""Through the HTTP door: who may see what, what is refused and why, sent twice, seen too late, page by page."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from contracts.testing import published
from contracts.vocabulary.roles import Role
from demandes.app import App
from demandes.domain.bannettes import Bannette
from services.demandes.tests.acts import (
    AUTRE_CANDIDAT,
    AUTRE_CODE,
    AUTRE_ECOLE,
    ETAT_CIVIL,
    MOTIF,
    Parcours,
)
from services.demandes.tests.conftest import Horloge, Portes

LECTURES = ("", "/recapitulatif", "/historique")
ACTES: list[tuple[str, str, dict[str, Any] | None]] = [
    ("PUT", "/etapes/motif", MOTIF),
    ("PUT", "/etapes/etat-civil", ETAT_CIVIL),
    ("PUT", "/etapes/photo-signature", {"mode": "numerique", "code": AUTRE_CODE}),
    ("POST", "/finalisation", None),
    ("POST", "/complements", None),
]


@pytest.fixture
def parcours(portes: Portes) -> Parcours:
    return Parcours(portes)


async def test_a_school_that_is_not_known_yet_is_asked_to_try_again(portes: Portes) -> None:
    async with portes.ecole(AUTRE_ECOLE) as http:
        reponse = await http.post("/api/demandes", json={"motif": "inscription"})

    assert reponse.status_code == 503
    assert reponse.json()["type"] == "/problemes/auto-ecole-inconnue"
    assert "dans un instant" in reponse.json()["detail"]
    assert reponse.headers["Retry-After"]


async def test_a_new_draft(parcours: Parcours) -> None:
    await parcours.connaitre_l_ecole()
    async with parcours.ecole as http:
        reponse = await http.post("/api/demandes", json={"motif": "inscription"})

    brouillon = reponse.json()
    assert reponse.status_code == 201
    assert reponse.headers["ETag"] == '"1"'
    assert (brouillon["pre_numero"], brouillon["numero"]) == (1000, None)
    assert brouillon["libelle"] == "Demande en cours de saisie"
    assert brouillon["suite"]


@pytest.mark.parametrize("corps", [{"motif": "inconnu"}, {}, {"motif": "inscription", "statut": "acceptee"}])
async def test_what_is_no_new_demande(parcours: Parcours, corps: dict[str, str]) -> None:
    await parcours.connaitre_l_ecole()
    async with parcours.ecole as http:
        reponse = await http.post("/api/demandes", json=corps)

    assert reponse.status_code == 422
    assert reponse.json()["errors"]


async def test_another_school_and_another_candidate_see_nothing(parcours: Parcours) -> None:
    await parcours.jusqu_a_valider()

    for client in (parcours.portes.ecole(AUTRE_ECOLE), parcours.portes.candidat(AUTRE_CANDIDAT)):
        async with client as http:
            for lecture in LECTURES:
                assert (await http.get(parcours.chemin + lecture)).status_code == 404
            assert (await http.get("/api/demandes")).json() == {"elements": [], "suivant": None}
    async with parcours.portes.ecole(AUTRE_ECOLE) as http:
        for verbe, acte, corps in ACTES:
            assert (await http.request(verbe, parcours.chemin + acte, json=corps)).status_code == 404
    async with parcours.portes.candidat(AUTRE_CANDIDAT) as http:
        attestation = {"atteste_sur_l_honneur": True}
        assert (await http.post(f"{parcours.chemin}/validation", json=attestation)).status_code == 404
        assert (await http.post(f"{parcours.chemin}/refus", json={})).status_code == 404
    assert (await parcours.etat()).statut == "attente_validation_usager"


@pytest.mark.parametrize("role", [Role.AGENT_CTN, Role.INSTRUCTEUR, Role.PHOTOGRAPHE, Role.ADMINISTRATEUR])
async def test_agents_have_no_access_here(parcours: Parcours, role: Role) -> None:
    await parcours.jusqu_a_valider()
    async with parcours.portes.client(role, uuid4()) as http:
        assert (await http.get(parcours.chemin)).status_code == 403
        assert (await http.get("/api/demandes")).status_code == 403


async def test_nobody_without_a_token(parcours: Parcours) -> None:
    async with parcours.ecole as http:
        reponse = await http.get("/api/demandes", headers={"Authorization": "Bearer rien"})
    assert reponse.status_code == 401


async def test_the_candidate_sees_nothing_of_a_draft_and_changes_nothing_later(parcours: Parcours) -> None:
    await parcours.remplir()
    async with parcours.usager as http:
        assert (await http.get(parcours.chemin)).status_code == 404
    await parcours.finaliser()
    await parcours.rattacher()
    async with parcours.usager as http:
        assert (await http.get(parcours.chemin)).status_code == 200
        for verbe, acte, corps in ACTES:
            reponse = await http.request(verbe, parcours.chemin + acte, json=corps)
            assert reponse.status_code == 403, acte


async def test_the_school_does_not_validate_for_the_candidate(parcours: Parcours) -> None:
    await parcours.jusqu_a_valider()
    async with parcours.ecole as http:
        reponse = await http.post(f"{parcours.chemin}/validation", json={"atteste_sur_l_honneur": True})
    assert reponse.status_code == 403


async def test_every_fault_of_a_step_is_said_where_it_is(parcours: Parcours) -> None:
    await parcours.ouvrir()

    reponse = await parcours.saisir("etat-civil", {"nom_naissance": "R2D2", "sexe": None})

    assert reponse.status_code == 422
    assert reponse.json()["type"] == "/problemes/etape-incorrecte"
    assert [faute["pointer"] for faute in reponse.json()["errors"]] == [
        "/nom_naissance",
        "/sexe",
        "/prenoms",
        "/date_naissance",
        "/pays_naissance",
        "/commune_naissance",
    ]


async def test_nothing_is_typed_once_the_school_has_finished(parcours: Parcours) -> None:
    await parcours.jusqu_a_valider()

    reponse = await parcours.saisir("etat-civil", {})

    assert reponse.status_code == 409
    assert reponse.json()["type"] == "/problemes/acte-impossible"
    assert "Dossier en attente de validation usager" in reponse.json()["detail"]


async def test_who_saw_an_older_version_is_told(parcours: Parcours) -> None:
    await parcours.ouvrir()
    async with parcours.ecole as http:
        vu = {"If-Match": (await http.get(parcours.chemin)).headers["ETag"]}
        premier = await http.put(f"{parcours.chemin}/etapes/motif", json=MOTIF, headers=vu)
        second = await http.put(f"{parcours.chemin}/etapes/motif", json=MOTIF, headers=vu)
        sans = await http.put(f"{parcours.chemin}/etapes/motif", json=MOTIF)

    assert premier.status_code == 200
    assert second.status_code == 412
    assert second.json()["type"] == "/problemes/version-perimee"
    assert "version 2" in second.json()["detail"]
    assert (sans.status_code, sans.json()["type"]) == (428, "/problemes/version-manquante")


async def test_a_validation_sent_twice_is_one_validation(parcours: Parcours, app: App) -> None:
    await parcours.jusqu_a_valider()
    cle = {"Idempotency-Key": str(uuid4())}

    premiere, seconde = await parcours.valider(**cle), await parcours.valider(**cle)
    autre = await parcours.valider()

    assert premiere.status_code == seconde.status_code == 200
    assert premiere.json() == seconde.json()
    assert autre.status_code == 409
    assert "Vérification des images" in autre.json()["detail"]
    assert sum("demande-validee" in event.type for event in await published(app.db, parcours.id)) == 1


async def test_without_attestation_no_validation(parcours: Parcours) -> None:
    await parcours.jusqu_a_valider()
    async with parcours.usager as http:
        for corps in ({}, {"atteste_sur_l_honneur": False}):
            reponse = await http.post(f"{parcours.chemin}/validation", json=corps)
            assert reponse.status_code == 422
            assert reponse.json()["type"] == "/problemes/attestation-manquante"


async def test_a_refusal_is_told_and_frees_the_photo(parcours: Parcours) -> None:
    await parcours.jusqu_a_valider()
    async with parcours.usager as http:
        reponse = await http.post(f"{parcours.chemin}/refus", json={"raison": "Ce n'est pas mon prénom.\x07"})
    assert reponse.json()["libelle"] == "Refusée par l'usager"

    async with parcours.ecole as http:
        demande = (await http.get(parcours.chemin)).json()
    assert demande["raison_refus"] == "Ce n'est pas mon prénom."
    nouvelle = Parcours(parcours.portes)
    await nouvelle.ouvrir()
    assert (await nouvelle.choisir_la_photo()).status_code == 200


async def test_a_clash_of_numbers_draws_again(portes: Portes, parcours: Parcours) -> None:
    portes.app.dice.tirages = [7, 7, 7, 8]  # type: ignore[attr-defined]
    await parcours.jusqu_a_valider()
    autre = Parcours(portes, candidat=AUTRE_CANDIDAT, code=AUTRE_CODE)
    await autre.jusqu_a_valider()

    premier, second = (await parcours.valider()).json()["numero"], (await autre.valider()).json()["numero"]

    assert premier[17:22] == "00007"
    assert second[17:22] == "00008"


async def remplir_la_bannette(portes: Portes, horloge: Horloge, combien: int) -> list[UUID]:
    faites = []
    for rang in range(combien):
        parcours = Parcours(portes)
        await parcours.ouvrir()
        await parcours.saisir("etat-civil", ETAT_CIVIL | {"nom_naissance": f"Élève {'ABCDEFGH'[rang]}"})
        horloge.avance(timedelta(seconds=1))
        faites.append(parcours.id)
    return faites


async def test_the_list_page_by_page_newest_first(portes: Portes, horloge: Horloge, parcours: Parcours) -> None:
    faites = await remplir_la_bannette(portes, horloge, 5)
    vues: list[str] = []
    curseur: str | None = None
    async with parcours.ecole as http:
        for _ in range(3):
            page = await http.get("/api/demandes", params={"limite": 2} | ({"curseur": curseur} if curseur else {}))
            vues += [element["id"] for element in page.json()["elements"]]
            curseur = page.json()["suivant"]
        mauvais = await http.get("/api/demandes", params={"curseur": "abc"})

    assert vues == [str(id) for id in reversed(faites)]
    assert curseur is None
    assert mauvais.status_code == 422


@pytest.mark.parametrize(
    ("q", "trouvees"),
    [
        ("eleve", 3),
        ("ÉLÈVE B", 1),
        ("eric", 3),
        ("1001", 1),
        ("%", 3),
        ("e%", 3),
        ("Jean Pierre", 3),
        ("inconnu", 0),
        ("", 3),
        ("  ", 3),
    ],
)
async def test_the_list_by_words(portes: Portes, horloge: Horloge, parcours: Parcours, q: str, trouvees: int) -> None:
    await remplir_la_bannette(portes, horloge, 3)
    async with parcours.ecole as http:
        page = await http.post("/api/demandes/recherche", json={"texte": q})
    assert len(page.json()["elements"]) == trouvees


async def test_the_trays_and_their_counts(portes: Portes, horloge: Horloge, parcours: Parcours) -> None:
    await parcours.jusqu_au_ctn()
    await remplir_la_bannette(portes, horloge, 2)
    async with parcours.ecole as http:
        comptees = (await http.get("/api/demandes/bannettes")).json()["bannettes"]
        en_cours = (await http.get("/api/demandes", params={"bannette": "en_verification"})).json()["elements"]
        en_saisie = (await http.get("/api/demandes", params={"bannette": "en_saisie"})).json()["elements"]
        inconnue = await http.get("/api/demandes", params={"bannette": "corbeille"})

    assert {b["code"]: b["nombre"] for b in comptees if b["nombre"]} == {"en_saisie": 2, "en_verification": 1}
    assert [b["code"] for b in comptees] == [bannette.value for bannette in Bannette]
    assert [element["id"] for element in en_cours] == [str(parcours.id)]
    assert en_cours[0]["nom"] == "Lefèvre"
    assert len(en_saisie) == 2
    assert inconnue.status_code == 422


async def test_a_demande_is_found_by_its_number(parcours: Parcours) -> None:
    await parcours.jusqu_a_valider()
    numero = (await parcours.valider()).json()["numero"]
    async with parcours.usager as http:
        trouvees = (await http.post("/api/demandes/recherche", json={"texte": numero})).json()["elements"]
    assert [element["id"] for element in trouvees] == [str(parcours.id)]


async def test_what_cannot_be_an_id_is_said_so(parcours: Parcours) -> None:
    async with parcours.ecole as http:
        assert (await http.get("/api/demandes/12")).status_code == 422
        assert (await http.get(f"/api/demandes/{uuid4()}")).status_code == 404
