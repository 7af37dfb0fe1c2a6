"""A whole demande as it is shown to the one who asks for it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from contracts.events.parts import AutoEcole, CauseRejet, Prefecture, Representant
from contracts.identity import Caller
from contracts.vocabulary.documents import Document
from contracts.vocabulary.mot import libelle
from contracts.vocabulary.pieces import Piece
from contracts.vocabulary.roles import Role
from demandes.api.suivi import DelaiUsuelVue, Suivi, suivi_de
from demandes.domain.acces import actes_possibles
from demandes.domain.adresse_contact import AdresseContact
from demandes.domain.delai_usuel import DelaiUsuel
from demandes.domain.demande import Demande, DocumentDisponible, PieceDeposee, Retour
from demandes.domain.depot import pages, retirable
from demandes.domain.etat_civil import EtatCivil
from demandes.domain.fil import OUVERT
from demandes.domain.maintien import contestable
from demandes.domain.motif import EtapeMotif
from demandes.domain.photo_signature import Mode
from demandes.domain.pieces import PIECES, conditions, contenu_lisible, pieces_requises
from demandes.domain.saisie import situation
from demandes.domain.titre import Titre


class AutoEcoleVue(BaseModel):
    raison_sociale: str
    numero_agrement: str

    @classmethod
    def of(cls, auto_ecole: AutoEcole) -> Self:
        return cls(raison_sociale=auto_ecole.raison_sociale, numero_agrement=auto_ecole.numero_agrement)


class DeposantVue(BaseModel):
    """Who filed and completes; `vous` is whether it is the reader."""

    role: str
    nom: str
    vous: bool

    @classmethod
    def of(cls, demande: Demande, caller: Caller) -> Self:
        deposant = demande.deposant
        return cls(role=deposant.role, nom=deposant.nom, vous=deposant.compte == caller.id)


class RepresentantVue(BaseModel):
    """Who acts for a minor or a ward (seed 002)."""

    qualite: str
    nom: str
    prenoms: list[str]
    sexe: str

    @classmethod
    def of(cls, representant: Representant) -> Self:
        return cls.model_validate(representant.model_dump())


class MotifVue(BaseModel):
    motif: str
    beneficiaire: str
    premier_permis: bool
    categories: list[str]
    categories_detenues: list[str]
    visite_medicale: bool
    formation_complementaire: str
    declarations: dict[str, bool] | None
    mandat_papier: bool
    precisions: dict[str, str]
    neph: str | None
    numero_permis: str | None
    examen_le: date | None

    @classmethod
    def of(cls, etape: EtapeMotif, demande: Demande) -> Self:
        return cls(
            motif=demande.motif,
            beneficiaire=etape.beneficiaire,
            premier_permis=etape.premier_permis,
            categories=list(etape.categories),
            categories_detenues=list(etape.detenues),
            visite_medicale=etape.visite_medicale,
            formation_complementaire=etape.formation_complementaire,
            declarations=etape.declarations and vars(etape.declarations),
            mandat_papier=etape.mandat_papier,
            precisions=dict(etape.precisions),
            neph=etape.neph,
            numero_permis=etape.numero_permis,
            examen_le=etape.examen_le,
        )


class EtatCivilVue(BaseModel):
    nom_naissance: str
    nom_usage: str | None
    sexe: str
    prenoms: list[str]
    date_naissance: date
    pays_naissance: str
    departement_naissance: str | None
    commune_naissance: str
    nationalite: str

    @classmethod
    def of(cls, etat_civil: EtatCivil) -> Self:
        return cls.model_validate(vars(etat_civil))


class AdresseContactVue(BaseModel):
    numero_voie: str | None
    extension: str | None
    type_voie: str | None
    nom_voie: str
    complement: str | None
    code_postal: str
    commune: str
    nom_commune: str
    prefecture: Prefecture
    email: str
    telephone: str | None
    reutilisation_donnees: bool

    @classmethod
    def of(cls, adresse: AdresseContact) -> Self:
        return cls.model_validate(vars(adresse))


class PhotoVue(BaseModel):
    """`mode` is numerique or papier. A code is shown by its end only: it opens a photo."""

    mode: Mode
    fin_code: str | None = None
    expire_le: datetime | None = None
    consommee: bool = False
    formulaire_recu_le: datetime | None = None

    @classmethod
    def of(cls, demande: Demande) -> Self | None:
        if (photo := demande.photo) is not None:
            return cls(mode="numerique", fin_code=photo.fin_code, expire_le=photo.expire_le, consommee=photo.consommee)
        if demande.formulaire is None:
            return None
        return cls(mode="papier", formulaire_recu_le=demande.formulaire.recu_le)


class TitreVue(BaseModel):
    """Where the card is: which office keeps it and until when, and whether it was asked for again."""

    numero_suivi: str | None
    bureau: str | None
    limite_le: datetime | None
    renvoi_demande_le: datetime | None

    @classmethod
    def of(cls, titre: Titre) -> Self:
        return cls(
            numero_suivi=titre.numero_suivi,
            bureau=titre.bureau,
            limite_le=titre.limite_le,
            renvoi_demande_le=titre.renvoi_demande_le,
        )


class Etapes(BaseModel):
    motif: MotifVue | None
    etat_civil: EtatCivilVue | None
    adresse_contact: AdresseContactVue | None
    photo_signature: PhotoVue | None


class PieceVue(BaseModel):
    id: UUID
    type: str
    libelle: str
    nom_fichier: str
    format: str
    taille: int
    pages: int
    controle: str
    causes: list[CauseRejet]
    deposee_le: datetime
    contenu_lisible: bool
    raison_maintien: str | None = None  # the filer keeps it although the engine refuses it
    contestable: bool = False  # whether he may

    @classmethod
    def of(cls, piece: PieceDeposee, role: Role) -> Self:
        return cls(
            id=piece.id,
            type=piece.type,
            libelle=piece.type.libelle,
            nom_fichier=piece.nom_fichier,
            format=piece.fichier.format,
            taille=piece.fichier.taille,
            pages=piece.fichier.pages,
            controle=piece.controle,
            causes=list(piece.causes),
            deposee_le=piece.deposee_le,
            contenu_lisible=contenu_lisible(piece.type, role),
            raison_maintien=None if piece.maintien is None else piece.maintien.raison,
            contestable=contestable(piece) and piece.maintien is None,
        )


class PieceDemandee(BaseModel):
    """A line of step 5: what the piece asks for, whether it must be there, how full it is."""

    type: str
    libelle: str
    consigne: str
    condition: str
    requise: bool
    dispensable: bool
    raison_absence: str | None = None  # why the filer cannot provide it
    pages: int
    pages_max: int


class RetourVue(BaseModel):
    tour: int
    demandeur: str
    causes: list[CauseRejet]
    commentaire: str | None
    le: datetime

    @classmethod
    def of(cls, retour: Retour) -> Self:
        return cls.model_validate(vars(retour))


class DocumentVue(BaseModel):
    id: UUID
    type: str
    libelle: str
    version: int
    produit_le: datetime

    @classmethod
    def of(cls, document: DocumentDisponible) -> Self:
        return cls.model_validate({**vars(document), "libelle": libelle(Document, document.type)})


class DemandeVue(Suivi):
    """Everything that the reader may see; `actes` is what he may do now, `pieces_retirables` the files that may go."""

    auto_ecole: AutoEcoleVue | None
    deposant: DeposantVue
    representant: RepresentantVue | None
    compte_candidat: str | None
    etapes: Etapes
    pieces: list[PieceVue]
    pieces_retirables: list[UUID]
    pieces_demandees: list[PieceDemandee]
    actes: list[str]
    causes_a_corriger: list[CauseRejet]
    retours: list[RetourVue]
    raison_refus: str | None
    rejet: RetourVue | None
    documents: list[DocumentVue]
    titre: TitreVue | None
    mandat_papier: bool
    effacee: bool
    delai_usuel: DelaiUsuelVue | None
    messages_non_lus: int
    messages_ouverts: bool = Field(description="Whether the reader may write to the préfecture now.")

    @classmethod
    def to(cls, caller: Caller, demande: Demande, now: datetime, delai: DelaiUsuel | None, non_lus: int) -> Self:
        return cls.model_validate(
            {
                **suivi_de(demande),
                "auto_ecole": demande.auto_ecole and AutoEcoleVue.of(demande.auto_ecole),
                "deposant": DeposantVue.of(demande, caller),
                "representant": demande.representant and RepresentantVue.of(demande.representant),
                "compte_candidat": demande.compte_candidat,
                "etapes": _etapes(demande),
                "pieces": [PieceVue.of(piece, caller.role) for piece in demande.pieces],
                "pieces_retirables": [piece.id for piece in demande.pieces if retirable(demande, piece)],
                "pieces_demandees": _demandees(demande, now),
                "actes": actes_possibles(demande, caller.role),
                "causes_a_corriger": demande.causes_a_corriger,
                "retours": [RetourVue.of(retour) for retour in demande.retours],
                "raison_refus": demande.raison_refus,
                "rejet": demande.raison_rejet and RetourVue.of(demande.raison_rejet),
                "documents": [DocumentVue.of(document) for document in demande.documents],
                "titre": demande.titre and TitreVue.of(demande.titre),
                "mandat_papier": demande.mandat_papier,
                "effacee": demande.effacee,
                "delai_usuel": DelaiUsuelVue.of(delai),
                "messages_non_lus": non_lus,
                "messages_ouverts": demande.statut in OUVERT and demande.deposant.compte == caller.id,
            }
        )


def _etapes(demande: Demande) -> Etapes:
    return Etapes(
        motif=demande.etape_motif and MotifVue.of(demande.etape_motif, demande),
        etat_civil=demande.etat_civil and EtatCivilVue.of(demande.etat_civil),
        adresse_contact=demande.adresse_contact and AdresseContactVue.of(demande.adresse_contact),
        photo_signature=PhotoVue.of(demande),
    )


def _demandees(demande: Demande, now: datetime) -> list[PieceDemandee]:
    cas = situation(demande, now)
    raisons = {absente.type_piece: absente.raison for absente in demande.pieces_absentes}
    requises: Sequence[Piece] = pieces_requises(cas) if cas else (Piece.IDENTITE, Piece.DOMICILE)
    return [
        PieceDemandee(
            type=type_piece,
            libelle=type_piece.libelle,
            consigne=PIECES[type_piece].consigne,
            condition=condition.libelle,
            requise=type_piece in requises,
            dispensable=PIECES[type_piece].dispensable,
            raison_absence=raisons.get(type_piece),
            pages=pages(demande.pieces, type_piece),
            pages_max=PIECES[type_piece].pages_max,
        )
        for type_piece, condition in conditions(demande.motif)
    ]
