"""What is printed on a document: the words of the dossier, ready for the page."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime

from contracts.events.parts import Adresse, EtatCivil, Fichier
from contracts.vocabulary.categories import Categorie
from contracts.vocabulary.documents import Document
from contracts.vocabulary.mot import libelle
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.pieces import Piece
from documents_pdf.domain.essentiel import Essentiel
from documents_pdf.domain.formulation import (
    PARIS,
    avec_l_heure,
    en_toutes_lettres,
    enumere,
    lisible,
    paragraphes,
    typographie,
)
from documents_pdf.domain.pays import nom_du_pays
from documents_pdf.domain.recapitulatif import Bloc, Ligne, blocs
from documents_pdf.domain.sujet import Retour, Sujet

SEXES = {"F": "Féminin", "M": "Masculin"}
NE_LE = {"F": "Née le", "M": "Né le"}
A_L_EPREUVE = {"vehicule_amenage": "Véhicule aménagé", "correction_vision": "Correction de la vue"}
"""Of what the candidate declared, what the inspector must see; his health is not the inspector's business."""
DEMANDEURS = {
    "ctn": "Le Centre de traitement et de numérisation (CTN)",
    "prefecture": "La préfecture de {prefecture}",
}


@dataclass(frozen=True)
class Raison:
    """Why something is not accepted, and what to do about it."""

    piece: str
    cause: str
    remede: str


