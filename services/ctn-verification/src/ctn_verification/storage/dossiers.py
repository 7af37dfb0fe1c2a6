"""Load and save a dossier: row ↔ frozen dataclass, one lock for each demande."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from contracts.delivery import Tx, put
from contracts.errors import RuleBroken
from contracts.events.ctn import ImagesConformesV1, PiecesLuesV1
from contracts.events.parts import Adresse, Ephoto, EtatCivil, PieceJointe
from ctn_verification.domain.dossier import Decision, Dossier, Etat, Resume
from ctn_verification.domain.examen import DossierIntrouvable
from ctn_verification.domain.lecture.confrontation import pieces_lues
from ctn_verification.domain.lecture.saisie import Saisie
from ctn_verification.domain.prise import Prise
from ctn_verification.storage import verdicts
from ctn_verification.storage.tables import controles, dossiers, ephotos

VIDE = {"etat": Etat.EN_SAISIE, "tour": 0, "pieces": [], "avis": {}, "a_revoir": False, "version": 0}
PERSONNE: dict[str, None] = dict.fromkeys(("pris_par", "pris_le", "pris_jusqu_a"))
"""In nobody's hand: what waits for no agent is in none's."""


class VersionPerimee(RuleBroken):
    slug = "version-perimee"
    title = "Le dossier a changé entre-temps"
    kind = "conflit"


async def open(tx: Tx, demande: UUID) -> Dossier:
    """To change it, locked; made by whichever event speaks of the demande first, so that all of them meet here."""
    await tx.execute(insert(dossiers).values(demande=demande, **VIDE).on_conflict_do_nothing())
    return await load(tx, demande)


async def load(tx: Tx, demande: UUID) -> Dossier:
    """To change it, locked until the end of the transaction."""
    query = select(dossiers).where(dossiers.c.demande == demande).with_for_update()
    row = (await tx.execute(query)).mappings().one_or_none()
    if row is None:
        raise DossierIntrouvable
    return dossier_of(row)


async def ephoto_of(tx: Tx, demande: UUID) -> Ephoto | None:
    """The images of a demande's person, if they came here."""
    row = (await tx.execute(select(dossiers.c.ephoto).where(dossiers.c.demande == demande))).one_or_none()
    return None if row is None or row.ephoto is None else Ephoto.model_validate(row.ephoto, extra="ignore")


async def erase(tx: Tx, demande: UUID, ephoto: Ephoto | None) -> None:
    """The dossier, what the engine said of its pieces, the e-photo; who looked at it stays in the journal."""
    await tx.execute(delete(dossiers).where(dossiers.c.demande == demande))
    await tx.execute(delete(controles).where(controles.c.demande == demande))
    if ephoto is not None:
        await tx.execute(delete(ephotos).where(ephotos.c.id == ephoto.id))


async def save(tx: Tx, decision: Decision) -> None:
    """State and events leave in one transaction, or not at all."""
    dossier = decision.dossier
    known = (dossiers.c.demande == dossier.demande) & (dossiers.c.version == dossier.version)
    done = await tx.execute(update(dossiers).where(known).values(_values(dossier)))
    if done.rowcount != 1:
        raise VersionPerimee("Rechargez le dossier, puis recommencez.")
    for event in decision.events:
        if isinstance(event, ImagesConformesV1):  # first what whoever instructs will want beside the images
            lues = await _lues(tx, dossier, event)
            await put(tx, dossier.demande, [lues] if lues.lectures else [])
    await put(tx, dossier.demande, decision.events)


async def _lues(tx: Tx, dossier: Dossier, bonnes: ImagesConformesV1) -> PiecesLuesV1:
    vues = await verdicts.seen(tx, dossier.demande)
    pieces = [piece.id for piece in dossier.pieces]
    return pieces_lues(vues, pieces, dossier.saisie, bonnes.tour, bonnes.verifiees_le)


def _values(dossier: Dossier) -> dict[str, Any]:
    return {
        "etat": dossier.etat,
        "tour": dossier.tour,
        "resume": None if dossier.resume is None else asdict(dossier.resume),
        "pieces": [piece.model_dump(mode="json") for piece in dossier.pieces],
        "ephoto": None if dossier.ephoto is None else dossier.ephoto.model_dump(mode="json"),
        "depuis": dossier.depuis,
        "avis": {str(id): avis for id, avis in dossier.avis.items()},
        "a_revoir": dossier.a_revoir,
        "version": dossier.version + 1,
        "saisie": _saisie_values(dossier.saisie),
        "doutes": list(dossier.doutes),
        **({} if dossier.etat is Etat.A_EXAMINER else PERSONNE),
    }


def dossier_of(row: RowMapping) -> Dossier:
    resume = row["resume"]
    return Dossier(
        demande=row["demande"],
        etat=Etat(row["etat"]),
        tour=row["tour"],
        resume=None if resume is None else Resume(**{**resume, "prenoms": tuple(resume["prenoms"])}),
        pieces=tuple(PieceJointe.model_validate(piece, extra="ignore") for piece in row["pieces"]),
        ephoto=None if row["ephoto"] is None else Ephoto.model_validate(row["ephoto"], extra="ignore"),
        depuis=row["depuis"],
        avis={UUID(id): avis for id, avis in row["avis"].items()},
        a_revoir=row["a_revoir"],
        version=row["version"],
        saisie=_saisie_of(row["saisie"]),
        doutes=tuple(row["doutes"]),
        prise=None if row["pris_par"] is None else Prise(row["pris_par"], row["pris_le"], row["pris_jusqu_a"]),
    )


def _saisie_values(saisie: Saisie) -> dict[str, Any] | None:
    if saisie == Saisie():
        return None
    parties = {nom: getattr(saisie, nom) for nom in ("etat_civil", "adresse")}
    dites = {nom: None if partie is None else partie.model_dump(mode="json") for nom, partie in parties.items()}
    return {**dites, "sequence": saisie.sequence}


def _saisie_of(values: dict[str, Any] | None) -> Saisie:
    if values is None:
        return Saisie()
    return Saisie(
        None if values["etat_civil"] is None else EtatCivil.model_validate(values["etat_civil"], extra="ignore"),
        None if values["adresse"] is None else Adresse.model_validate(values["adresse"], extra="ignore"),
        values["sequence"],
    )
