"""Operators see how much waits, what the engine says and how long it takes, and nobody's name."""

from datetime import timedelta
from uuid import uuid4

import images
from ctn_builders import (
    Horloge,
    Porteur,
    demande_validee,
    deposer_objet,
    ephoto_inconnue,
    piece_deposee,
    piece_jointe,
)
from prometheus_client import REGISTRY

from contracts.testing import deliver
from contracts.vocabulary.roles import Role
from ctn_verification.app import App
from ctn_verification.handlers import HANDLERS
from ctn_verification.veille import veiller


def valeur(nom: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(nom, labels) or 0.0


async def test_what_waits_and_since_when(app: App, porteur: Porteur, horloge: Horloge) -> None:
    for _ in range(2):
        await deliver(HANDLERS, app, demande_validee([], ephoto_inconnue()), uuid4())
        horloge.avance(timedelta(minutes=5))
    piece = piece_jointe(await deposer_objet(app, b""))
    await deliver(HANDLERS, app, demande_validee([piece], ephoto_inconnue()), uuid4())
    await porteur(Role.AGENT_CTN).post("/api/ctn/dossiers/suivant", json={})
    await veiller(app)

    assert valeur("permis_ctn_waiting_dossiers", quoi="agent") == 2
    assert valeur("permis_ctn_oldest_dossier_seconds", quoi="agent") == 600
    assert valeur("permis_ctn_waiting_dossiers", quoi="moteur") == 1
    assert valeur("permis_ctn_oldest_dossier_seconds", quoi="moteur") == 0
    assert valeur("permis_ctn_free_dossiers") == 1


async def test_an_empty_queue_is_told_as_empty(app: App) -> None:
    await veiller(app)

    assert valeur("permis_ctn_waiting_dossiers", quoi="agent") == 0
    assert valeur("permis_ctn_oldest_dossier_seconds", quoi="agent") == 0


async def test_verdicts_by_cause_and_the_time_of_each_stage(app: App) -> None:
    before = {
        "verdicts": valeur("permis_ctn_verdicts_total", tache="document", controle="non_conforme"),
        "causes": valeur("permis_ctn_causes_total", tache="document", cause="page_blanche", controle="non_conforme"),
        "chercher": valeur("permis_ctn_stage_seconds_count", stage="chercher"),
        "moteur": valeur("permis_ctn_stage_seconds_count", stage="moteur"),
    }
    piece = piece_jointe(await deposer_objet(app, images.jpeg(images.blank((1240, 1754)))))
    await deliver(HANDLERS, app, piece_deposee(piece), uuid4())

    assert {
        "verdicts": valeur("permis_ctn_verdicts_total", tache="document", controle="non_conforme"),
        "causes": valeur("permis_ctn_causes_total", tache="document", cause="page_blanche", controle="non_conforme"),
        "chercher": valeur("permis_ctn_stage_seconds_count", stage="chercher"),
        "moteur": valeur("permis_ctn_stage_seconds_count", stage="moteur"),
    } == {nom: nombre + 1 for nom, nombre in before.items()}


async def test_how_long_an_agent_s_decision_took(app: App, porteur: Porteur, horloge: Horloge) -> None:
    demande, agent = uuid4(), uuid4()
    await deliver(HANDLERS, app, demande_validee([], ephoto_inconnue()), demande)
    horloge.avance(timedelta(minutes=7))
    combien, somme = (valeur(f"permis_ctn_agent_seconds_{mot}") for mot in ("count", "sum"))
    await porteur(Role.AGENT_CTN, agent).post(f"/api/ctn/dossiers/{demande}/prise")
    await porteur(Role.AGENT_CTN, agent).post(f"/api/ctn/dossiers/{demande}/decision", json={"conforme": True})

    assert valeur("permis_ctn_agent_seconds_count") == combien + 1
    assert valeur("permis_ctn_agent_seconds_sum") == somme + 420
