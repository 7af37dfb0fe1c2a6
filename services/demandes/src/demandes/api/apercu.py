"""What answers lead to, asked while a step is being filled in: nothing is saved, nothing is refused."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from contracts.events.parts import Prefecture
from contracts.http import FieldProblem, problems
from demandes.api.access import Lecteur, Service
from demandes.api.etapes import Court, EtapeMotifSaisie, Saisie
from demandes.app import App
from demandes.domain.apercu import Apercu, Personne, PiecePrevue, apercu
from demandes.domain.demande import DemandeIntrouvable
from demandes.domain.pieces import PIECES
from demandes.domain.situation import aujourdhui
from demandes.storage import demandes

router = APIRouter(prefix="/api/demandes/{demande_id}/apercu", tags=["étapes"])


class PersonneEsquissee(Saisie):
    """Of steps 2 and 3, what decides; what cannot be read counts as not answered."""

    date_naissance: Court = ""
    nationalite: Court = ""
    commune: Court = ""

    def lue(self, app: App) -> Personne:
        try:
            naissance = date.fromisoformat(self.date_naissance)
        except ValueError:
            naissance = None
        pays = self.nationalite.upper()
        return Personne(
            naissance=naissance if naissance and naissance <= aujourdhui(app.now()) else None,
            nationalite=pays if app.referentiel.pays(pays) else None,
            commune=self.commune if app.referentiel.commune(self.commune) else None,
        )


class Esquisse(Saisie):
    """The step that is being filled in, as far as it is; what is saved stands for the others."""

    motif: EtapeMotifSaisie | None = None
    personne: Annotated[PersonneEsquissee, Field(default_factory=PersonneEsquissee)]


class PiecePrevueVue(BaseModel):
    type: str
    libelle: str
    consigne: str
    condition: str
    certaine: bool

    @classmethod
    def of(cls, prevue: PiecePrevue) -> Self:
        piece = prevue.type
        return cls.model_validate({**prevue._asdict(), "libelle": piece.libelle, "consigne": PIECES[piece].consigne})


class ApercuVue(BaseModel):
    """`pieces` that will be asked for, certainly or on their condition; `remarques`: what the answers rule out."""

    pieces: list[PiecePrevueVue]
    remarques: list[FieldProblem]
    prefecture: Prefecture | None

    @classmethod
    def of(cls, trouve: Apercu, prefecture: Prefecture | None) -> Self:
        return cls(
            pieces=[PiecePrevueVue.of(prevue) for prevue in trouve.pieces],
            remarques=[FieldProblem(pointer=faute.pointer, detail=faute.detail) for faute in trouve.remarques],
            prefecture=prefecture,
        )


@router.post("", responses=problems(DemandeIntrouvable))
async def post_apercu(demande_id: UUID, body: Esquisse, caller: Lecteur, app: Service) -> ApercuVue:
    """Changes nothing: the same question may be asked at each answer."""
    async with app.db.begin() as tx:
        demande = await demandes.read(tx, demande_id, seen_by=caller)
    personne = body.personne.lue(app)
    commune = app.referentiel.commune(personne.commune) if personne.commune else None
    prefecture = app.referentiel.prefecture(commune.arrondissement) if commune else None
    saisi = body.motif.saisi() if body.motif else None
    return ApercuVue.of(apercu(demande, saisi, personne, aujourdhui(app.now())), prefecture)
