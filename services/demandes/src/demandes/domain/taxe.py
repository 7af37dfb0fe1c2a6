"""The taxe régionale, by the département of the domicile, as dated rows (seed 002; domain.md §2.7, OP-29)."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from contracts.vocabulary.categories import Categorie

EXEMPTEES = frozenset({Categorie.AM, Categorie.A1})


class Taxe(NamedTuple):
    """What a titre costs there from a day on; `montant` in euros, None where nobody published it."""

    region: str
    departements: frozenset[str]
    depuis: date
    montant: Decimal | None


EN_2017, ENSUITE = date(2017, 1, 1), date(2018, 1, 1)

TAXES = tuple(
    Taxe(region, frozenset(departements), depuis, montant)
    for region, departements, montant_2017 in (
        ("Corse", ("2A", "2B"), Decimal("33")),
        ("La Réunion", ("974",), Decimal("69")),
        ("Guyane", ("973",), Decimal("53.56")),
        ("Martinique", ("972",), Decimal("26.50")),
        ("Mayotte", ("976",), Decimal("25")),
    )
    for depuis, montant in ((EN_2017, montant_2017), (ENSUITE, None))
)

DEPARTEMENTS_TAXES = frozenset(departement for taxe in TAXES for departement in taxe.departements)


def taxe_de(departement: str, le: date) -> Taxe | None:
    """The row in force that day."""
    la = [taxe for taxe in TAXES if departement in taxe.departements and taxe.depuis <= le]
    return max(la, key=lambda taxe: taxe.depuis, default=None)


def departement_de(commune: str) -> str:
    """Of an INSEE code: three signs overseas.

    >>> departement_de("97411"), departement_de("2A004"), departement_de("92002")
    ('974', '2A', '92')
    """
    return commune[:3] if commune.startswith(("97", "98")) else commune[:2]
