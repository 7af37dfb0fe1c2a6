"""The demande read back before it is signed, with what it still lacks."""

from collections.abc import Iterable
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from contracts.errors import FieldError
from contracts.http import FieldProblem, problems
from contracts.vocabulary.statuts import Statut
from demandes.api.access import Lecteur, Service
from demandes.domain.acces import actes_possibles
from demandes.domain.complement import reste_a_corriger
from demandes.domain.demande import Demande, DemandeIntrouvable
from demandes.domain.journal import DOSSIER
from demandes.domain.manques import avertissements, manques
from demandes.domain.recapitulatif import RELISEZ_VOUS, Bloc, blocs, relecture
from demandes.domain.statuts import Acte
from demandes.domain.validation import ATTESTATION
from demandes.storage import demandes, journal

router = APIRouter(prefix="/api/demandes/{demande_id}/recapitulatif", tags=["récapitulatif"])


class LigneVue(BaseModel):
    libelle: str
    valeur: str


class BlocVue(BaseModel):
    """A collapsible block: lines of label and value, then plain sentences or file names."""

    titre: str
    lignes: list[LigneVue]
    phrases: list[str]

    @classmethod
    def of(cls, bloc: Bloc) -> "BlocVue":
        lignes = [LigneVue(libelle=ligne.libelle, valeur=ligne.valeur) for ligne in bloc.lignes]
        return cls(titre=bloc.titre, lignes=lignes, phrases=list(bloc.phrases))


class Recapitulatif(BaseModel):
    """`attestation` is what the candidate ticks, null when it is not his turn; `manques` what is still to do.

    `avertissements` are for a draft: files that are not asked for any more since an earlier answer has changed.
    """

    statut: str
    blocs: list[BlocVue]
    titre_relecture: str
    relecture: str
    attestation: str | None
    complet: bool
    manques: list[FieldProblem]
    avertissements: list[FieldProblem]


@router.get("", responses=problems(DemandeIntrouvable))
async def get_recapitulatif(demande_id: UUID, caller: Lecteur, app: Service) -> Recapitulatif:
    async with app.db.begin() as tx:
        demande = await demandes.read(tx, demande_id, seen_by=caller)
        await journal.note_reader(tx, demande, caller, DOSSIER, app.now())
    a_valider = Acte.VALIDER in actes_possibles(demande, caller.role)
    manquants = _manques(demande, app)
    return Recapitulatif(
        statut=demande.statut,
        blocs=[BlocVue.of(bloc) for bloc in blocs(demande, caller.role, app.referentiel)],
        titre_relecture=RELISEZ_VOUS,
        relecture=relecture(caller.role),
        attestation=ATTESTATION if a_valider else None,
        complet=not manquants,
        manques=manquants,
        avertissements=_avertissements(demande, app),
    )


def _manques(demande: Demande, app: Service) -> list[FieldProblem]:
    """Only while the filer can still do something about it."""
    if demande.statut not in (Statut.BROUILLON, Statut.A_COMPLETER):
        return []
    return _montrer([*reste_a_corriger(demande), *manques(demande, app.now())])


def _avertissements(demande: Demande, app: Service) -> list[FieldProblem]:
    """Later the préfecture may have asked for more than the rules do."""
    return _montrer(avertissements(demande, app.now())) if demande.statut is Statut.BROUILLON else []


def _montrer(fautes: Iterable[FieldError]) -> list[FieldProblem]:
    return [FieldProblem(pointer=faute.pointer, detail=faute.detail) for faute in fautes]
