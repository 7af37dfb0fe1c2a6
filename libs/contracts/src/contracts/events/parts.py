"""Values that several events carry: the person, the address, the school, the files, the dossier as it was validated."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from contracts.events.base import PERSONNEL, Part, TextePersonnel


class EtatCivil(Part):
    """The person the licence is for, letter for letter as on the identity document (seed 000)."""

    nom_naissance: TextePersonnel
    nom_usage: TextePersonnel | None = None
    prenoms: Annotated[tuple[str, ...], PERSONNEL]
    sexe: TextePersonnel  # F or M
    date_naissance: Annotated[date, PERSONNEL]
    pays_naissance: TextePersonnel  # ISO 3166-1 alpha-2
    departement_naissance: TextePersonnel | None = None
    commune_naissance: TextePersonnel


class Adresse(Part):
    """Where the person lives and the card will go, as posted: lines without the empty ones."""

    lignes: Annotated[tuple[str, ...], PERSONNEL]
    code_postal: TextePersonnel
    commune: TextePersonnel


class Contact(Part):
    """How to reach the person: mail always, mobile phone recommended (seed 004)."""

    email: TextePersonnel
    telephone: TextePersonnel | None = None


class AutoEcole(Part):
    """The school that filed: its account, the name it goes by, its agrément."""

    compte: UUID
    raison_sociale: str
    numero_agrement: str
    email: TextePersonnel


class Prefecture(Part):
    """The préfecture or sous-préfecture of an arrondissement: INSEE code (921) and name (Antony)."""

    code: str
    nom: str


class Fichier(Part):
    """A stored file: bucket, random object key, SHA-256 in hex, media type, size in bytes, pages."""

    bucket: str
    cle: str
    sha256: str
    format: str
    taille: int
    pages: int = 1


class PieceJointe(Part):
    """One file of a pièce justificative, with the verdict of the image check if there is one yet.

    `nom_fichier` is the name that the filer gave it, shown when the demande is read back. `maintenue`: the engine
    refuses it and the filer keeps it for the reason that `raison` tells; an agent decides.
    """

    id: UUID
    type: str
    fichier: Fichier
    controle: str = "en_cours"
    nom_fichier: TextePersonnel | None = None
    maintenue: bool = False
    raison: TextePersonnel | None = None


class Ephoto(Part):
    """The numeric photo and signature that a code stands for; never the code itself."""

    id: UUID
    photo: Fichier
    signature: Fichier


class Zone(Part):
    """A place on a page as it is seen upright: fractions of its width and height, from the upper left corner."""

    page: int  # from 1
    x: float
    y: float
    largeur: float
    hauteur: float


class CauseRejet(Part):
    """Why something is not accepted: a code of the vocabulary, the cause and the remedy as shown, the piece if one.

    `zones`: where on the image the cause can be seen, when it has a place.
    """

    code: str
    cause: str
    remede: str
    piece: UUID | None = None
    type_piece: str | None = None
    zones: tuple[Zone, ...] = ()


class Representant(Part):
    """Who acts for a minor or a person under guardianship: his is the account, the mail and the phone (seed 002)."""

    qualite: str  # pere, mere, tuteur, autre
    nom: TextePersonnel
    prenoms: Annotated[tuple[str, ...], PERSONNEL]
    sexe: TextePersonnel  # F or M


class Precision(Part):
    """One answer of step 1 that only some motifs ask: its code, the question as asked, the answer as shown."""

    code: str
    libelle: str
    valeur: TextePersonnel


class PieceAbsente(Part):
    """A required piece that the filer says he cannot provide, and why: the instructor decides."""

    type_piece: str
    raison: TextePersonnel


class Saisie(Part):
    """What was answered at step 1 beside the motif, and at step 3 on the reuse of data (seeds 001, 004).

    `beneficiaire` and `formation_complementaire` are the answers as shown; `declarations` what the candidate declares.
    """

    beneficiaire: str
    visite_medicale: bool
    formation_complementaire: str
    categories_detenues: tuple[str, ...] = ()
    declarations: tuple[Precision, ...] = ()
    reutilisation_donnees: bool = False


class DossierSansPhoto(Part):
    """The demande as the candidate validated it, wherever its photo and signature are.

    `categorie` is the first of `categories`. `candidat` is None when the school holds a paper mandate: no account then
    sees the demande but the school's. `contact` is the legal representative's when there is one.
    """

    numero: str
    motif: str
    categorie: str
    premier_permis: bool
    prefecture: Prefecture
    candidat: UUID | None = None
    auto_ecole: AutoEcole | None = None
    etat_civil: EtatCivil
    adresse: Adresse
    contact: Contact
    pieces: tuple[PieceJointe, ...]
    validee_le: datetime
    categories: tuple[str, ...] = ()
    precisions: tuple[Precision, ...] = ()
    neph: TextePersonnel | None = None
    numero_permis: TextePersonnel | None = None
    examen_le: Annotated[date | None, PERSONNEL] = None
    nationalite: TextePersonnel | None = None  # ISO 3166-1 alpha-2
    representant: Representant | None = None
    pieces_absentes: tuple[PieceAbsente, ...] = ()
    mandat_papier: bool = False
    saisie: Saisie | None = None


class Dossier(DossierSansPhoto):
    """The demande as the candidate validated it: all that instruction and documents need, and they keep it."""

    ephoto: Ephoto
