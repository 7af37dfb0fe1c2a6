"""What a demande is found by: words without accents or case, each found by its beginning.

A school has up to tens of thousands of demandes. Its words stand in an index that holds all that a search looks at, so
that a page is read without touching the demandes that are not on it. A person has a handful: they are looked through.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, and_, delete, insert, select, true

from contracts.delivery import Tx
from demandes.domain.demande import Demande
from demandes.referentiel.registre import folded
from demandes.storage.tables import demandes as d
from demandes.storage.tables import mots as m

NE_LE = "ne"
"""Before a birth date: «ne19960502» is no name's beginning, names hold no digits."""

MOTS_LUS = 10
TEXTE_INDEXE = 1000
"""Characters: an entry of the index may have 2,704 bytes."""

DERNIER = "\U0010ffff"
"""Sorts behind every character: all that begins with «mar» lies between «mar» and «mar» with it."""


class Entrees(NamedTuple):
    """What the index holds of one demande: for its school, one row for each word, each with all of them."""

    ecole: UUID
    creee_le: datetime
    mots: frozenset[str]


def texte_de(demande: Demande) -> str:
    """All words of a demande, one blank before each."""
    return "".join(f" {mot}" for mot in sorted(_mots_de(demande)))


def cherches(texte: str, ne_le: date | None) -> list[str]:
    """The beginnings that must all be found; none when nothing is looked for."""
    return folded(texte).split()[:MOTS_LUS] + ([_ne_le(ne_le)] if ne_le is not None else [])


def contient(debuts: Sequence[str]) -> ColumnElement[bool]:
    """Whether a demande has a word with each of these beginnings."""
    return and_(true(), *(d.c.recherche.contains(f" {debut}", autoescape=True) for debut in debuts))


def de_l_ecole(ecole: UUID, debuts: Sequence[str]) -> Subquery:
    """`creee_le` and `demande` of what a school finds, newest first, from the index alone.

    The longest beginning says where to look, the others what to leave out there.
    """
    longest = max(debuts, key=len)
    found = select(m.c.creee_le, m.c.demande).where(
        m.c.lecteur == ecole,
        m.c.mot >= longest,
        m.c.mot < longest + DERNIER,
        *(m.c.tous.contains(f" {debut}", autoescape=True) for debut in debuts if debut != longest),
    )
    return found.distinct().order_by(m.c.creee_le.desc(), m.c.demande.desc()).subquery()


async def follow(tx: Tx, avant: Demande | None, demande: Demande) -> None:
    """The index follows the demande, in its transaction; most acts change no word."""
    anciennes, nouvelles = _entrees(avant), _entrees(demande)
    if anciennes == nouvelles:
        return
    if anciennes is not None:
        known = (m.c.lecteur == anciennes.ecole) & (m.c.demande == demande.id)
        await tx.execute(delete(m).where(known, m.c.mot.in_(anciennes.mots)))
    if nouvelles is not None:
        ecole, creee_le, mots = nouvelles
        tous = texte_de(demande)[:TEXTE_INDEXE]
        row = {"lecteur": ecole, "creee_le": creee_le, "demande": demande.id, "tous": tous}
        await tx.execute(insert(m), [{**row, "mot": mot} for mot in sorted(mots)])


def _entrees(demande: Demande | None) -> Entrees | None:
    if demande is None or demande.auto_ecole is None:
        return None
    return Entrees(demande.auto_ecole.compte, demande.creee_le, _mots_de(demande))


def _mots_de(demande: Demande) -> frozenset[str]:
    """Numbers, names and birth date."""
    mots = {str(demande.pre_numero), *([demande.numero] if demande.numero else [])}
    if (etat_civil := demande.etat_civil) is not None:
        noms = " ".join([etat_civil.nom_naissance, etat_civil.nom_usage or "", *etat_civil.prenoms])
        mots |= {*folded(noms).split(), _ne_le(etat_civil.date_naissance)}
    return frozenset(mots)


def _ne_le(jour: date) -> str:
    return f"{NE_LE}{jour:%Y%m%d}"
