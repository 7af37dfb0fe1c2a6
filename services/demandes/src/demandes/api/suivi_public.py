"""« Où en est mon permis de conduire ? »: by number and birth date, for anybody, without a word about the person."""

from datetime import date, datetime, timedelta
from typing import Annotated, Self

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from contracts.errors import RuleBroken
from contracts.http import problems
from demandes.api.access import Service
from demandes.api.suivi import DelaiUsuelVue
from demandes.domain.delai_usuel import DelaiUsuel
from demandes.domain.demande import Demande
from demandes.domain.transfert import NumeroDeDemandeInvalide, numero_saisi
from demandes.storage import demandes, durees, tentatives
from demandes.storage.tentatives import TropDeTentatives

router = APIRouter(prefix="/api/demandes/suivi", tags=["suivi public"])

PERIODE = timedelta(minutes=15)
PAR_ADRESSE, PAR_NUMERO = 30, 10
"""A family behind one address follows its demandes; nobody tries all birth dates of a number."""


class SuiviIntrouvable(RuleBroken):
    slug = "suivi-introuvable"
    title = "Aucune demande ne correspond à ce numéro et à cette date de naissance"
    kind = "introuvable"


class SuiviDemande(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    numero: Annotated[str, Field(max_length=60)]
    date_naissance: date


class SuiviPublic(BaseModel):
    """Who holds it, since when, what comes next, and the usual time of the service that instructs."""

    statut: str
    libelle: str
    libelle_motif: str
    libelle_detenteur: str
    depuis: datetime
    suite: str
    echeance: datetime | None
    prefecture: str
    numero_suivi: str | None
    delai_usuel: DelaiUsuelVue | None

    @classmethod
    def of(cls, demande: Demande, delai: DelaiUsuel | None) -> Self:
        position, adresse = demande.position, demande.adresse_contact
        return cls(
            statut=demande.statut,
            libelle=demande.statut.libelle,
            libelle_motif=demande.motif.libelle,
            libelle_detenteur=position.detenteur.libelle,
            depuis=demande.depuis,
            suite=position.suite,
            echeance=demande.echeance,
            prefecture=adresse.prefecture.nom if adresse else "",
            numero_suivi=demande.titre.numero_suivi if demande.titre else None,
            delai_usuel=DelaiUsuelVue.of(delai),
        )


@router.post("", responses=problems(SuiviIntrouvable, NumeroDeDemandeInvalide, TropDeTentatives))
async def post_suivi(body: SuiviDemande, request: Request, app: Service) -> SuiviPublic:
    """A wrong date and an unknown number have one answer; a number with a slip is said to have one."""
    numero, adresse = numero_saisi(body.numero), request.client.host if request.client else "inconnue"
    async with app.db.begin() as tx:
        await tentatives.count(tx, "suivi-adresse", adresse, app.now(), au_plus=PAR_ADRESSE, par=PERIODE)
    async with app.db.begin() as tx:
        await tentatives.count(tx, "suivi-numero", numero, app.now(), au_plus=PAR_NUMERO, par=PERIODE)
    async with app.db.begin() as tx:
        demande = await demandes.by_number(tx, numero)
        if demande is None or demande.etat_civil is None or demande.etat_civil.date_naissance != body.date_naissance:
            raise SuiviIntrouvable("Vérifiez le numéro sur le courriel de confirmation, et la date de naissance.")
        return SuiviPublic.of(demande, await durees.usuel(tx, demande, app.now()))
