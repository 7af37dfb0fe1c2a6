"""The steps 1 to 4 of a demande, each saved whole; every fault is said at once, where it is and what to do."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from contracts.delivery import Tx
from contracts.http import OnceKey, problems
from demandes.api.access import Lecteur, Service
from demandes.api.etag import IfMatch, VersionManquante, require_version, set_etag
from demandes.api.suivi import Suivi
from demandes.domain.acces import SeulLeDeposant, verifier_deposant
from demandes.domain.adresse_contact import lire_adresse_contact
from demandes.domain.demande import Demande, DemandeIntrouvable, VersionPerimee
from demandes.domain.etat_civil import lire_etat_civil
from demandes.domain.motif import BeneficiaireNonPrisEnCharge, DeclarationsSaisies, lire_motif
from demandes.domain.photo_signature import (
    CodePhotoInconnu,
    CodePhotoUtilise,
    PhotoAFaire,
    empreinte_code,
    lire_code,
    lire_mode,
    photo_choisie,
)
from demandes.domain.releve import EtapeIncorrecte
from demandes.domain.saisie import (
    aujourdhui,
    choisir_formulaire,
    choisir_photo,
    saisir_adresse_contact,
    saisir_etat_civil,
    saisir_motif,
)
from demandes.domain.statuts import Acte, ActeImpossible, statut_suivant
from demandes.storage import demandes, ephotos

router = APIRouter(
    prefix="/api/demandes/{demande_id}/etapes",
    tags=["étapes"],
    responses=problems(
        DemandeIntrouvable, SeulLeDeposant, ActeImpossible, VersionManquante, VersionPerimee, EtapeIncorrecte
    ),
)


def vide(saisie: object) -> object:
    """Null is an empty field."""
    return "" if saisie is None else saisie


Court = Annotated[str, Field(max_length=20), BeforeValidator(vide)]
Texte = Annotated[str, Field(max_length=100), BeforeValidator(vide)]
Mel = Annotated[str, Field(max_length=254), BeforeValidator(vide)]


class Saisie(BaseModel):
    """What is typed may be empty: the step answers with all its faults, not with the first one."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class DeclarationsDuCandidat(Saisie):
    lit_le_francais: bool | None = None
    vehicule_amenage: bool | None = None
    correction_vision: bool | None = None
    affection: bool | None = None
    pension_invalidite: bool | None = None


class MotifSaisi(Saisie):
    """Every field is required; `formation_complementaire` is aucune, fimo or diplome."""

    motif: Court = ""
    beneficiaire: Court = ""
    premier_permis: bool | None = None
    categories: Annotated[list[Court], Field(max_length=15)] = []
    visite_medicale: bool | None = None
    formation_complementaire: Court = ""
    declarations: DeclarationsDuCandidat = DeclarationsDuCandidat()

    def champs(self) -> dict[str, Any]:
        declarations = DeclarationsSaisies(**self.declarations.model_dump())
        return {**self.model_dump(exclude={"declarations"}), "declarations": declarations}


class EtatCivilSaisi(Saisie):
    """Required, but for `nom_usage`, `departement_naissance` (born abroad) and `nationalite` (FR when empty)."""

    nom_naissance: Texte = ""
    nom_usage: Texte = ""
    sexe: Court = ""
    prenoms: Annotated[list[Texte], Field(max_length=15)] = []
    date_naissance: Court = ""
    pays_naissance: Court = ""
    departement_naissance: Court = ""
    commune_naissance: Texte = ""
    nationalite: Court = ""


class AdresseContactSaisie(Saisie):
    """Required: `nom_voie`, `code_postal`, `commune` (INSEE code), `email`, `reutilisation_donnees`."""

    numero_voie: Court = ""
    extension: Court = ""
    type_voie: Texte = ""
    nom_voie: Texte = ""
    complement: Texte = ""
    code_postal: Court = ""
    commune: Court = ""
    prefecture: Court = ""
    email: Mel = ""
    telephone: Texte = ""
    reutilisation_donnees: bool | None = None


class PhotoSaisie(Saisie):
    """`mode` is papier, pas_encore, or numerique with the 22 characters of the photographer's `code`, spaced or not."""

    mode: Court = ""
    code: Texte = ""


@dataclass(frozen=True)
class EtapeOuverte:
    """Which demande, by whom, and what he last saw of it."""

    demande_id: UUID
    caller: Lecteur
    once: OnceKey
    if_match: IfMatch = None

    async def load(self, tx: Tx, acte: Acte) -> Demande:
        """To change it; a status that admits no change is said before any fault of what was typed."""
        demande = await demandes.load(tx, self.demande_id, seen_by=self.caller)
        verifier_deposant(demande, self.caller.id)
        require_version(demande, self.if_match)
        statut_suivant(demande.statut, acte)
        return demande


Etape = Annotated[EtapeOuverte, Depends()]


@router.put("/motif", responses=problems(BeneficiaireNonPrisEnCharge))
async def put_motif(body: MotifSaisi, etape: Etape, app: Service, response: Response) -> Suivi:
    async with app.db.begin(etape.once) as tx:
        demande = await etape.load(tx, Acte.SAISIR)
        lue = lire_motif(**body.champs())
        demande = await demandes.save(tx, saisir_motif(demande, lue, app.now()))
        await tx.reply(answer := Suivi.of(demande))
    set_etag(response, demande)
    return answer


@router.put("/etat-civil")
async def put_etat_civil(body: EtatCivilSaisi, etape: Etape, app: Service, response: Response) -> Suivi:
    async with app.db.begin(etape.once) as tx:
        demande = await etape.load(tx, Acte.SAISIR)
        lue = lire_etat_civil(**body.model_dump(), aujourdhui=aujourdhui(app.now()), territoire=app.referentiel)
        demande = await demandes.save(tx, saisir_etat_civil(demande, lue, app.now()))
        await tx.reply(answer := Suivi.of(demande))
    set_etag(response, demande)
    return answer


@router.put("/adresse-contact")
async def put_adresse_contact(body: AdresseContactSaisie, etape: Etape, app: Service, response: Response) -> Suivi:
    async with app.db.begin(etape.once) as tx:
        demande = await etape.load(tx, Acte.SAISIR)
        lue = lire_adresse_contact(**body.model_dump(), territoire=app.referentiel)
        demande = await demandes.save(tx, saisir_adresse_contact(demande, lue, app.now()))
        await tx.reply(answer := Suivi.of(demande))
    set_etag(response, demande)
    return answer


@router.put("/photo-signature", responses=problems(CodePhotoInconnu, CodePhotoUtilise, PhotoAFaire))
async def put_photo_signature(body: PhotoSaisie, etape: Etape, app: Service, response: Response) -> Suivi:
    async with app.db.begin(etape.once) as tx:
        demande = await etape.load(tx, Acte.CHOISIR_PHOTO)
        if lire_mode(body.mode) == "papier":
            demande = await demandes.save(tx, choisir_formulaire(demande, app.now()))
        else:
            code = lire_code(body.code)
            connue = await ephotos.load(tx, empreinte_code(code), demande.id)
            photo = photo_choisie(demande.id, code, connue, app.now())
            demande = await demandes.save(tx, choisir_photo(demande, photo, app.now()))
        await tx.reply(answer := Suivi.of(demande))
    set_etag(response, demande)
    return answer
