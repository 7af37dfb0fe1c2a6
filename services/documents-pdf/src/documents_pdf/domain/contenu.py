"""What is printed on a document: the words of the dossier, ready for the page."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime

from contracts.events.parts import Adresse, EtatCivil, Fichier
from contracts.vocabulary.categories import Categorie
from contracts.vocabulary.documents import Document
from contracts.vocabulary.mot import libelle
from contracts.vocabulary.motifs import Motif
from documents_pdf.domain.formulation import avec_l_heure, en_toutes_lettres, enumere, lisible
from documents_pdf.domain.pays import nom_du_pays
from documents_pdf.domain.sujet import Sujet

SEXES = {"F": "Féminin", "M": "Masculin"}
NE_LE = {"F": "Née le", "M": "Né le"}


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

    @property
    def jour(self) -> str:
        """The day that the document bears."""
        return en_toutes_lettres(self.fait_le)

    @property
    def empreinte(self) -> str:
        """SHA-256 of what the document says: the same words make no second document."""
        dit = asdict(self) | {"fait_le": None}
        for image in ("photo", "signature"):
            fichier: Fichier | None = dit[image]
            dit[image] = fichier and fichier.sha256
        return hashlib.sha256(json.dumps(dit, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def contenu(type: Document, sujet: Sujet, *, images: bool = False, jusqu_a: datetime | None = None) -> Contenu:
    """The words of a document; `images` when it shows photo and signature, `jusqu_a` its last day if it has one."""
    etat_civil, ecole, ephoto = sujet.etat_civil, sujet.auto_ecole, sujet.ephoto if images else None
    limite = jusqu_a or sujet.limite_le
    return Contenu(
        type=type,
        fait_le=sujet.fait_le,
        numero=lisible(sujet.numero),
        neph=lisible(sujet.neph) if sujet.neph else None,
        motif=lisible(libelle(Motif, sujet.motif)),
        categorie=lisible(sujet.categorie),
        categorie_libelle=lisible(libelle(Categorie, sujet.categorie)),
        categories=tuple(f"{lisible(code)} – {lisible(libelle(Categorie, code))}" for code in sujet.categories),
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
