"""/api/instruction/titres: the cards of the caller's préfecture, from the order to the door."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel

from contracts.http import CurseurInvalide, OnceKey, Page, Pagination, page, problems
from instruction.api.access import Instructeur, Service
from instruction.domain.titre import Etape, RepriseImpossible, Titre, TitreIntrouvable, reprendre
from instruction.storage import audit, titres
from instruction.storage.titres import FaitNote, LigneDeTitre

router = APIRouter(prefix="/api/instruction/titres", tags=["titres"])


class TitreVue(BaseModel):
    """Where the card is, since when, until when it waits, and why it was refused if it was."""

    demande: UUID
    numero: str
    etape: str
    libelle_etape: str
    depuis: datetime
    numero_titre: str | None
    numero_suivi: str | None
    bureau: str | None
    limite_le: datetime | None
    incident: str | None

    @classmethod
    def of(cls, titre: Titre) -> Self:
        return cls.model_validate(_vue(titre))


class TitreEnListe(TitreVue):
    nom: str
    motif: str

    @classmethod
    def ligne(cls, ligne: LigneDeTitre) -> Self:
        return cls.model_validate({**_vue(ligne.titre), "nom": ligne.nom, "motif": ligne.motif})


class FaitVue(BaseModel):
    le: datetime
    source: str
    fait: str
    detail: str | None


class TitreDetaille(TitreVue):
    faits: list[FaitVue]

    @classmethod
    def avec(cls, titre: Titre, faits: list[FaitNote]) -> Self:
        return cls.model_validate({**_vue(titre), "faits": [fait._asdict() for fait in faits]})


@router.get("", responses=problems(CurseurInvalide))
async def get_titres(
    caller: Instructeur,
    app: Service,
    paging: Pagination,
    etape: Annotated[Etape | None, Query(description="Only those at this step.")] = None,
) -> Page[TitreEnListe]:
    """The longest at its step first; `incident` are those that wait for us."""
    async with app.db.begin() as tx:
        found = await titres.of_prefecture(tx, paging, seen_by=caller, etape=etape)
    return page(found, paging, key=lambda ligne: (ligne.titre.depuis, ligne.titre.demande), element=TitreEnListe.ligne)


@router.get("/{demande}", responses=problems(TitreIntrouvable))
async def get_titre(demande: UUID, caller: Instructeur, app: Service) -> TitreDetaille:
    """With all that was learnt of it."""
    async with app.db.begin() as tx:
        titre = await titres.load(tx, demande, seen_by=caller)
        noted = await titres.faits(tx, demande)
    return TitreDetaille.avec(titre, noted)


@router.post("/{demande}/reprise", responses=problems(TitreIntrouvable, RepriseImpossible))
async def post_reprise(demande: UUID, caller: Instructeur, once: OnceKey, app: Service) -> TitreVue:
    """What Imprimerie Nationale refused is ordered again."""
    async with app.db.begin(once) as tx:
        constat = reprendre(await titres.load(tx, demande, seen_by=caller), app.now())
        await titres.save(tx, constat, source="instruction", fait="repris", le=app.now())
        await audit.note(tx, caller, "reprendre_titre", demande)
        await tx.reply(answer := TitreVue.of(constat.titre))
    return answer


def _vue(titre: Titre) -> dict[str, object]:
    return {
        "demande": titre.demande,
        "numero": titre.numero,
        "etape": titre.etape.value,
        "libelle_etape": titre.etape.libelle,
        "depuis": titre.depuis,
        "numero_titre": titre.numero_titre,
        "numero_suivi": titre.numero_suivi,
        "bureau": titre.bureau,
        "limite_le": titre.limite_le,
        "incident": titre.incident,
    }
