"""A dossier as the viewer shows it: a plate for each image, doubtful ones first, and the causes that fit its object."""

from dataclasses import dataclass, field
from typing import Any

from portal.routes.ctn.mesures import Ligne, lignes

GRANDE = 3000  # pixels, for the largest zoom
NOMS = {"photo": "Photo d’identité", "signature": "Signature"}
VERDICTS = {
    "conforme": ("Conforme", "success"),
    "a_verifier": ("À vérifier", "warning"),
    "non_conforme": ("Non conforme", "error"),
    None: ("Pas encore contrôlée", "info"),
}
EPHOTO, DOSSIER = "ephoto", "dossier"


@dataclass(frozen=True)
class Planche:
    """One image. `objet` is what a cause about it names: a piece's id, or `ephoto`; `cote`: width and height."""

    rang: int
    titre: str
    adresse: str
    objet: str
    verdict: tuple[str, str]
    cotes: tuple[int, int] | None = None
    contenu: str = ""  # where the whole file is, of a piece
    causes: list[Any] = field(default_factory=list)
    zones: list[tuple[Any, str]] = field(default_factory=list)  # where on this page, and which cause
    mesures: list[Ligne] = field(default_factory=list)
    lectures: list[Any] = field(default_factory=list)  # machine-readable texts with their places
    comparaisons: list[Any] = field(default_factory=list)
    maintenue: str | None = None  # why the filer keeps it although the engine refuses it


@dataclass(frozen=True)
class Objet:
    """What causes are given about: one piece, photo and signature together, or the dossier as a whole."""

    code: str
    titre: str
    causes: list[Any]

    def case(self, cause: Any) -> str:
        return f"{cause['code']}|{self.code}"


def planches(dossier: Any) -> list[Planche]:
    """In the order in which the service wants them looked at."""
    pieces = {piece["id"]: piece for piece in dossier["pieces"]}
    return [
        _de_piece(rang, image, pieces[image["piece"]]) if image["piece"] else _de_photo(rang, image, dossier["ephoto"])
        for rang, image in enumerate(dossier["images"], 1)
    ]


def objets(dossier: Any, causes: list[Any]) -> list[Objet]:
    """The fieldsets of the decision."""
    par_objet = {nom: [cause for cause in causes if cause["objet"] == nom] for nom in ("piece", EPHOTO, DOSSIER)}
    found = [
        Objet(piece["id"], piece["libelle"], par_objet["piece"] + par_objet[DOSSIER]) for piece in dossier["pieces"]
    ]
    if dossier["ephoto"]:
        found.append(Objet(EPHOTO, "Photo et signature", par_objet[EPHOTO]))
    return [*found, Objet(DOSSIER, "Le dossier dans son ensemble", par_objet[DOSSIER])]


def chez_nous(url: str) -> str:
    """/api/ctn/dossiers/… is shown at /ctn/dossiers/…."""
    return url.removeprefix("/api")


def _de_piece(rang: int, image: Any, piece: Any) -> Planche:
    page, controle = image["page"], piece["controle"] or {}
    vue = next(vue for vue in piece["pages"] if vue["page"] == page)
    suite = f" – page {page} sur {piece['nombre_pages']}" if piece["nombre_pages"] > 1 else ""
    return Planche(
        rang=rang,
        titre=f"{piece['libelle']}{suite}",
        adresse=chez_nous(image["url"]),
        objet=piece["id"],
        verdict=_verdict(image["controle"]),
        cotes=(vue["largeur"], vue["hauteur"]) if vue["largeur"] and vue["hauteur"] else None,
        contenu=chez_nous(image["url"]).rpartition("/pages/")[0] + "/contenu",
        comparaisons=[lue for lue in piece["lecture"] if lue["page"] == page],
        maintenue=(piece["raison"] or "sans raison dite") if piece["maintenue"] else None,
        **_controle(controle, page),
    )


def _de_photo(rang: int, image: Any, ephoto: Any) -> Planche:
    quoi = image["quoi"]
    controle = ephoto[quoi] or {}
    mesures: dict[str, float] = next(iter(controle.get("mesures", [])), {})
    large, haut = mesures.get("largeur"), mesures.get("hauteur")
    return Planche(
        rang=rang,
        titre=NOMS[quoi],
        adresse=chez_nous(image["url"]),
        objet=EPHOTO,
        verdict=_verdict(image["controle"]),
        cotes=(round(large), round(haut)) if large and haut else None,
        **_controle(controle, 1),
    )


def _verdict(code: str | None) -> tuple[str, str]:
    return VERDICTS.get(code, (str(code), "info"))


def _controle(controle: Any, page: int) -> dict[str, Any]:
    """What the engine says of this page."""
    causes = controle.get("causes", [])
    toutes = controle.get("mesures", [])
    return {
        "causes": causes,
        "zones": [(zone, cause["cause"]) for cause in causes for zone in cause["zones"] if zone["page"] == page],
        "mesures": lignes(toutes[page - 1], controle["seuils"]) if page <= len(toutes) else [],
        "lectures": [lu for lu in controle.get("lectures", []) if lu["page"] == page],
    }
