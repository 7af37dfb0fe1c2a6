"""What a demande is found by: words without accents or case, each behind the account that may find it.

One index over all demandes then answers for one reader as fast as if there were no others: «martin» of a school is
another entry than «martin» of any other.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from demandes.domain.demande import Demande
from demandes.referentiel.registre import folded

NE_LE = "ne"
"""Before a birth date: «ne19960502» is no name's beginning, names hold no digits."""


def mots_de(demande: Demande) -> list[str]:
    """The entries of the index: names, numbers and birth date, for the school and for the person."""
    mots = {str(demande.pre_numero), *([demande.numero] if demande.numero else [])}
    if (etat_civil := demande.etat_civil) is not None:
        noms = " ".join([etat_civil.nom_naissance, etat_civil.nom_usage or "", *etat_civil.prenoms])
        mots |= {*folded(noms).split(), _ne_le(etat_civil.date_naissance)}
    return sorted(f"{lecteur.hex}{mot}" for lecteur in lecteurs(demande) for mot in mots)


def lecteurs(demande: Demande) -> list[UUID]:
    """The accounts that see the demande."""
    return [lecteur for lecteur in (demande.auto_ecole and demande.auto_ecole.compte, demande.candidat) if lecteur]


def requete(lecteur: UUID, texte: str, ne_le: date | None) -> str | None:
    """A tsquery: every word must begin a name or a number; None when nothing is looked for.

    Folded words are letters and digits only: nothing in them could end the quotes.
    """
    debuts = [f"{lecteur.hex}{mot}" for mot in _mots(texte)]
    termes = [f"'{debut}':*" for debut in debuts]
    if ne_le is not None:
        termes.append(f"'{lecteur.hex}{_ne_le(ne_le)}'")
    return " & ".join(termes) or None


def _mots(texte: str) -> Iterable[str]:
    return folded(texte).split()[:10]


def _ne_le(jour: date) -> str:
    return f"{NE_LE}{jour:%Y%m%d}"
