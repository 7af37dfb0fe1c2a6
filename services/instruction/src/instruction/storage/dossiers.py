"""Dossiers in and out of the database; another préfecture's does not exist."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, insert, not_, select, text, tuple_, update

from contracts.delivery import Tx, cancel, outbox, plan
from contracts.events.parts import CauseRejet, Dossier
from contracts.http import Paging
from contracts.identity import Caller
from instruction.domain.dossier import Decision, DossierInstruit, DossierIntrouvable, Etat, VersionPerimee
from instruction.domain.neph import NephAttribue, meme_personne
from instruction.domain.prise import Prise
from instruction.domain.promesses import promis_pour
from instruction.domain.titre import demande_un_titre, ouvrir
from instruction.storage import compteurs, prises, titres
from instruction.storage.tables import decisions
from instruction.storage.tables import dossiers as d

KEY = (datetime, UUID)
"""What a page of the list is sorted by: neither changes, so that pages stay whole while others decide."""

RETARD = "retard"


@dataclass(frozen=True)
class Filtre:
    """Which dossiers of the queue; `main` is miens, libres or collegues."""

    etat: Etat | None = None
    motif: str | None = None
    categorie: str | None = None
    age_min: int | None = None
    complement_revenu: bool | None = None
    main: str | None = None
    urgent: bool | None = None
    en_retard: bool | None = None
    ouvert: bool | None = None
    recherche: str = ""


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
    tx: Tx, paging: Paging, filtre: Filtre, *, seen_by: Caller, now: datetime
) -> list[DossierInstruit]:
    """Those of the caller's préfecture, the longest waiting first: complements do not lose a place."""
    query = _filtre(_visible(seen_by), filtre, seen_by, now)
    if after := paging.after(*KEY):
        query = query.where(tuple_(d.c.transmis_le, d.c.demande) > after)
    rows = await tx.execute(query.order_by(d.c.transmis_le, d.c.demande).limit(paging.fetch))
    return [_dossier(row) for row in rows.mappings()]


def _filtre(query: Select[Any], filtre: Filtre, caller: Caller, now: datetime) -> Select[Any]:
    libre = prises.libre(now)
    mains = {
        "miens": not_(libre) & (d.c.pris_par == caller.id),
        "libres": libre,
        "collegues": not_(libre) & (d.c.pris_par != caller.id),
    }
    asked = [
        (filtre.etat, d.c.etat == filtre.etat),
        (filtre.motif, d.c.motif == filtre.motif),
        (filtre.categorie, d.c.categorie == filtre.categorie),
        (filtre.age_min, d.c.transmis_le <= now - timedelta(days=filtre.age_min or 0)),
        (filtre.complement_revenu, d.c.complement_revenu.is_(bool(filtre.complement_revenu))),
        (filtre.main, mains.get(filtre.main or "", libre)),
        (filtre.urgent, d.c.urgence.is_not(None) if filtre.urgent else d.c.urgence.is_(None)),
        (filtre.en_retard, d.c.en_retard_le.is_not(None) if filtre.en_retard else d.c.en_retard_le.is_(None)),
    ]
    if filtre.ouvert:
        query = query.where(d.c.etat == Etat.A_INSTRUIRE.value)
    words = [d.c.recherche.contains(mot, autoescape=True) for mot in sans_accents(filtre.recherche).split()]
    return query.where(*(condition for value, condition in asked if value is not None), *words)


async def load_many(tx: Tx, demandes: Sequence[UUID], *, seen_by: Caller) -> dict[UUID, DossierInstruit]:
    """Locked in the order of their ids, so that two batches wait for each other instead of for ever."""
    query = _visible(seen_by).where(d.c.demande.in_(demandes)).order_by(d.c.demande).with_for_update()
    return {row["demande"]: _dossier(row) for row in (await tx.execute(query)).mappings()}


async def semblables(tx: Tx, dossier: DossierInstruit, *, seen_by: Caller, limite: int) -> list[DossierInstruit]:
    """Others that wait for a decision, of the same motif, category and pieces declared absent."""
    absentes = [{"type_piece": p.type_piece} for p in dossier.dossier.pieces_absentes]
    same = (
        (d.c.demande != dossier.demande)
        & (d.c.etat == Etat.A_INSTRUIRE.value)
        & (d.c.motif == dossier.dossier.motif)
        & (d.c.categorie == dossier.dossier.categorie)
        & (d.c.complement_revenu.is_(dossier.complement_revenu))
    )
    pieces = d.c.dossier["pieces_absentes"]
    same &= pieces.contains(absentes) if absentes else (func.coalesce(pieces, text("'[]'::jsonb")) == text("'[]'"))
    query = _visible(seen_by).where(same).order_by(d.c.transmis_le, d.c.demande).limit(limite)
    return [_dossier(row) for row in (await tx.execute(query)).mappings()]


