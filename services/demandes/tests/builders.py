"""Demandes at each point of their life, made by the acts themselves."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from contracts.events.instruction import TitreAvanceV1
from contracts.events.parts import AutoEcole, CauseRejet, Ephoto, Fichier, Prefecture
from contracts.vocabulary.categories import Categorie
from contracts.vocabulary.causes import Cause
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.pieces import Piece
from contracts.vocabulary.statuts import Statut
from demandes.domain.adresse_contact import AdresseContact
from demandes.domain.candidat import rattacher
from demandes.domain.complement import completer
from demandes.domain.demande import Decision, Demande, PieceDeposee
from demandes.domain.depot import deposer_piece, retirer_piece
from demandes.domain.etat_civil import EtatCivil
from demandes.domain.expiration import expirer
from demandes.domain.finalisation import finaliser
from demandes.domain.formulaire import recevoir_formulaire
from demandes.domain.motif import Declarations, EtapeMotif
from demandes.domain.photo_signature import Photo, empreinte_code
from demandes.domain.production import avancer_titre
from demandes.domain.saisie import (
    choisir_formulaire,
    choisir_photo,
    ouvrir,
    saisir_adresse_contact,
    saisir_etat_civil,
    saisir_motif,
)
from demandes.domain.validation import refuser, valider, valider_par_mandat
from demandes.domain.verification import (
    accepter,
    constater_images_conformes,
    constater_images_refusees,
    rejeter,
)

LUNDI = datetime(2026, 4, 13, 12, 24, 48, tzinfo=UTC)
ECOLE = UUID("11111111-1111-4111-8111-111111111111")
CANDIDAT = UUID("22222222-2222-4222-8222-222222222222")
TITRE = Motif.TITRE_EXAMEN
ANTONY = Prefecture(code="921", nom="Antony")
CODE = "ABCD1234EFGH5678JKLM9Z"
JAMAIS = Declarations(
    lit_le_francais=True, vehicule_amenage=False, correction_vision=False, affection=False, pension_invalidite=False
)
AUTO_ECOLE = AutoEcole(
    compte=ECOLE, raison_sociale="Auto-école du Parc", numero_agrement="E 17 092 0006 0", email="parc@exemple.fr"
)
MOTIF = EtapeMotif(
    premier_permis=True,
    categories=(Categorie.B,),
    visite_medicale=False,
    formation_complementaire="aucune",
    declarations=JAMAIS,
)
ETAT_CIVIL = EtatCivil(
    nom_naissance="Lefèvre",
    nom_usage=None,
    prenoms=("Éric", "Jean-Pierre"),
    sexe="M",
    date_naissance=date(1996, 5, 2),
    pays_naissance="FR",
    departement_naissance="92",
    commune_naissance="Suresnes",
)
ADRESSE = AdresseContact(
    numero_voie="12",
    extension="bis",
    type_voie="rue",
    nom_voie="Camille Claudel",
    complement=None,
    code_postal="92120",
    commune="92049",
    nom_commune="Montrouge",
    prefecture=ANTONY,
    email="eric@exemple.fr",
    telephone="+33612345678",
    reutilisation_donnees=False,
)


def fichier(pages: int = 1, taille: int = 100_000) -> Fichier:
    return Fichier(bucket="pieces", cle=str(uuid4()), sha256="0" * 64, format="image/jpeg", taille=taille, pages=pages)


def piece(type_piece: Piece = Piece.IDENTITE, *, pages: int = 1, le: datetime = LUNDI) -> PieceDeposee:
    return PieceDeposee(
        id=uuid4(), type=type_piece, nom_fichier=f"{type_piece}.jpg", fichier=fichier(pages), deposee_le=le
    )


def ephoto() -> Ephoto:
    return Ephoto(id=uuid4(), photo=fichier(), signature=fichier())


def photo(code: str = CODE) -> Photo:
    return Photo(empreinte_code(code), code[-4:], ephoto(), LUNDI + timedelta(days=180))


def cause(code: Cause = Cause.FLOUE, *, piece: PieceDeposee | None = None, type_piece: str | None = None) -> CauseRejet:
    return CauseRejet(
        code=code,
        cause=code.libelle,
        remede=code.remede,
        piece=piece and piece.id,
        type_piece=piece.type if piece else type_piece,
    )


@dataclass
class Vie:
    """A demande led from act to act; the clock goes on by a minute each time."""

    demande: Demande = field(init=False)
    now: datetime = LUNDI
    motif: Motif = Motif.INSCRIPTION
    par: AutoEcole | UUID = AUTO_ECOLE
    papier: bool = False
    mandat: bool = False

    def __post_init__(self) -> None:
        self.demande = ouvrir(uuid4(), self.motif, self.par, 1000, self.now).demande

    def minute(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    def brouillon_complet(self) -> "Vie":
        etape = replace(MOTIF, motif=self.motif, mandat_papier=self.mandat)
        self.demande = saisir_motif(self.demande, etape, self.minute()).demande
        self.demande = saisir_etat_civil(self.demande, ETAT_CIVIL, self.minute()).demande
        self.demande = saisir_adresse_contact(self.demande, ADRESSE, self.minute()).demande
        if self.papier:
            self.demande = choisir_formulaire(self.demande, self.minute()).demande
        else:
            self.demande = choisir_photo(self.demande, photo(), self.minute()).demande
        self.joindre(Piece.IDENTITE, pages=2)
        self.joindre(Piece.DOMICILE)
        return self

    def joindre(self, type_piece: Piece, *, pages: int = 1) -> PieceDeposee:
        jointe = piece(type_piece, pages=pages, le=self.minute())
        self.demande = deposer_piece(self.demande, jointe, self.now).demande
        return jointe

    def retirer(self, jointe: PieceDeposee) -> None:
        self.demande = retirer_piece(self.demande, jointe.id, self.minute()).demande

    def finalisee(self) -> "Vie":
        self.brouillon_complet()
        self.demande = finaliser(self.demande, self.minute()).demande
        return self

    def a_valider(self) -> "Vie":
        self.finalisee()
        rattachee = rattacher(self.demande, CANDIDAT, actif=True, now=self.minute())
        assert rattachee is not None
        self.demande = rattachee.demande
        return self

    def validee(self) -> "Vie":
        """By the candidate whom the school named, the person who files alone, or the school with its mandate."""
        if self.mandat:
            self.brouillon_complet()
            faite = valider_par_mandat(self.demande, ECOLE, conserve=True, now=self.minute(), tirage=77691)
        else:
            if self.demande.auto_ecole is None:
                self.brouillon_complet()
            else:
                self.a_valider()
            faite = valider(self.demande, CANDIDAT, atteste=True, now=self.minute(), tirage=77691)
        self.demande = faite.demande
        return self

    def formulaire_recu(self) -> "Vie":
        self.validee()
        recue = recevoir_formulaire(self.demande, ephoto(), self.minute(), self.now)
        assert recue is not None
        self.demande = recue.demande
        return self

    def a_completer(self, *causes: CauseRejet) -> "Vie":
        self.validee()
        demandees = causes or (cause(piece=self.demande.pieces[0]),)
        self.demande = constater_images_refusees(self.demande, demandees, None, self.minute()).demande
        return self

    def completee(self) -> "Vie":
        self.a_completer()
        refusee = self.demande.pieces[0]
        self.retirer(refusee)
        self.joindre(refusee.type)
        self.demande = completer(self.demande, ECOLE, self.minute()).demande
        return self

    def en_instruction(self) -> "Vie":
        self.validee()
        self.demande = constater_images_conformes(self.demande, self.minute()).demande
        return self

    def acceptee(self) -> "Vie":
        self.en_instruction()
        self.demande = accepter(self.demande, "260492123456", self.minute()).demande
        return self

    def titre(self, *etapes: str, limite: timedelta | None = None) -> "Vie":
        """The card of an accepted demande, to the last of these steps."""
        self.acceptee()
        for rang, etape in enumerate(etapes, start=1):
            self.avancer(etape, rang, limite)
        return self

    def avancer(self, etape: str, rang: int, limite: timedelta | None = None) -> Decision | None:
        le = self.minute()
        fait = TitreAvanceV1(etape=etape, rang=rang, limite_le=limite and le + limite, le=le)
        decision = avancer_titre(self.demande, fait, le)
        self.demande = decision.demande if decision else self.demande
        return decision

    def rejetee(self) -> "Vie":
        self.en_instruction()
        self.demande = rejeter(self.demande, [cause(Cause.PIECE_NON_RECEVABLE)], None, self.minute()).demande
        return self

    def refusee(self) -> "Vie":
        self.a_valider()
        self.demande = refuser(self.demande, CANDIDAT, raison="Mon prénom est mal écrit.", now=self.minute()).demande
        return self

    def expiree(self) -> "Vie":
        self.a_valider()
        expiree = expirer(self.demande, self.now + timedelta(days=31))
        assert expiree is not None
        self.demande = expiree.demande
        return self


VIES: dict[Statut, Callable[[], Vie]] = {
    Statut.BROUILLON: lambda: Vie().brouillon_complet(),
    Statut.ATTENTE_VALIDATION_USAGER: lambda: Vie().a_valider(),
    Statut.REFUSEE_USAGER: lambda: Vie().refusee(),
    Statut.VERIFICATION_IMAGES: lambda: Vie().validee(),
    Statut.A_COMPLETER: lambda: Vie().a_completer(),
    Statut.EN_INSTRUCTION: lambda: Vie().en_instruction(),
    Statut.ACCEPTEE: lambda: Vie().acceptee(),
    Statut.REJETEE: lambda: Vie().rejetee(),
    Statut.EXPIREE: lambda: Vie().expiree(),
    Statut.ATTENTE_FORMULAIRE_PHOTO: lambda: Vie(papier=True).validee(),
    Statut.EN_PRODUCTION: lambda: Vie(motif=TITRE).titre("en_production"),
    Statut.PRODUITE: lambda: Vie(motif=TITRE).titre("en_production", "produite"),
    Statut.EXPEDIEE: lambda: Vie(motif=TITRE).titre("en_production", "produite", "expediee"),
    Statut.EN_INSTANCE: lambda: Vie(motif=TITRE).titre("expediee", "en_instance"),
    Statut.REMISE: lambda: Vie(motif=TITRE).titre("expediee", "remise"),
    Statut.RETOURNEE: lambda: Vie(motif=TITRE).titre("expediee", "en_instance", "retournee"),
    Statut.DETRUITE: lambda: Vie(motif=TITRE).titre("retournee", "detruite"),
}


def au_statut(statut: Statut) -> Demande:
    return VIES[statut]().demande


def avec_piece(demande: Demande, **changes: Any) -> Demande:
    """The same demande, its first file changed."""
    return replace(demande, pieces=(replace(demande.pieces[0], **changes), *demande.pieces[1:]))