@dataclass(frozen=True)
class Contenu:
    """One document's words. `fait_le` alone may differ between two documents that say the same."""

    type: Document
    fait_le: datetime
    numero: str
    neph: str | None
    motif: str
    categorie: str
    categorie_libelle: str
    categories: tuple[str, ...]
    premier_permis: bool | None
    deposee_le: str
    prefecture: str
    auto_ecole: str | None
    numero_agrement: str | None
    nom_naissance: str
    nom_usage: str | None
    prenoms: str
    sexe: str
    naissance_intitule: str
    naissance: str
    adresse: tuple[str, ...]
    photo: Fichier | None
    signature: Fichier | None
    numero_permis: str | None = None
    limite: str | None = None
    conditions: tuple[Ligne, ...] = ()
    blocs: tuple[Bloc, ...] = ()
    demandeur: str = ""
    raisons: tuple[Raison, ...] = ()
    commentaire: tuple[str, ...] = ()
    essentiel: Essentiel = field(kw_only=True)

    @property
    def jour(self) -> str:
        """The day that the document bears."""
        return en_toutes_lettres(self.fait_le)

    @property
    def empreinte(self) -> str:
        """SHA-256 of what the document says: the same words make no second document.

        What says nothing does not count: a kind of words more, and the documents without it stay the same.
        """
        dit = {nom: valeur for nom, valeur in asdict(self).items() if valeur not in ("", ())} | {"fait_le": None}
        del dit["essentiel"]  # the same facts, in other words
        for image in ("photo", "signature"):
            fichier: Fichier | None = dit[image]
            dit[image] = fichier and fichier.sha256
        return hashlib.sha256(json.dumps(dit, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def contenu(
    type: Document, sujet: Sujet, *, images: bool = False, entier: bool = False, jusqu_a: datetime | None = None
) -> Contenu:
    """The words of a document: `images` when it shows photo and signature, `entier` when it reads the whole demande
    back, `jusqu_a` its last day if it has one.
    """
    etat_civil, ecole, ephoto = sujet.etat_civil, sujet.auto_ecole, sujet.ephoto if images else None
    limite = jusqu_a or sujet.limite_le
    return Contenu(
        type=type,
        fait_le=sujet.fait_le,
        numero=lisible(sujet.numero),
        neph=lisible(sujet.neph) if sujet.neph else None,
        motif=typographie(libelle(Motif, sujet.motif)),
        categorie=lisible(sujet.categorie),
        categorie_libelle=typographie(libelle(Categorie, sujet.categorie)),
        categories=tuple(f"{lisible(code)} – {typographie(libelle(Categorie, code))}" for code in sujet.categories),
        premier_permis=sujet.premier_permis,
        deposee_le=avec_l_heure(sujet.validee_le),
        prefecture=f"{lisible(sujet.prefecture.nom)} ({lisible(sujet.prefecture.code)})",
        auto_ecole=lisible(ecole.raison_sociale) if ecole else None,
        numero_agrement=lisible(ecole.numero_agrement) if ecole else None,
        nom_naissance=lisible(etat_civil.nom_naissance),
        nom_usage=lisible(etat_civil.nom_usage or "") or None,
        prenoms=enumere(etat_civil.prenoms),
        sexe=SEXES.get(etat_civil.sexe, lisible(etat_civil.sexe)),
        naissance_intitule=NE_LE.get(etat_civil.sexe, "Né(e) le"),
        naissance=naissance(etat_civil),
        adresse=lignes(sujet.adresse),
        photo=ephoto.photo if ephoto else None,
        signature=ephoto.signature if ephoto else None,
        numero_permis=lisible(sujet.numero_permis) if sujet.numero_permis else None,
        limite=en_toutes_lettres(limite) if limite else None,
        conditions=_conditions(sujet) if type is Document.ATTESTATION_INSCRIPTION else (),
        blocs=blocs(sujet.valide) if entier and sujet.valide else (),
        demandeur=_demandeur(sujet.retour, sujet) if sujet.retour else "",
        raisons=_raisons(sujet.retour) if sujet.retour else (),
        commentaire=paragraphes(sujet.retour.commentaire or "") if sujet.retour else (),
        essentiel=_essentiel(type, sujet, jusqu_a),
    )


def _essentiel(type: Document, sujet: Sujet, jusqu_a: datetime | None) -> Essentiel:
    return Essentiel(
        type=type,
        numero=lisible(sujet.numero),
        nom=lisible(sujet.etat_civil.nom_naissance),
        prenoms=tuple(filter(None, map(lisible, sujet.etat_civil.prenoms))),
        ne_le=sujet.etat_civil.date_naissance,
        categories=tuple(map(lisible, sujet.categories)),
        delivre_le=sujet.fait_le.astimezone(PARIS).date(),
        valable_jusqu_a=jusqu_a.astimezone(PARIS).date() if jusqu_a else None,
    )


def _conditions(sujet: Sujet) -> tuple[Ligne, ...]:
    saisie = sujet.valide.saisie if sujet.valide else None
    if saisie is None:
        return ()
    detenues = enumere(saisie.categories_detenues)
    lignes = [Ligne("Catégories déjà détenues", detenues)] if detenues else []
    return (
        *lignes,
        *(Ligne(A_L_EPREUVE[d.code], lisible(d.valeur).lower()) for d in saisie.declarations if d.code in A_L_EPREUVE),
    )


def _demandeur(retour: Retour, sujet: Sujet) -> str:
    return DEMANDEURS.get(retour.demandeur, DEMANDEURS["prefecture"]).format(prefecture=lisible(sujet.prefecture.nom))


def _raisons(retour: Retour) -> tuple[Raison, ...]:
    return tuple(
        Raison(
            piece=typographie(libelle(Piece, cause.type_piece)) if cause.type_piece else "Demande",
            cause=typographie(cause.cause),
            remede=typographie(cause.remede),
        )
        for cause in retour.causes
    )


def naissance(etat_civil: EtatCivil) -> str:
    """« 29 février 2004 à Villeurbanne (69) », or « … à Wrocław (Pologne) »."""
    lieu = lisible(etat_civil.commune_naissance)
    abroad = etat_civil.pays_naissance != "FR"
    precision = nom_du_pays(etat_civil.pays_naissance) if abroad else etat_civil.departement_naissance
    suite = f" ({lisible(precision)})" if precision else ""
    return f"{en_toutes_lettres(etat_civil.date_naissance)} à {lieu}{suite}"


def lignes(adresse: Adresse) -> tuple[str, ...]:
    """The address as it is posted, the commune last."""
    commune = f"{lisible(adresse.code_postal)} {lisible(adresse.commune)}"
    return (*filter(None, map(lisible, adresse.lignes)), commune)
