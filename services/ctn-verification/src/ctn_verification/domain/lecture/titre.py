"""What a machine-readable zone says of its holder and of its own time: names, birth, end of validity."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from ctn_verification.domain.lecture.gabarits import Format
from ctn_verification.domain.lecture.mrz import Mrz

MAJORITE = 18


class Validite(NamedTuple):
    """Years that a French identity card is good for, by when it was issued and whether its holder was of age."""

    du: date
    au: date
    majeur: bool
    annees: int


VALIDITES_CNI: Sequence[Validite] = (
    Validite(date(2004, 1, 1), date(2013, 12, 31), majeur=True, annees=15),  # domain.md §8.3
)
ANNEES_CNI = 10  # all the others


@dataclass(frozen=True)
class Titre:
    """The holder, letters of the zone only; `naissance` is AAMMJJ as printed, as far as it is known."""

    format: Format
    etat: str
    genre: str  # of the paper: P, ID, IR …
    nom: str = field(repr=False)
    nom_coupe: bool
    prenoms: tuple[str, ...] = field(repr=False)
    prenoms_coupes: bool
    naissance: str = field(repr=False)
    sexe: str = field(repr=False)
    expire_le: date | None

    def ne_le(self, le: date) -> date | None:
        """With the century that makes a past of it; None when the zone does not know the day."""
        return _passee(self.naissance, le)


def titre_de(mrz: Mrz, le: date) -> Titre:
    """`le` is today: the zone writes years with two digits."""
    if "noms" in mrz.gabarit.champs:
        nom, _, suite = mrz.champ("noms").partition("<<")
        coupe = mrz.plein("noms")
        nom_coupe, prenoms, prenoms_coupes = coupe, suite, coupe
    else:
        nom, prenoms = mrz.champ("nom"), mrz.champ("prenoms")
        nom_coupe, prenoms_coupes = mrz.plein("nom"), mrz.plein("prenoms")
    return Titre(
        format=mrz.format,
        etat=mrz.champ("etat"),
        genre=mrz.champ("type"),
        nom=nom,
        nom_coupe=nom_coupe,
        prenoms=tuple(prenom for prenom in prenoms.split("<") if prenom),
        prenoms_coupes=prenoms_coupes,
        naissance=mrz.champ("naissance"),
        sexe=mrz.champ("sexe"),
        expire_le=_fin_de_validite(mrz, le),
    )


def _fin_de_validite(mrz: Mrz, le: date) -> date | None:
    if mrz.format is Format.CNI_AVANT_2021:
        return _fin_de_la_cni(mrz, le)
    imprimee = mrz.champ("expiration")
    return _date(2000 + int(imprimee[:2]), imprimee) if imprimee.isdigit() and len(imprimee) == 6 else None


def _fin_de_la_cni(mrz: Mrz, le: date) -> date | None:
    """The zone says the month of issue only: its last day counts, nobody is refused for days that we do not know."""
    delivree = _passee(mrz.champ("delivrance") + "01", le)
    if delivree is None:
        return None
    fin_du_mois = date(delivree.year, delivree.month, calendar.monthrange(delivree.year, delivree.month)[1])
    ne_le = _passee(mrz.champ("naissance"), le)
    majeur = ne_le is not None and annees_apres(ne_le, MAJORITE) <= fin_du_mois
    annees = next(
        (regle.annees for regle in VALIDITES_CNI if regle.du <= delivree <= regle.au and regle.majeur == majeur),
        ANNEES_CNI,
    )
    return annees_apres(fin_du_mois, annees)


def _passee(aammjj: str, le: date) -> date | None:
    if len(aammjj) != 6 or not aammjj.isdigit():
        return None
    siecle = le.year // 100 * 100
    annee = siecle + int(aammjj[:2])
    trouvee = _date(annee, aammjj)
    if annee > le.year or (trouvee is not None and trouvee > le):
        return _date(annee - 100, aammjj)
    return trouvee


def _date(annee: int, aammjj: str) -> date | None:
    try:
        return date(annee, int(aammjj[2:4]), int(aammjj[4:6]))
    except ValueError:
        return None


def annees_apres(jour: date, annees: int) -> date:
    """The same day; the 28th for a 29 February."""
    annee = jour.year + annees
    return jour.replace(year=annee, day=min(jour.day, calendar.monthrange(annee, jour.month)[1]))


def mois_avant(jour: date, mois: int) -> date:
    """The same day so many months earlier; the last one of a shorter month."""
    annee, rang = divmod(jour.year * 12 + jour.month - 1 - mois, 12)
    return date(annee, rang + 1, min(jour.day, calendar.monthrange(annee, rang + 1)[1]))