async def add(tx: Tx, dossier: DossierInstruit) -> None:
    await tx.execute(insert(d), _values(dossier) | {"demande": dossier.demande, "version": dossier.version})
    await compteurs.appliquer(tx, compteurs.mouvements(dossier))
    await plan(tx, RETARD, dossier.demande, promis_pour(dossier.dossier.motif, dossier.recu_le))


async def save(tx: Tx, decision: Decision, *, compter: bool = True) -> DossierInstruit:
    """State, counters and events leave in one transaction, or not at all; who saves many counts them at the end."""
    dossier, events = decision
    known = (d.c.demande == dossier.demande) & (d.c.version == dossier.version)
    done = await tx.execute(update(d).where(known).values(_values(dossier) | {"version": dossier.version + 1}))
    if done.rowcount != 1:
        raise VersionPerimee
    await outbox.put(tx, dossier.demande, events)
    if dossier.etat is Etat.ACCEPTEE and events and demande_un_titre(dossier.dossier.motif):
        await _ouvrir_titre(tx, dossier)
    if compter:
        await compteurs.appliquer(tx, compteurs.mouvements(dossier))
    await _promettre(tx, dossier)
    return replace(dossier, version=dossier.version + 1, avant=dossier.etat)


async def _promettre(tx: Tx, dossier: DossierInstruit) -> None:
    """The promise runs while the préfecture holds the dossier, from the arrival of each round."""
    if dossier.etat is dossier.avant:
        return
    if dossier.etat is Etat.A_INSTRUIRE:
        await plan(tx, RETARD, dossier.demande, promis_pour(dossier.dossier.motif, dossier.recu_le))
    else:
        await cancel(tx, RETARD, dossier.demande)


async def signer(tx: Tx, dossier: DossierInstruit) -> None:
    """A decision, for the history and the delays."""
    await tx.execute(
        insert(decisions).values(
            demande=dossier.demande,
            tour=dossier.tour,
            prefecture=dossier.dossier.prefecture.code,
            motif=dossier.dossier.motif,
            instructeur=dossier.instructeur,
            decision=dossier.etat.value,
            recu_le=dossier.recu_le,
            decide_le=dossier.decide_le,
        )
    )


async def marquer(tx: Tx, demande: UUID, **marques: Any) -> None:
    """`urgence`, `en_retard_le`: marks of the office, which are no new version of the dossier."""
    await tx.execute(update(d).where(d.c.demande == demande).values(marques))


async def effacer(tx: Tx, dossier: DossierInstruit) -> None:
    """All that is personal; decisions and audit name no candidate and stay."""
    await tx.execute(delete(d).where(d.c.demande == dossier.demande))
    await compteurs.appliquer(tx, compteurs.mouvements(dossier, parti=True))
    for kind in (RETARD, prises.PRISE):
        await cancel(tx, kind, dossier.demande)


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


async def reserver_nephs(tx: Tx, donnes: Sequence[str | None]) -> None:
    """Those of a batch, in one order for all batches: they wait for each other, and never in a ring."""
    for neph in sorted({"".join(c for c in donne.upper() if c.isalnum()) for donne in donnes if donne}):
        await tx.execute(text("SELECT pg_advisory_xact_lock(hashtext(:neph))"), {"neph": neph})


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
        "motif": dossier.dossier.motif,
        "categorie": dossier.dossier.categorie,
        "transmis_le": dossier.attend_depuis,
        "complement_revenu": dossier.complement_revenu,
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
        transmis_le=row["transmis_le"],
        complement_revenu=row["complement_revenu"],
        urgence=row["urgence"],
        en_retard_le=row["en_retard_le"],
        prise=_prise(row),
        avant=Etat(row["etat"]),
    )


def _prise(row: Mapping[Any, Any]) -> Prise | None:
    if row["pris_par"] is None:
        return None
    return Prise(row["pris_par"], row["pris_nom"], row["pris_le"], row["pris_jusqu_a"])
