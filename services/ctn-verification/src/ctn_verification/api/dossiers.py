"""The agents' queue: dossiers that wait for one of them, how many, and one dossier with all that the engine found."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from contracts.delivery import Tx
from contracts.http import CurseurInvalide, Page, Pagination, page, problems
from ctn_verification.api.requests import AgentCtn, Service
from ctn_verification.api.vues import DossierVu, DouteVu, EnAttente, Examinees
from ctn_verification.domain.dossier import Dossier, confrontes
from ctn_verification.domain.examen import DossierIntrouvable
from ctn_verification.storage import file_d_attente, verdicts
from ctn_verification.storage.file_d_attente import Compte, Ensemble
from ctn_verification.storage.filtre import Filtre, Main

router = APIRouter(prefix="/api/ctn/dossiers", tags=["dossiers"])


async def filtre_demande(
    motif: Annotated[str | None, Query(max_length=40)] = None,
    prefecture: Annotated[str | None, Query(max_length=8, description="Code of the arrondissement, 921.")] = None,
    tour: Annotated[int | None, Query(ge=1, le=1000)] = None,
    doute: Annotated[str | None, Query(max_length=64, description="A cause, or another reason to look.")] = None,
) -> Filtre:
    return Filtre(motif, prefecture, tour, doute)


class CompteVu(BaseModel):
    valeur: str
    libelle: str
    nombre: int
    plus_ancien_le: datetime

    @classmethod
    def of(cls, compte: Compte) -> Self:
        return cls(**compte._asdict(), libelle=compte.nom or DouteVu.of(compte.valeur).libelle)


class Compteurs(BaseModel):
    """A dossier with two doubts counts with each of them."""

    en_attente: int
    libres: int
    miens: int
    plus_ancien_le: datetime | None
    age_secondes: int = Field(description="Of the one that waits longest; 0 when none does.")
    motifs: list[CompteVu]
    prefectures: list[CompteVu]
    tours: list[CompteVu]
    doutes: list[CompteVu]

    @classmethod
    def of(cls, tous: Ensemble, now: datetime, **comptes: list[Compte]) -> Self:
        age = 0 if tous.plus_ancien_le is None else int((now - tous.plus_ancien_le).total_seconds())
        vus = {nom: [CompteVu.of(compte) for compte in liste] for nom, liste in comptes.items()}
        return cls.model_validate(
            {
                "en_attente": tous.nombre,
                "libres": tous.libres,
                "miens": tous.miens,
                "plus_ancien_le": tous.plus_ancien_le,
                "age_secondes": age,
                **vus,
            }
        )


@router.get("", responses=problems(CurseurInvalide))
async def get_dossiers(
    caller: AgentCtn,
    app: Service,
    paging: Pagination,
    filtre: Annotated[Filtre, Depends(filtre_demande)],
    main: Annotated[Main | None, Query(description="In one's own hand, in nobody's, in another's.")] = None,
) -> Page[EnAttente]:
    """Those that wait for an agent, the oldest first."""
    now = app.now()
    async with app.db.begin() as tx:
        rows = await file_d_attente.waiting(tx, paging, filtre, main, seen_by=caller.id, now=now)
    return page(
        rows,
        paging,
        key=lambda row: (row["depuis"], row["demande"]),
        element=lambda row: EnAttente.of_row(row, caller.id, now),
    )


@router.get("/compteurs")
async def get_compteurs(caller: AgentCtn, app: Service) -> Compteurs:
    """What waits, and since when, by motif, préfecture, round and doubt."""
    now = app.now()
    async with app.db.begin() as tx:
        return Compteurs.of(
            await file_d_attente.ensemble(tx, seen_by=caller.id, now=now),
            now,
            motifs=await file_d_attente.comptes(tx, "motif"),
            prefectures=await file_d_attente.comptes(tx, "prefecture"),
            tours=await file_d_attente.comptes(tx, "tour"),
            doutes=await file_d_attente.comptes(tx, "doute"),
        )


@router.get("/{demande}", responses=problems(DossierIntrouvable))
async def get_dossier(demande: UUID, caller: AgentCtn, app: Service) -> DossierVu:
    """A look of who has it in hand keeps it ten minutes more."""
    now = app.now()
    async with app.db.begin() as tx:
        await file_d_attente.look(tx, await file_d_attente.find(tx, demande), "consultation", caller.id, now, "dossier")
        return await montrer(tx, await file_d_attente.find(tx, demande), caller.id, now)


async def montrer(tx: Tx, dossier: Dossier, agent: UUID, now: datetime) -> DossierVu:
    """Papers as they are held against the person now."""
    pieces = confrontes(dossier, await verdicts.known(tx, dossier), now=now).pieces
    ephoto = None if dossier.ephoto is None else await verdicts.of_ephoto(tx, dossier.ephoto.id)
    dits = [*pieces.values(), *(ephoto or {}).values()]
    regles = await verdicts.thresholds(tx, (verdict.moteur for verdict in dits))
    decisions = await file_d_attente.decisions(tx, dossier.demande)
    return DossierVu.of(dossier, Examinees(pieces, ephoto or {}, regles), decisions, agent, now)
