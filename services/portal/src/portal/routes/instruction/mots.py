"""The words of the préfecture's screens."""

from collections.abc import Mapping

from contracts.vocabulary.categories import Categorie
from contracts.vocabulary.motifs import Motif

ETATS: Mapping[str, tuple[str, str]] = {
    "a_instruire": ("À instruire", "info"),
    "complement_demande": ("Complément demandé", "warning"),
    "acceptee": ("Acceptée", "success"),
    "rejetee": ("Rejetée", "error"),
    "close": ("Close sans décision", ""),
}
AGES: Mapping[str, str] = {
    "jusqu_a_7_jours": "Jusqu’à 7 jours",
    "de_8_a_15_jours": "De 8 à 15 jours",
    "de_16_a_30_jours": "De 16 à 30 jours",
    "plus_de_30_jours": "Plus de 30 jours",
}
"""A bucket that this deployment does not know is called by its code."""

MOTIFS = tuple((motif.value, motif.libelle) for motif in Motif)
CATEGORIES = tuple((categorie.value, categorie.libelle) for categorie in Categorie)
MAINS = (("miens", "Dans mes mains"), ("libres", "Libres"), ("collegues", "Un collègue"))
AGES_MIN = (("8", "Plus de 7 jours"), ("16", "Plus de 15 jours"), ("31", "Plus de 30 jours"))
OUI = (("true", "Oui"), ("false", "Non"))
ETAPES = (
    ("incident", "Refusé par l’Imprimerie Nationale"),
    ("a_commander", "À commander"),
    ("en_production", "En production"),
    ("produite", "Produit"),
    ("expediee", "Expédié"),
    ("en_instance", "En instance à La Poste"),
    ("remise", "Remis"),
    ("retournee", "Retourné"),
    ("a_renvoyer", "À expédier de nouveau"),
    ("detruite", "Détruit"),
)
"""Of a card; what waits for the préfecture comes first."""
FAITS: Mapping[str, str] = {
    "commande": "Commandé à l’Imprimerie Nationale",
    "imprimerie commande": "Commande prise par l’Imprimerie Nationale",
    "refuse": "Refusé par l’Imprimerie Nationale",
    "repris": "Commandé de nouveau",
    "produit": "Produit",
    "expedie": "Expédié",
    "absent": "Destinataire absent",
    "remis": "Remis",
    "retourne": "Retourné",
    "renvoi_demande": "Nouvel envoi demandé",
    "detruit": "Détruit",
}
"""What is learnt of a card, where it matters after who says it."""


def fait(note: Mapping[str, str]) -> str:
    """One that this deployment does not know is called by its code."""
    return FAITS.get(f"{note['source']} {note['fait']}") or FAITS.get(note["fait"], note["fait"])
