"""What the engine said: of the pieces of a demande, of an e-photo; and by which thresholds."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, select, update
from sqlalchemy.dialects.postgresql import insert

from contracts.delivery import Tx
from contracts.events.parts import CauseRejet, Ephoto
from ctn_verification.domain.dossier import Dossier, Verdicts
from ctn_verification.domain.ephoto import Deposee
from ctn_verification.domain.lecture.confrontation import Vue
from ctn_verification.domain.regles import MOTEUR, tables
from ctn_verification.domain.releve import Releve
from ctn_verification.domain.verdict import Controle, Verdict, pire
from ctn_verification.storage.tables import controles, ephotos, moteurs


async def keep(tx: Tx, demande: UUID, piece: UUID, vue: Vue, now: datetime) -> None:
    """The first verdict on a piece stands."""
    values = {"piece": piece, "demande": demande, "type_piece": vue.type, "controlee_le": now}
    values |= verdict_values(vue.verdict)
    await tx.execute(insert(controles).values(values).on_conflict_do_nothing())
    await remember_engine(tx, now)


async def remember_engine(tx: Tx, now: datetime) -> None:
    """Its thresholds, once: a verdict is explained by those it was given under."""
    row = {"version": MOTEUR, "regles": tables(), "depuis": now}
    await tx.execute(insert(moteurs).values(row).on_conflict_do_nothing())


async def engine(tx: Tx, version: str) -> RowMapping | None:
    """Its thresholds and since when it spoke; None for one that never spoke here."""
    row: RowMapping | None = (await tx.execute(select(moteurs).where(moteurs.c.version == version))).mappings().first()
    return row


async def thresholds(tx: Tx, versions: Iterable[str]) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """By engine, then by what it looked at."""
    rows = await tx.execute(select(moteurs.c.version, moteurs.c.regles).where(moteurs.c.version.in_(set(versions))))
    return {row.version: row.regles for row in rows}


async def known(tx: Tx, dossier: Dossier) -> Verdicts:
    """All that was said of this round."""
    return await known_for(tx, dossier.demande, dossier.ephoto)


async def known_for(tx: Tx, demande: UUID, ephoto: Ephoto | None) -> Verdicts:
    """Of every piece that the demande ever had, and of this e-photo as a whole."""
    deux = None if ephoto is None else await of_ephoto(tx, ephoto.id)
    return Verdicts(await of_pieces(tx, demande), None if deux is None else _ensemble(deux))


def _ensemble(vues: Mapping[str, Verdict]) -> Verdict:
    """Photo and signature as one."""
    causes = tuple(cause for verdict in vues.values() for cause in verdict.causes)
    return Verdict(pire(verdict.controle for verdict in vues.values()), causes)


async def seen(tx: Tx, demande: UUID) -> dict[UUID, Vue]:
    """Every piece that the demande ever had, with its type: what was read on them is held against the same person."""
    rows = await tx.execute(select(controles).where(controles.c.demande == demande).order_by(controles.c.controlee_le))
    return {row["piece"]: Vue(row["type_piece"], verdict_of(row)) for row in rows.mappings()}


async def forget_readings(tx: Tx, demande: UUID) -> None:
    """What papers said of the person goes; measures stay."""
    for id, vue in (await seen(tx, demande)).items():
        sans = [replace(releve, lectures=()).dire() for releve in vue.verdict.releves]
        await tx.execute(update(controles).where(controles.c.piece == id).values(releves=sans))


async def of_pieces(tx: Tx, demande: UUID) -> dict[UUID, Verdict]:
    rows = await tx.execute(select(controles).where(controles.c.demande == demande))
    return {row["piece"]: verdict_of(row) for row in rows.mappings()}


async def of_ephoto(tx: Tx, id: UUID) -> dict[str, Verdict] | None:
    """By `photo` and `signature`; None when nobody deposited it here."""
    row = (await tx.execute(select(ephotos.c.verdicts).where(ephotos.c.id == id))).one_or_none()
    return None if row is None else {nom: verdict_of(values) for nom, values in row.verdicts.items()}


async def add_ephoto(tx: Tx, deposee: Deposee) -> None:
    fichiers = {nom: getattr(deposee.ephoto, nom).model_dump(mode="json") for nom in ("photo", "signature")}
    verdicts = {"photo": verdict_values(deposee.photo), "signature": verdict_values(deposee.signature)}
    await remember_engine(tx, deposee.deposee_le)
    await tx.execute(
        insert(ephotos).values(
            id=deposee.ephoto.id,
            photographe=deposee.photographe,
            empreinte_code=deposee.empreinte_code,
            fichiers=fichiers,
            verdicts=verdicts,
            deposee_le=deposee.deposee_le,
            expire_le=deposee.expire_le,
        )
    )


def verdict_values(verdict: Verdict) -> dict[str, Any]:
    return {
        "controle": verdict.controle,
        "causes": [cause.model_dump(mode="json") for cause in verdict.causes],
        "releves": [releve.dire() for releve in verdict.releves],
        "moteur": verdict.moteur,
    }


def verdict_of(values: Mapping[Any, Any]) -> Verdict:
    return Verdict(
        Controle(values["controle"]),
        tuple(CauseRejet.model_validate(cause, extra="ignore") for cause in values["causes"]),
        tuple(Releve.entendre(page) for page in values["releves"]),
        values["moteur"],
    )
