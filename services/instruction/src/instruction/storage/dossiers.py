"""Dossiers in and out of the database; another préfecture's does not exist."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, insert, select, text, tuple_, update

from contracts.delivery import Tx, outbox
from contracts.events.parts import CauseRejet, Dossier
from contracts.http import Paging
from contracts.identity import Caller
from instruction.domain.dossier import Decision, DossierInstruit, DossierIntrouvable, Etat, VersionPerimee
from instruction.domain.neph import NephAttribue, meme_personne
from instruction.domain.titre import demande_un_titre, ouvrir
from instruction.storage import titres
from instruction.storage.tables import dossiers as d

KEY = (datetime, UUID)
"""What a page of the list is sorted by."""


async def find(tx: Tx, demande: UUID) -> DossierInstruit | None:
    """For the handlers, locked; None as long as the demande was never transmitted."""
    row = (await tx.execute(select(d).where(d.c.demande == demande).with_for_update())).mappings().one_or_none()
    return None if row is None else _dossier(row)


async def load(tx: Tx, demande: UUID, *, seen_by: Caller) -> DossierInstruit:
    """To decide about it: locked until the end of the transaction."""
    return await _one(tx, _visible(seen_by).where(d.c.demande == demande).with_for_update())


async def read(tx: Tx, demande: UUID, *, seen_by: Caller) -> DossierInstruit:
    """To look at it."""
    return await _one(tx, _visible(seen_by).where(d.c.demande == demande))


async def file_active(
    tx: Tx, paging: Paging, *, seen_by: Caller, etat: Etat | None, recherche: str
) -> list[DossierInstruit]:
    """Those of the caller's préfecture, the longest waiting first."""
    query = _visible(seen_by)
    if etat is not None:
        query = query.where(d.c.etat == etat.value)
    for mot in sans_accents(recherche).split():
        query = query.where(d.c.recherche.contains(mot, autoescape=True))
    if after := paging.after(*KEY):
        query = query.where(tuple_(d.c.recu_le, d.c.demande) > after)
    rows = await tx.execute(query.order_by(d.c.recu_le, d.c.demande).limit(paging.fetch))
    return [_dossier(row) for row in rows.mappings()]


async def add(tx: Tx, dossier: DossierInstruit) -> None:
    await tx.execute(insert(d), _values(dossier) | {"demande": dossier.demande, "version": dossier.version})


async def save(tx: Tx, decision: Decision) -> DossierInstruit:
    """State and events leave in one transaction, or not at all."""
    dossier, events = decision
    known = (d.c.demande == dossier.demande) & (d.c.version == dossier.version)
    done = await tx.execute(update(d).where(known).values(_values(dossier) | {"version": dossier.version + 1}))
    if done.rowcount != 1:
        raise VersionPerimee
    await outbox.put(tx, dossier.demande, events)
    if dossier.etat is Etat.ACCEPTEE and events and demande_un_titre(dossier.dossier.motif):
        await _ouvrir_titre(tx, dossier)
    return replace(dossier, version=dossier.version + 1)


async def _ouvrir_titre(tx: Tx, dossier: DossierInstruit) -> None:
    """Accepted and to be ordered, or neither (domain.md §4.2 row 15)."""
    assert dossier.decide_le is not None
    contenu = dossier.dossier
    await titres.add(tx, ouvrir(dossier.demande, contenu.prefecture.code, contenu.numero, dossier.decide_le))


async def reserve_neph(tx: Tx, neph: str, personne: Dossier) -> None:
    """One number, one person: two instructors who give it at the same time wait for each other. Raises NephAttribue."""
    await tx.execute(text("SELECT pg_advisory_xact_lock(hashtext(:neph))"), {"neph": neph})
    rows = await tx.execute(select(d.c.dossier).where(d.c.neph == neph))
    for row in rows:
        if not meme_personne(Dossier.model_validate(row.dossier, extra="ignore").etat_civil, personne.etat_civil):
            raise NephAttribue("Vérifiez le numéro dans le registre, ou laissez le champ vide pour en attribuer un.")


async def neph_libre(tx: Tx, neph: str) -> bool:
    await tx.execute(text("SELECT pg_advisory_xact_lock(hashtext(:neph))"), {"neph": neph})
    return (await tx.execute(select(d.c.demande).where(d.c.neph == neph).limit(1))).first() is None


def sans_accents(texte: str) -> str:
    """«Lefèvre» is found by «lefevre»."""
    decomposed = unicodedata.normalize("NFKD", texte.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _visible(caller: Caller) -> Select[Any]:
    return select(d).where(d.c.prefecture == (caller.prefecture or ""))


async def _one(tx: Tx, query: Select[Any]) -> DossierInstruit:
    row = (await tx.execute(query)).mappings().one_or_none()
    if row is None:
        raise DossierIntrouvable("Vérifiez l'adresse : le dossier est peut-être dans une autre préfecture.")
    return _dossier(row)


def _values(dossier: DossierInstruit) -> dict[str, Any]:
    personne = dossier.dossier.etat_civil
    noms = [dossier.dossier.numero, personne.nom_naissance, personne.nom_usage or "", *personne.prenoms]
    return {
        "tour": dossier.tour,
        "etat": dossier.etat.value,
        "prefecture": dossier.dossier.prefecture.code,
        "numero": dossier.dossier.numero,
        "recherche": sans_accents(" ".join(noms)),
        "dossier": dossier.dossier.model_dump(mode="json"),
        "recu_le": dossier.recu_le,
        "decide_le": dossier.decide_le,
        "instructeur": dossier.instructeur,
        "neph": dossier.neph,
        "causes": [cause.model_dump(mode="json") for cause in dossier.causes],
        "commentaire": dossier.commentaire,
    }


def _dossier(row: Mapping[Any, Any]) -> DossierInstruit:
    causes: Sequence[Any] = row["causes"]
    return DossierInstruit(
        demande=row["demande"],
        version=row["version"],
        tour=row["tour"],
        etat=Etat(row["etat"]),
        dossier=Dossier.model_validate(row["dossier"], extra="ignore"),
        recu_le=row["recu_le"],
        decide_le=row["decide_le"],
        instructeur=row["instructeur"],
        neph=row["neph"],
        causes=tuple(CauseRejet.model_validate(cause, extra="ignore") for cause in causes),
        commentaire=row["commentaire"],
    )
