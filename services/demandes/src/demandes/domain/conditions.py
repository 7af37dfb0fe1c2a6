"""When a piece is asked for: each condition in the words that the person reads (domain.md §2.4, §3.3)."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from contracts.vocabulary.categories import Categorie
from contracts.vocabulary.pieces import Piece
from demandes.domain.situation import Situation
from demandes.domain.taxe import DEPARTEMENTS_TAXES, EXEMPTEES


class Condition(NamedTuple):
    libelle: str  # shown to the person who files
    vraie: Callable[[Situation], bool]


UNION_EUROPEENNE = frozenset(
    {"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV"}
    | {"MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"}
)
LIBRE_CIRCULATION = UNION_EUROPEENNE | {"IS", "LI", "NO", "CH", "AD", "MC", "SM", "VA"}
"""Nationalities that need no titre de séjour (domain.md §2.4, P-SEJ and P-RES)."""

ASSR_NES_DEPUIS = date(1988, 1, 1)  # seeds 002 and 003
ASSR_AVANT = 21  # years of age, since the rules of 2024 (domain.md OP-03)

TOUJOURS = Condition("dans tous les cas", lambda s: True)
FACULTATIVE = Condition("si vous le jugez nécessaire", lambda s: False)
FRANCAIS_16_24 = Condition("Français de 16 à 24 ans", lambda s: s.nationalite == "FR" and 16 <= s.age < 25)
SEJOUR = Condition("nationalité hors Union européenne", lambda s: s.nationalite not in LIBRE_CIRCULATION)
RESIDENCE = Condition(
    "nationalité d'un autre État de l'Union européenne ou assimilé",
    lambda s: s.nationalite in LIBRE_CIRCULATION - {"FR"},
)
AJOUT = Condition("ajout de catégorie à un permis existant", lambda s: not s.premier_permis)
MEDICAL = Condition(
    "visite médicale, catégorie lourde, affection déclarée, pension d'invalidité ou véhicule aménagé",
    lambda s: s.lourde or s.visite_medicale or s.affection or s.pension_invalidite or s.vehicule_amenage,
)
HEBERGE = Condition(
    "si le justificatif de domicile n'est pas au nom du candidat",
    lambda s: bool(s.jointes & {Piece.HEBERGEMENT, Piece.IDENTITE_HEBERGEANT}),
)
REPRESENTE = Condition("personne mineure ou sous tutelle", lambda s: s.beneficiaire != "majeur")
QUALIFIE = Condition(
    "formation complémentaire déclarée (FIMO, CAP, BEP, BAC PRO, TP)", lambda s: s.formation_complementaire != "aucune"
)
ASSR_AU_TITRE = Condition(
    "premier permis d'une personne de moins de 21 ans née depuis 1988",
    lambda s: s.premier_permis and s.naissance >= ASSR_NES_DEPUIS and s.age < ASSR_AVANT,
)
ASSR_AM = Condition(
    "première obtention de la catégorie AM par une personne née depuis 1988",
    lambda s: Categorie.AM in s.categories and s.naissance >= ASSR_NES_DEPUIS,
)
TAXE = Condition(
    "domicile en Corse, à La Réunion, en Guyane, en Martinique ou à Mayotte (sauf AM et A1)",
    lambda s: s.departement in DEPARTEMENTS_TAXES and not s.categories <= EXEMPTEES,
)
TAXE_SAUF_MARIAGE = Condition(
    f"{TAXE.libelle}, sauf changement de situation matrimoniale",
    lambda s: TAXE.vraie(s) and s.precision("etat_civil_changement") not in ("mariage", "divorce", "veuvage"),
)
RETOUR_AU_PERMIS = Condition(
    "retour au permis après invalidation ou annulation", lambda s: s.precision("titre_obtention") == "retour"
)
MEDICAL_OU_RETOUR = Condition(
    f"{MEDICAL.libelle}, ou {RETOUR_AU_PERMIS.libelle}", lambda s: MEDICAL.vraie(s) or RETOUR_AU_PERMIS.vraie(s)
)
PERMIS_DETENU = Condition(
    "permis déjà détenu (toute formation sauf AM)", lambda s: s.precision("formation_nature") != "am"
)
SUSPENSION_D_UN_MOIS = Condition("suspension de plus d'un mois", lambda s: s.nombre("suspension_mois") > 1)
SUSPENSION_DE_SIX_MOIS = Condition("suspension de six mois ou plus", lambda s: s.nombre("suspension_mois") >= 6)
