"""How long decisions took: one nameless row for each, read for the usual time of a service."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, select

from contracts.delivery import Tx
from contracts.vocabulary.statuts import Statut
from demandes.domain.delai_usuel import DERNIERES, FENETRE, DelaiUsuel, delai_usuel
from demandes.domain.demande import Demande
from demandes.storage.tables import durees as t

JOUR = timedelta(days=1)
EN_ATTENTE = frozenset({Statut.ATTENTE_FORMULAIRE_PHOTO, Statut.VERIFICATION_IMAGES, Statut.EN_INSTRUCTION})
"""Where somebody still waits for the préfecture."""


async def note(tx: Tx, demande: Demande, decide_le: datetime) -> None:
    """At a decision: `demande` as it stood before, in the hands of the préfecture since `depuis`."""
    assert demande.adresse_contact is not None
    row = {
        "prefecture": demande.adresse_contact.prefecture.code,
        "motif": demande.motif.value,
        "decide_le": decide_le,
        "jours": max(0.0, (decide_le - demande.depuis) / JOUR),
    }
    await tx.execute(insert(t).values(row))


async def usuel(tx: Tx, demande: Demande, now: datetime) -> DelaiUsuel | None:
    """Of the service that instructs this demande, for this motif; None where nobody waits for its decision."""
    if demande.adresse_contact is None or demande.statut not in EN_ATTENTE:
        return None
    service = (t.c.prefecture == demande.adresse_contact.prefecture.code) & (t.c.motif == demande.motif.value)
    recent = select(t.c.jours).where(service, t.c.decide_le > now - FENETRE)
    rows = await tx.execute(recent.order_by(t.c.decide_le.desc()).limit(DERNIERES))
    return delai_usuel([row.jours for row in rows])


async def par_prefecture(tx: Tx, depuis: datetime) -> Sequence[Row[Any]]:
    """Of each service that decided since: how many decisions, their median and ninth decile in days."""
    query = (
        select(
            t.c.prefecture,
            func.count().label("decisions"),
            _quantile(0.5).label("median"),
            _quantile(0.9).label("neuf_sur_dix"),
        )
        .where(t.c.decide_le > depuis)
        .group_by(t.c.prefecture)
        .order_by(t.c.prefecture)
    )
    return (await tx.execute(query)).all()


def _quantile(part: float) -> ColumnElement[Any]:
    return func.percentile_cont(part).within_group(t.c.jours)
