"""The steps 1 to 4 of a demande, each saved whole; every fault is said at once, where it is and what to do."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from contracts.delivery import Tx
from contracts.events.parts import Representant
from contracts.http import OnceKey, problems
from demandes.api.access import Adresse, Lecteur, Service
from demandes.api.codes import TropDeCodes, un_essai
from demandes.api.etag import IfMatch, VersionManquante, require_version, set_etag
from demandes.api.suivi import Suivi
from demandes.app import App
from demandes.domain.acces import SeulLeDeposant, verifier_deposant
from demandes.domain.adresse_contact import lire_adresse_contact
from demandes.domain.annonce_taxe import annoncer_la_taxe
from demandes.domain.demande import Decision, Demande, DemandeIntrouvable, VersionPerimee
from demandes.domain.etat_civil import EtatCivil, lire_etat_civil
from demandes.domain.manques import demandees
from demandes.domain.motif import DeclarationsSaisies, MotifSaisi, lire_motif
from demandes.domain.motifs import MotifNonOuvert, verifier_deposant_du_motif
from demandes.domain.photo_signature import (
    CodePhotoInconnu,
    CodePhotoUtilise,
    PhotoAFaire,
    empreinte_code,
    lire_code,
    lire_mode,
    photo_choisie,
)
from demandes.domain.releve import EtapeIncorrecte, Releve
from demandes.domain.representant import RepresentantSaisi, lire_representant
from demandes.domain.saisie import (
    choisir_formulaire,
    choisir_photo,
    saisir_adresse_contact,
    saisir_etat_civil,
    saisir_motif,
)
from demandes.domain.situation import aujourdhui
from demandes.domain.statuts import Acte, ActeImpossible
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
Code = Annotated[str, Field(max_length=40)]
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


class EtapeMotifSaisie(Saisie):
    """Which answers a motif asks for: /api/demandes/referentiel/motifs.

    `beneficiaire` is majeur, mineur or tutelle; `formation_complementaire` aucune, fimo or diplome; dates AAAA-MM-JJ.
    """

    motif: Court = ""
    beneficiaire: Court = ""
    premier_permis: bool | None = None
    categories: Annotated[list[Court], Field(max_length=15)] = []
    categories_detenues: Annotated[list[Court], Field(max_length=15)] = []
    visite_medicale: bool | None = None
    formation_complementaire: Court = ""
    declarations: DeclarationsDuCandidat = DeclarationsDuCandidat()
    mandat_papier: bool = False
    precisions: Annotated[dict[Code, Texte], Field(max_length=20)] = {}
    neph: Court = ""
    numero_permis: Court = ""
    examen_le: Court = ""

    def saisi(self) -> MotifSaisi:
        declarations = DeclarationsSaisies(**self.declarations.model_dump())
        return MotifSaisi(**{**self.model_dump(exclude={"declarations"}), "declarations": declarations})


class RepresentantSaisie(Saisie):
    """Who acts for a minor or a ward; `qualite` is pere, mere, tuteur or autre."""

    qualite: Court = ""
    nom: Texte = ""
    prenoms: Annotated[list[Texte], Field(max_length=15)] = []
    sexe: Court = ""


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
    representant: RepresentantSaisie | None = None


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
        demande.statut_apres(acte)
        return demande


Etape = Annotated[EtapeOuverte, Depends()]


@router.put("/motif", responses=problems(MotifNonOuvert))
async def put_motif(body: EtapeMotifSaisie, etape: Etape, app: Service, response: Response) -> Suivi:
    async with app.db.begin(etape.once) as tx:
        demande = await etape.load(tx, Acte.SAISIR)
        lue = lire_motif(body.saisi(), role=etape.caller.role, aujourdhui=aujourdhui(app.now()))
        verifier_deposant_du_motif(lue.motif, etape.caller.role)
        demande = await demandes.save(tx, annoncer_la_taxe(saisir_motif(demande, lue, app.now()), app.now()))
        await tx.reply(answer := Suivi.of(demande))
    set_etag(response, demande)
    return answer


@router.put("/etat-civil")
async def put_etat_civil(body: EtatCivilSaisi, etape: Etape, app: Service, response: Response) -> Suivi:
    async with app.db.begin(etape.once) as tx:
        demande = await etape.load(tx, Acte.SAISIR)
        lue, representant = _lire_etat_civil(body, demande, app)
        saisie = saisir_etat_civil(demande, lue, app.now(), representant=representant)
        demande = await demandes.save(tx, annoncer_la_taxe(saisie, app.now()))
        await tx.reply(answer := Suivi.of(demande))
    set_etag(response, demande)
    return answer


def _lire_etat_civil(body: EtatCivilSaisi, demande: Demande, app: App) -> tuple[EtatCivil, Representant | None]:
    """Both blocks of the step, and every fault of both at once."""
    releve, etape = Releve(), demande.etape_motif
    saisi = RepresentantSaisi(**body.representant.model_dump()) if body.representant else None
    representant = lire_representant(releve, saisi, etape.beneficiaire if etape else "majeur")
    etat_civil = lire_etat_civil(
        **body.model_dump(exclude={"representant"}),
        aujourdhui=aujourdhui(app.now()),
        territoire=app.referentiel,
        demandees=demandees(etape) if etape else None,
        releve=releve,
    )
    return etat_civil, representant


@router.put("/adresse-contact")
async def put_adresse_contact(body: AdresseContactSaisie, etape: Etape, app: Service, response: Response) -> Suivi:
    async with app.db.begin(etape.once) as tx:
        demande = await etape.load(tx, Acte.SAISIR)
        lue = lire_adresse_contact(**body.model_dump(), territoire=app.referentiel)
        saisie = annoncer_la_taxe(saisir_adresse_contact(demande, lue, app.now()), app.now())
        demande = await demandes.save(tx, saisie)
        await tx.reply(answer := Suivi.of(demande))
    set_etag(response, demande)
    return answer


@router.put("/photo-signature", responses=problems(CodePhotoInconnu, CodePhotoUtilise, PhotoAFaire, TropDeCodes))
async def put_photo_signature(
    body: PhotoSaisie, etape: Etape, app: Service, adresse: Adresse, response: Response
) -> Suivi:
    async with un_essai(app, etape.caller, adresse, etape.demande_id, body.code), app.db.begin(etape.once) as tx:
        demande = await etape.load(tx, Acte.CHOISIR_PHOTO)
        demande = await demandes.save(tx, await _choix(tx, demande, body, app))
        await tx.reply(answer := Suivi.of(demande))
    set_etag(response, demande)
    return answer


async def _choix(tx: Tx, demande: Demande, body: PhotoSaisie, app: App) -> Decision:
    if lire_mode(body.mode) == "papier":
        return choisir_formulaire(demande, app.now())
    code = lire_code(body.code)
    connue = await ephotos.load(tx, empreinte_code(code), demande.id)
    return choisir_photo(demande, photo_choisie(demande.id, code, connue, app.now()), app.now())
