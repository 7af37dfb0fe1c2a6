"""A demande goes to another school, its thread and its documents with it, and its candidate reads who saw what."""

import re

from deploy.local import parcours
from deploy.local.acteur import Acteur, Json, until
from tests.e2e.conftest import Scene


async def test_a_demande_changes_school_and_nothing_stays_behind(scene: Scene) -> None:
    ancienne, nouvelle, email = await scene.ecole(), await scene.ecole(), scene.email()
    demande, candidat = await scene.en_instruction(ancienne, email)
    numero = (await candidat.obtenir("GET", f"/api/demandes/{demande}"))["numero"]
    await parcours.telecharger(ancienne, demande, "recepisse_depot")

    transfert = await demander(nouvelle, numero)
    assert await scene.boite.attendre(email, re.compile(rf"a demandé le transfert de votre demande .*{numero}"))
    assert await scene.boite.attendre("+33612345678", re.compile("transfert"))
    await candidat.obtenir("GET", f"/api/demandes/{demande}/recapitulatif")
    await candidat.obtenir("POST", f"/api/demandes/transferts/{transfert}/acceptation")

    for suite in ("", "/pieces", "/recapitulatif", "/messages", "/journal"):
        assert (await ancienne.demander("GET", f"/api/demandes/{demande}{suite}")).status_code == 404
        assert (await nouvelle.demander("GET", f"/api/demandes/{demande}{suite}")).status_code == 200
    partis = await ancienne.obtenir("GET", "/api/demandes/transferts", params={"sens": "sortants"})
    assert [(parti["numero"], parti["demande"]) for parti in partis["elements"]] == [(numero, None)]
    assert await parcours.telecharger(nouvelle, demande, "recepisse_depot")
    assert (await ancienne.obtenir("GET", "/api/documents", params={"demande": demande}))["elements"] == []


async def test_the_prefecture_and_who_filed_write_to_each_other(scene: Scene) -> None:
    ecole, email = await scene.ecole(), scene.email()
    demande, candidat = await scene.en_instruction(ecole, email)
    instructeur = scene.people.instructeurs["921"]
    en_prefecture = f"/api/instruction/dossiers/{demande}/messages"

    await instructeur.obtenir("POST", en_prefecture, json={"texte": "Quel département ?"})
    [question] = await attendre_messages(ecole, f"/api/demandes/{demande}/messages", 1)
    assert (await ecole.obtenir("GET", f"/api/demandes/{demande}"))["messages_non_lus"] == 1
    await ecole.obtenir("POST", f"/api/demandes/{demande}/messages", json={"texte": "Le Rhône."})
    lecture = {"jusqu_a": question["ecrit_le"]}
    await ecole.obtenir("POST", f"/api/demandes/{demande}/messages/lecture", json=lecture)

    assert [m["texte"] for m in await attendre_messages(instructeur, en_prefecture, 2, lus=1)] == [
        "Le Rhône.",
        "Quel département ?",
    ]
    assert (await ecole.obtenir("GET", f"/api/demandes/{demande}"))["messages_non_lus"] == 0

    async def regards() -> set[str]:
        lu = await candidat.obtenir("GET", f"/api/demandes/{demande}/journal", params={"limite": 100})
        vus = {entree["auteur"] for entree in lu["elements"] if entree["nature"] == "consultation"}
        return vus if any(auteur.startswith("Préfecture") for auteur in vus) else set()

    assert len(await until(regards, "le regard de la préfecture dans le journal")) >= 2


async def demander(ecole: Acteur, numero: str) -> str:
    """A school's name travels by event: a moment after its activation it may not be known yet."""

    async def demande() -> str | None:
        answer = await ecole.demander("POST", "/api/demandes/transferts", json={"numero": numero})
        return str(answer.json()["id"]) if answer.is_success else None

    return await until(demande, "demande de transfert")


async def attendre_messages(acteur: Acteur, chemin: str, combien: int, *, lus: int = 0) -> list[Json]:
    async def venus() -> list[Json] | None:
        found: list[Json] = (await acteur.obtenir("GET", chemin))["elements"]
        return found if len(found) == combien and sum(m["lu"] for m in found) >= lus else None

    return await until(venus, f"{combien} message(s)")
