"""A dossier as its page shows it: plates of images beside the fields that they prove, causes that fit each piece."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from babel import Locale

from contracts.vocabulary.mot import libelle
from contracts.vocabulary.pieces import Piece

ETAT_CIVIL = ("nom_naissance", "nom_usage", "prenoms", "sexe", "date_naissance", "naissance", "nationalite")
PROUVE: Mapping[str, Sequence[str]] = {
    Piece.IDENTITE: ETAT_CIVIL,
    Piece.ACTE_ETAT_CIVIL: ETAT_CIVIL,
    Piece.SEJOUR: ETAT_CIVIL,
    Piece.PERMIS: (*ETAT_CIVIL, "neph"),
    Piece.SERVICE_NATIONAL: ("nom_naissance", "prenoms", "date_naissance"),
    Piece.ASSR: ("nom_naissance", "prenoms", "date_naissance"),
    Piece.DOMICILE: ("nom_naissance", "nom_usage", "prenoms", "adresse"),
    Piece.HEBERGEMENT: ("nom_naissance", "prenoms", "adresse"),
    Piece.IDENTITE_HEBERGEANT: ("adresse",),
    Piece.RESIDENCE_NORMALE: ("nom_naissance", "prenoms", "adresse"),
    Piece.AVIS_MEDICAL: ("nom_naissance", "prenoms", "date_naissance", "categorie"),
    Piece.CEPC: ("nom_naissance", "prenoms", "date_naissance", "categorie", "examen_le", "neph"),
}
"""Which fields stand beside which paper: layout, no rule. Beside one that is not here stands the whole état civil."""

NOMS = {
    "nom_naissance": "Nom de naissance",
    "nom_usage": "Nom d’usage",
    "prenoms": "Prénoms",
    "sexe": "Sexe",
    "date_naissance": "Né(e) le",
    "naissance": "Lieu de naissance",
    "nationalite": "Nationalité",
    "adresse": "Adresse",
    "categorie": "Catégorie",
    "examen_le": "Examen réussi le",
    "neph": "NEPH",
}


SEXES = {"F": "Féminin", "M": "Masculin"}
PAYS = Locale.parse("fr_FR").territories


@dataclass(frozen=True)
class Plaque:
    """One image, and what is beside it."""

    rang: int
    titre: str
    adresse: str
    piece: Mapping[str, Any] | None
    champs: Sequence[str] = ()
    lectures: list[Any] = field(default_factory=list)
    contenu: str = ""


def plaques(vue: Any) -> list[Plaque]:
    """Page by page, then photo and signature."""
    ici = f"/instruction/dossiers/{vue['demande']}"
    found: list[Plaque] = []
    for piece in vue["pieces"]:
        for page in range(1, piece["pages"] + 1):
            found.append(_de_piece(len(found) + 1, ici, piece, page))
    for nom, titre in (("photo", "Photo d’identité"), ("signature", "Signature")):
        found.append(Plaque(len(found) + 1, titre, f"{ici}/{nom}", None, ("nom_naissance", "prenoms", "sexe")))
    return found


def _de_piece(rang: int, ici: str, piece: Any, page: int) -> Plaque:
    suite = f" – page {page} sur {piece['pages']}" if piece["pages"] > 1 else ""
    return Plaque(
        rang=rang,
        titre=f"{piece['libelle']}{suite}",
        adresse=f"{ici}/pieces/{piece['id']}/pages/{page}",
        piece=piece,
        champs=PROUVE.get(piece["type"], ETAT_CIVIL),
        lectures=[lue for lue in piece.get("lectures") or () if lue.get("page", 1) == page],
        contenu=f"{ici}/pieces/{piece['id']}/contenu",
    )


def valeurs(vue: Any) -> dict[str, str]:
    """What was entered, field by field; what is not there is left out."""
    dossier, personne = vue["dossier"], vue["dossier"]["etat_civil"]
    lieu = (personne["commune_naissance"], personne.get("departement_naissance"), _pays(personne["pays_naissance"]))
    found = {
        "nom_naissance": personne.get("nom_naissance"),
        "nom_usage": personne.get("nom_usage"),
        "prenoms": ", ".join(personne.get("prenoms") or ()),
        "sexe": SEXES.get(personne["sexe"], personne["sexe"]),
        "date_naissance": personne.get("date_naissance"),
        "naissance": " – ".join(str(part) for part in lieu if part),
        "nationalite": _pays(dossier.get("nationalite")),
        "adresse": _adresse(dossier["adresse"]),
        "categorie": vue.get("libelle_categorie"),
        "examen_le": dossier.get("examen_le"),
        "neph": vue.get("neph") or dossier.get("neph"),
    }
    return {nom: str(valeur) for nom, valeur in found.items() if valeur}


def _pays(code: str | None) -> str | None:
    """FR is France."""
    return PAYS.get(code, code) if code else None


def _adresse(adresse: Mapping[str, Any]) -> str:
    return ", ".join((*adresse["lignes"], f"{adresse['code_postal']} {adresse['commune']}")) if adresse else ""


def causes_de(vue: Any, causes: list[Any]) -> list[tuple[str, str, list[Any]]]:
    """(what it is about, its title, the causes that fit): each piece, then the demande as a whole."""
    motif = vue["motif"]
    du_motif = [cause for cause in causes if cause["motifs"] is None or motif in cause["motifs"]]
    found = [
        (piece["id"], piece["libelle"], [c for c in du_motif if c["pieces"] is None or piece["type"] in c["pieces"]])
        for piece in vue["pieces"]
    ]
    return [*found, ("demande", "La demande dans son ensemble", [c for c in du_motif if c["demande"]])]


def absentes(vue: Any) -> list[tuple[str, str, str]]:
    """Pieces that the person could not give: code, words, why."""
    return [
        (absente["type_piece"], libelle(Piece, absente["type_piece"]), absente.get("raison") or "")
        for absente in vue["dossier"].get("pieces_absentes") or ()
    ]
