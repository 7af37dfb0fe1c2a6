"""Counted tries: each is counted before it is judged, so that a hundred at once are counted too."""

import hashlib
import math
from datetime import datetime
from typing import Any

from sqlalchemy import delete, text, update

from accounts.domain.delais import LIMITES
from accounts.domain.essais import Essais, TropDEssais, essai_suivant
from accounts.storage.tables import echecs
from contracts.delivery import Tx

COMPTER = text("""
    INSERT INTO echecs (cle, nombre, jusqu_au) VALUES (:cle, 1, :fin)
    ON CONFLICT (cle) DO UPDATE SET
        nombre = CASE WHEN echecs.jusqu_au <= :now THEN 1 ELSE echecs.nombre + 1 END,
        jusqu_au = CASE WHEN echecs.jusqu_au <= :now THEN :fin ELSE echecs.jusqu_au END
    RETURNING nombre, jusqu_au
""")

VERROUILLER = text("""
    INSERT INTO echecs (cle, nombre, jusqu_au, ferme_jusqu_au) VALUES (:cle, 0, :now, :now)
    ON CONFLICT (cle) DO UPDATE SET cle = excluded.cle
    RETURNING nombre, jusqu_au, coalesce(ferme_jusqu_au, :now) AS ferme_jusqu_au
""")


async def compter(tx: Tx, nature: str, sujet: str, now: datetime) -> None:
    """One more try. Raises TropDEssais, which takes this count back with its transaction."""
    limite = LIMITES[nature]
    values = {"cle": _cle(nature, sujet), "now": now, "fin": now + limite.fenetre}
    row: Any = (await tx.execute(COMPTER, values)).one()
    if row.nombre > limite.essais:
        raise TropDEssais(math.ceil((row.jusqu_au - now).total_seconds()))


async def tenter(tx: Tx, identifiant: str, now: datetime) -> None:
    """One more login. Raises TropDEssais, before anything is counted, while those before it close the door."""
    cle = _cle("connexion", identifiant)
    row: Any = (await tx.execute(VERROUILLER, {"cle": cle, "now": now})).one()
    essais = essai_suivant(Essais(row.nombre, row.ferme_jusqu_au, row.jusqu_au), now)
    values = {"nombre": essais.nombre, "ferme_jusqu_au": essais.ferme_jusqu_au, "jusqu_au": essais.oublie_le}
    await tx.execute(update(echecs).where(echecs.c.cle == cle).values(values))


async def oublier(tx: Tx, nature: str, sujet: str) -> None:
    """The try succeeded: those before it no longer count."""
    await tx.execute(delete(echecs).where(echecs.c.cle == _cle(nature, sujet)))


def _cle(nature: str, sujet: str) -> bytes:
    return hashlib.sha256(f"{nature}\x1f{sujet}".encode()).digest()
