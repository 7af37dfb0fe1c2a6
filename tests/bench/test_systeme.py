"""What the report of `make bench-system` concludes from its figures."""

import os

import pytest

from tests.bench.systeme.allure import Palier, suivies
from tests.bench.systeme.couts import Usage
from tests.bench.systeme.rapport import Mesure
from tests.bench.systeme.releve import rang

COEURS = os.cpu_count() or 1


def mesure(machine: float, occupes: dict[str, float], files: dict[str, list[int]]) -> Mesure:
    usage = Usage(10.0, {"demandes": 8.0, "(driver)": 9.0}, occupes)
    return Mesure(Palier(2.0, 10.0), usage, usage, machine, {}, files)


def test_a_rate_is_held_when_what_begins_is_finished_at_the_same_pace() -> None:
    commencees = [float(second) for second in range(60)]

    a_temps = suivies(commencees, [moment + 4 for moment in commencees], 30, 60)
    de_plus_en_plus_tard = suivies(commencees, [moment * 1.5 + 4 for moment in commencees], 30, 60)

    assert Palier(1.0, 60.0, suivies=a_temps).tenu
    assert not Palier(1.0, 60.0, suivies=de_plus_en_plus_tard).tenu


@pytest.mark.parametrize("palier", [Palier(1.0, 60.0, suivies=1.0, echecs=["x"]), Palier(1.0, 60.0, coupe=True)])
def test_a_rate_is_not_held_when_anything_fails_or_too_many_are_on_their_way(palier: Palier) -> None:
    assert not palier.tenu


def test_the_machine_a_single_process_and_a_queue_may_each_be_what_is_full() -> None:
    [machine, process, file] = mesure(
        COEURS - 0.05, {"demandes": 0.97, "ctn": 0.4}, {"ctn": [0, 1, 5, 20, 40, 60]}
    ).sature()

    assert "most of it demandes" in machine
    assert process.startswith("demandes: one of its processes at 97%")
    assert file == "queue ctn grows to 60"


def test_nothing_is_said_to_be_full_at_a_rate_that_is_easily_held() -> None:
    [said] = mesure(0.2 * COEURS, {"demandes": 0.2}, {"ctn": [3, 0, 2, 0, 1, 0]}).sature()

    assert said.startswith("nothing at this rate")


def test_percentiles_of_few_values_are_values() -> None:
    assert (rang([5.0, 1.0, 9.0], 0.5), rang([5.0, 1.0, 9.0], 0.99)) == (5.0, 9.0)
