"""Two people on one step: which fields somebody else changed since this form was shown, theirs beside one's own."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from portal.rendu import jour
from portal.routes.saisie.brouillon import Brouillon

Mots = Mapping[str, Mapping[str, str]]

LIBELLES: Mapping[str, str] = {
    "/motif": "Motif de la demande",
    "/beneficiaire": "Pour qui",
    "/premier_permis": "Premier permis ou ajout",
    "/categories": "Catégories demandées",
    "/categories_detenues": "Catégories détenues",
    "/visite_medicale": "Visite médicale",
    "/formation_complementaire": "Formation complémentaire",
    "/declarations/lit_le_francais": "Lecture du français",
    "/declarations/vehicule_amenage": "Véhicule aménagé",
    "/declarations/correction_vision": "Correction de la vision",
    "/declarations/affection": "Affection ou handicap",
    "/declarations/pension_invalidite": "Pension d'invalidité",
    "/mandat_papier": "Mandat papier",
    "/neph": "Numéro NEPH",
    "/numero_permis": "Numéro du permis",
    "/examen_le": "Date de l'examen réussi",
    "/nom_naissance": "Nom de naissance",
    "/nom_usage": "Nom d'usage",
    "/sexe": "Sexe",
    "/prenoms": "Prénoms",
    "/date_naissance": "Date de naissance",
    "/pays_naissance": "Pays de naissance",
    "/departement_naissance": "Département de naissance",
    "/commune_naissance": "Commune de naissance",
    "/nationalite": "Nationalité",
    "/representant/qualite": "Qualité du représentant légal",
    "/representant/nom": "Nom du représentant légal",
    "/representant/prenoms": "Prénoms du représentant légal",
    "/representant/sexe": "Sexe du représentant légal",
    "/numero_voie": "N° de la voie",
    "/extension": "Extension",
    "/type_voie": "Type de voie",
    "/nom_voie": "Nom de la voie",
    "/complement": "Complément d'adresse",
    "/code_postal": "Code postal",
    "/commune": "Commune",
    "/email": "Adresse mél",
    "/telephone": "Téléphone portable",
    "/reutilisation_donnees": "Réutilisation des données",
    "/mode": "Photo et signature",
}
"""In the order of the pages; a précision of a motif has the words of its question."""

VIDE = "(vide)"
DATES = frozenset({"/examen_le", "/date_naissance"})
SANS_ORDRE = frozenset({"/categories", "/categories_detenues"})
LIES: Mapping[str, tuple[str, ...]] = {"/commune": ("nom_commune", "code_postal")}
"""A code, the words that are typed for it, and what goes with them."""


class Ecart(NamedTuple):
    """One field: where it is on the page, what is saved of it now, what was typed, and whether it was typed at all."""

    pointeur: str
    champ: str
    nom: str
    enregistre: str
    saisi: str
    touche: bool = True


def etat(brouillon: Brouillon, slug: str) -> dict[str, Any]:
    """What is saved of a step, with the representative who is typed on the page of the état civil."""
    enregistre = dict(brouillon.enregistree(slug) or {})
    if slug == "etat-civil" and enregistre:
        enregistre["representant"] = brouillon.donnees["representant"]
    return enregistre


def sceau(brouillon: Brouillon, slug: str) -> str:
    """What the form was made from, kept in it: afterwards one can tell who changed what."""
    return json.dumps(etat(brouillon, slug), ensure_ascii=False, sort_keys=True)


def ecarts(
    avant: str,
    enregistre: Mapping[str, Any],
    saisi: Mapping[str, Any],
    champs: Mapping[str, str],
    libelles: Mapping[str, str],
    mots: Mots,
) -> list[Ecart]:
    """`avant` is the seal of the form. What nobody else changed is no difference: it is what was typed here."""
    leurs, miens, vu = _a_plat(enregistre), _a_plat(saisi), _avant(avant)
    jadis = None if vu is None else _a_plat(vu)
    return [
        Ecart(
            pointeur,
            champs[pointeur],
            nom,
            _dit(pointeur, leurs, mots),
            _dit(pointeur, miens, mots),
            touche=jadis is None or miens.get(pointeur) != jadis.get(pointeur),
        )
        for pointeur, nom in {**LIBELLES, **libelles}.items()
        if pointeur in champs
        and leurs.get(pointeur) != miens.get(pointeur)
        and (jadis is None or leurs.get(pointeur) != jadis.get(pointeur))
    ]


def repris(saisi: Mapping[str, Any], enregistre: Mapping[str, Any], pointeurs: str) -> dict[str, Any]:
    """What was typed, with what is saved in the place of one field of it, or of several with a space between."""
    found = dict(saisi)
    for pointeur in pointeurs.split()[: len(LIBELLES)]:
        found = _repris(found, enregistre, pointeur)
    return found


def _repris(saisi: Mapping[str, Any], enregistre: Mapping[str, Any], pointeur: str) -> dict[str, Any]:
    tete, _, reste = pointeur.removeprefix("/").partition("/")
    if reste:
        return {**saisi, tete: {**(saisi.get(tete) or {}), reste: (enregistre.get(tete) or {}).get(reste)}}
    return {**saisi, **{nom: enregistre.get(nom) for nom in (tete, *LIES.get(pointeur, ()))}}


def _avant(sceau: str) -> Mapping[str, Any] | None:
    """None when the form does not say what it was made from."""
    try:
        lu = json.loads(sceau)
    except ValueError:
        return None
    return lu if isinstance(lu, dict) else None


def _a_plat(etape: Mapping[str, Any], racine: str = "") -> dict[str, Any]:
    """By pointer; what is empty is None, however it is written."""
    plat: dict[str, Any] = {}
    for nom, valeur in etape.items():
        pointeur = f"{racine}/{nom}"
        if isinstance(valeur, dict):
            plat |= _a_plat(valeur, pointeur)
        elif isinstance(valeur, list) and pointeur in SANS_ORDRE:
            plat[pointeur] = sorted(map(str, valeur)) or None
        else:
            plat[pointeur] = None if valeur in ("", []) else valeur
    return plat


def _dit(pointeur: str, plat: Mapping[str, Any], mots: Mots) -> str:
    valeur = plat.get(pointeur)
    if pointeur in LIES:
        valeur = plat.get(f"/{LIES[pointeur][0]}", valeur)
    if isinstance(valeur, bool):
        return "Oui" if valeur else "Non"
    if isinstance(valeur, list):
        return ", ".join(map(str, valeur))
    if valeur is None:
        return VIDE
    texte = str(valeur)
    return _jour(texte) if pointeur in DATES else mots.get(pointeur, {}).get(texte, texte)


def _jour(texte: str) -> str:
    try:
        return jour(texte)
    except ValueError:
        return texte
