"""What the page of step 5 shows: each piece with its files, each file with its verdict and where its faults are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.routes.saisie.brouillon import Brouillon

MONTRABLES = frozenset({"image/jpeg", "image/png"})
PAGES_MONTREES = 10  # of one file, besides those on which there is a box
VERDICTS: Mapping[str, tuple[str, str]] = {
    "en_cours": ("Contrôle en cours…", "info"),
    "conforme": ("Document valide", "success"),
    "a_verifier": ("Reçu, un agent vérifiera", "new"),
    "non_conforme": ("À remplacer", "error"),
}
"""How a verdict is told, and the badge that tells it (« document valide » in green: seed 004)."""
MAINTENUE = ("Gardé à votre demande, un agent décidera", "warning")
SIGNALEE = ("Refusé : à remplacer", "error")


@dataclass(frozen=True)
class Zone:
    """A box on a page, in percents as SVG takes them; `numero` is that of its cause in the list beside."""

    numero: int
    x: str
    y: str
    largeur: str
    hauteur: str


@dataclass(frozen=True)
class PageVue:
    """A page with its boxes; `image` is its picture below the address of the file, without one the boxes stand on a
    blank frame."""

    numero: int
    image: str
    zones: list[Zone]


@dataclass(frozen=True)
class Fichier:
    """One file; `change` is whether it may still be replaced or taken away."""

    piece: Mapping[str, Any]
    verdict: str
    genre: str
    causes: list[Mapping[str, Any]]
    pages: list[PageVue]
    change: bool

    @property
    def noms(self) -> list[str]:
        """One entry for each page, as on the récapitulatif (seeds 001, 004)."""
        nom, pages = self.piece["nom_fichier"], self.piece["pages"]
        tige = nom.rpartition(".")[0] or nom
        return [f"{tige}_P{page}" for page in range(1, pages + 1)]


@dataclass(frozen=True)
class Ligne:
    """One piece: what it asks for, and its files."""

    type: str
    libelle: str
    consigne: str
    condition: str
    requise: bool
    dispensable: bool
    raison_absence: str | None
    pages: int
    pages_max: int
    fichiers: list[Fichier]
    signalees: list[Mapping[str, Any]]

    @property
    def pleine(self) -> bool:
        return self.pages >= self.pages_max


def lignes(brouillon: Brouillon) -> list[Ligne]:
    """Every piece that may be joined, and those that hold files which no answer asks for any more."""
    demandees = list(brouillon.donnees["pieces_demandees"])
    connues = {demandee["type"] for demandee in demandees}
    for piece in brouillon.donnees["pieces"]:
        if piece["type"] not in connues:
            connues.add(piece["type"])
            demandees.append(_superflue(piece))
    return [_ligne(demandee, brouillon.donnees) for demandee in demandees]


def ligne_de(brouillon: Brouillon, type_piece: str) -> Ligne | None:
    return next((ligne for ligne in lignes(brouillon) if ligne.type == type_piece), None)


def en_vue(toutes: Iterable[Ligne], ajoutee: str) -> tuple[list[Ligne], list[Ligne]]:
    """Those that the page shows at once, what is signalled first, and those that one may add."""
    vues: list[Ligne] = []
    autres: list[Ligne] = []
    for ligne in toutes:
        montree = ligne.requise or ligne.fichiers or ligne.raison_absence or ligne.signalees or ligne.type == ajoutee
        (vues if montree else autres).append(ligne)
    return sorted(vues, key=lambda ligne: not ligne.signalees), autres


def _superflue(piece: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": piece["type"],
        "libelle": piece["libelle"],
        "consigne": "Cette pièce n'est plus demandée après vos réponses : supprimez-la pour ne pas l'envoyer.",
        "condition": "",
        "requise": False,
        "dispensable": False,
        "raison_absence": None,
        "pages": piece["pages"],
        "pages_max": piece["pages"],
    }


def _ligne(demandee: Mapping[str, Any], demande: Mapping[str, Any]) -> Ligne:
    a_corriger = demande["causes_a_corriger"]
    pieces = [piece for piece in demande["pieces"] if piece["type"] == demandee["type"]]
    ids = {piece["id"] for piece in pieces}
    sienne = [cause for cause in a_corriger if cause["piece"] is None and cause["type_piece"] == demandee["type"]]
    return Ligne(
        **{nom: demandee[nom] for nom in _SIMPLES},
        fichiers=[_fichier(piece, a_corriger, change=piece["id"] in demande["pieces_retirables"]) for piece in pieces],
        signalees=[*sienne, *(cause for cause in a_corriger if cause["piece"] in ids)],
    )


_SIMPLES = (
    "type", "libelle", "consigne", "condition", "requise", "dispensable", "raison_absence", "pages", "pages_max",
)  # fmt: skip


def _fichier(piece: Mapping[str, Any], a_corriger: list[Mapping[str, Any]], *, change: bool) -> Fichier:
    """What an agent said of it stands before what the automatic check did."""
    signalees = [cause for cause in a_corriger if cause["piece"] == piece["id"]]
    verdict, genre = VERDICTS.get(piece["controle"], VERDICTS["a_verifier"])
    if piece["raison_maintien"]:
        verdict, genre = MAINTENUE
    elif signalees:
        verdict, genre = SIGNALEE
    causes = [*signalees, *(cause for cause in piece["causes"] if cause["code"] not in _codes(signalees))]
    return Fichier(piece, verdict, genre, causes, _pages(piece, causes), change)


def _codes(causes: Iterable[Mapping[str, Any]]) -> set[str]:
    return {cause["code"] for cause in causes}


def _pages(piece: Mapping[str, Any], causes: list[Mapping[str, Any]]) -> list[PageVue]:
    """Of what may not be looked at, only the pages on which there is a box."""
    lisible = piece["contenu_lisible"]
    zones: dict[int, list[Zone]] = {}
    if lisible:
        zones = {page: [] for page in range(1, min(piece["pages"], PAGES_MONTREES) + 1)}
    for numero, cause in enumerate(causes, 1):
        for zone in cause["zones"]:
            zones.setdefault(zone["page"], []).append(_zone(numero, zone))
    return [PageVue(numero, _image(piece, numero) if lisible else "", zones[numero]) for numero in sorted(zones)]


def _image(piece: Mapping[str, Any], numero: int) -> str:
    """The file itself where a browser can show it."""
    return "contenu" if piece["format"] in MONTRABLES and numero == 1 else f"pages/{numero}"


def _zone(numero: int, zone: Mapping[str, float]) -> Zone:
    x, y, largeur, hauteur = (f"{zone[nom] * 100:.2f}%" for nom in ("x", "y", "largeur", "hauteur"))
    return Zone(numero, x, y, largeur, hauteur)
