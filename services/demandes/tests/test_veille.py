"""Operators see how many demandes wait, in which status and for how long."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from prometheus_client import REGISTRY

from contracts.vocabulary.statuts import Statut
from demandes.app import App
from demandes.domain.anciennete import AGES
from demandes.domain.demande import Decision
from demandes.storage import demandes as store
from demandes.veille import veiller
from services.demandes.tests.builders import au_statut
from services.demandes.tests.conftest import Horloge


def nombre(statut: str, age: str) -> float | None:
    return REGISTRY.get_sample_value("permis_waiting_demandes", {"statut": statut, "age": age})


def plus_ancienne(statut: str) -> float | None:
    return REGISTRY.get_sample_value("permis_oldest_demande_seconds", {"statut": statut})


def test_ages_leave_no_gap() -> None:
    assert AGES == ("<1j", "1-3j", "3-7j", "7-15j", "15-30j", ">30j")


async def test_open_demandes_are_counted_by_status_and_age_and_closed_ones_are_not(app: App, horloge: Horloge) -> None:
    ouverte, close = au_statut(Statut.EN_INSTRUCTION), au_statut(Statut.REJETEE)
    async with app.db.begin() as tx:
        for pre_numero, demande in enumerate((ouverte, close), start=1):
            fresh = replace(demande, id=uuid4(), pre_numero=pre_numero, numero=None)
            await store.save(tx, Decision(None, fresh))
    horloge.instant = ouverte.depuis + timedelta(days=4)

    await veiller(app)

    assert nombre("en_instruction", "3-7j") == 1
    assert plus_ancienne("en_instruction") == timedelta(days=4).total_seconds()
    assert nombre("rejetee", "3-7j") is None

    horloge.avance(timedelta(days=400))
    await veiller(app)

    assert nombre("en_instruction", "3-7j") is None
    assert nombre("en_instruction", ">30j") == 1
