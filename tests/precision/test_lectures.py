"""Zones that the reader was not tuned on; the whole set is `python -m tests.precision --jeu lectures`."""

from tests.precision.lectures import compter_zones


def test_readable_zones_are_read_and_none_is_read_wrong() -> None:
    decompte = compter_zones(7, 1, ["perspective"])
    lisibles = [nombre for (_, lisible, _), nombre in decompte.items() if lisible]
    justes = sum(nombre for (_, lisible, issue), nombre in decompte.items() if lisible and issue == "juste")

    assert {issue for _, _, issue in decompte} <= {"juste", "non lu"}
    assert justes >= 0.9 * sum(lisibles)
