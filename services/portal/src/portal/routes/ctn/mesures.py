"""How the measures of the engine are called on the agent's screen, and how far each is from its thresholds."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from portal.rendu import nombre

NOMS: Mapping[str, str] = {
    "cote_long": "Grand côté (pixels)",
    "nettete": "Netteté",
    "nettete_zone": "Netteté de la zone la moins nette",
    "moitie_floue": "Écriture floue d’une seule moitié",
    "hauteur_texte": "Hauteur des lettres (pixels)",
    "reflet": "Part sous un reflet",
    "ombre": "Part du texte dans l’ombre",
    "part_noire": "Part presque noire",
    "cotes_coupes": "Bords coupés",
    "lettres_coupees": "Lettres coupées à gauche ou à droite (pour cent)",
    "lettres_rognees": "Lettres coupées en haut ou en bas",
    "blanc": "Blanc au-dessus ou au-dessous du texte (hauteurs de lettre)",
    "carrure": "Petit côté par grand côté",
    "sans_lignes": "Lignes introuvables",
    "pente": "Pente des lignes (degrés)",
    "fuite": "Perspective",
    "marge": "Marge du texte",
    "couchee": "Page couchée",
    "envers": "Page à l’envers",
    "teintes": "Couleurs (sur 255)",
    "page_double": "Page en double",
    "marches": "Traces de compression",
    "clarte": "Clarté du papier (sur 255)",
    "encre": "Encre (sur 255)",
    "part_ecrite": "Part écrite de la page",
    "largeur": "Largeur (pixels)",
    "hauteur": "Hauteur (pixels)",
    "proportions": "Proportions",
    "luminance": "Luminance",
    "part_brulee": "Part brûlée",
    "part_bouchee": "Part bouchée",
    "visages": "Visages",
    "penche": "Photo penchée (degrés)",
    "profil": "Visage de profil",
    "tete": "Hauteur de la tête",
    "place_x": "Place des yeux, de gauche (mm)",
    "place_y": "Place des yeux, du bas (mm)",
    "haut_touche": "Tête contre le bord haut",
    "inclinaison": "Inclinaison (degrés)",
    "symetrie": "Symétrie du visage",
    "yeux": "Yeux vus",
    "ecart_yeux": "Écart des yeux (pixels)",
    "ouverture_yeux": "Ouverture des yeux",
    "yeux_rouges": "Rouge des yeux",
    "reflet_yeux": "Reflet sur les yeux",
    "fond_vu": "Part du fond vue",
    "fond_ecart": "Uniformité du fond",
    "fond_clarte": "Clarté du fond",
    "fond_teinte": "Teinte du fond",
    "lumiere_cotes": "Différence de lumière gauche-droite",
    "visage_brule": "Part brûlée du visage",
    "couleur": "Couleur de la peau",
    "derive_couleur": "Dérive des couleurs",
    "platitude": "Aplats du visage",
    "tons": "Tons (dessin)",
    "trame": "Trame d’impression ou d’écran",
    "fond": "Clarté du papier (signature)",
    "part_encree": "Part encrée",
    "encre_au_bord": "Encre au bord",
    "trait": "Largeur du trait",
    "morceaux_loin": "Encre loin de la signature",
    "regle": "Trait droit le plus long",
    "lettres": "Lettres imprimées",
    "demi_teintes": "Demi-teintes",
    "contraste_encre": "Contraste de l’encre",
    "etendue": "Étendue de la signature",
}
"""A measure that this deployment does not know is called by its code."""


class Ligne(NamedTuple):
    """One threshold beside the figure; `etat`: bon, doute or refus."""

    nom: str
    valeur: str
    admis: str
    refus: str
    etat: str


def lignes(mesures: Mapping[str, float], seuils: list[Any]) -> list[Ligne]:
    """Those that count first: refused, doubtful, good. Thresholds of what was not measured are left out."""
    found = [_ligne(mesures[seuil["mesure"]], seuil) for seuil in seuils if seuil["mesure"] in mesures]
    return sorted(dict.fromkeys(found), key=lambda ligne: ("refus", "doute", "bon").index(ligne.etat))


def _ligne(valeur: float, seuil: Any) -> Ligne:
    admis, refus = seuil["admis"], seuil["refus"]
    signe = 1 if seuil["sens"] == "au moins" else -1
    etat = "bon"
    if (valeur - admis) * signe < 0:
        etat = "doute" if refus is None or (valeur - refus) * signe >= 0 else "refus"
    dit_refus = "–" if refus is None else f"{'<' if signe > 0 else '>'} {_dit(refus)}"
    return Ligne(
        NOMS.get(seuil["mesure"], seuil["mesure"]),
        _dit(valeur),
        f"{'≥' if signe > 0 else '≤'} {_dit(admis)}",
        dit_refus,
        etat,
    )


def _dit(valeur: float) -> str:
    """Three figures that count."""
    return nombre(float(f"{valeur:.3g}") if abs(valeur) < 1000 else round(valeur))
