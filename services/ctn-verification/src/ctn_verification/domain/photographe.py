"""Where photo and signature can be made: approved photographers and booths, the nearest first (seed 003)."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from contracts.errors import FieldError, RuleBroken

COLONNES = ("nom", "adresse", "code_postal", "commune", "latitude", "longitude", "telephone")
CODE_POSTAL = re.compile(r"\d{5}", re.ASCII)
TELEPHONE = re.compile(r"[+0-9 .]{0,20}", re.ASCII)
LIGNES_MAX = 50_000
FAUTES_MAX = 100
LONGUEUR_MAX = 200


class AnnuaireInvalide(RuleBroken):
    slug = "annuaire-invalide"
    title = "L'annuaire des photographes est incorrect : rien n'est importé"
    kind = "invalide"


class Position(NamedTuple):
    """Degrees, WGS 84."""

    latitude: float
    longitude: float


class Photographe(NamedTuple):
    nom: str
    adresse: str
    code_postal: str
    commune: str
    position: Position | None
    telephone: str


def lire_annuaire(octets: bytes) -> list[Photographe]:
    """Every line of a CSV in UTF-8 with semicolons. Raises AnnuaireInvalide with each fault and its line."""
    try:
        texte = octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _invalide([_faute(1, "Ce n'est pas de l'UTF-8 : enregistrez le fichier en « CSV UTF-8 ».")]) from None
    reader = csv.DictReader(io.StringIO(texte, newline=""), delimiter=";", restval="", strict=True)
    try:
        if tuple(reader.fieldnames or ()) != COLONNES:
            raise _invalide([_faute(1, f"L'en-tête doit être {';'.join(COLONNES)}.")])
        return _lus(reader)
    except csv.Error:
        raise _invalide([_faute(reader.line_num, "Un guillemet n'est pas fermé : doublez-le ou retirez-le.")]) from None


def _lus(reader: "csv.DictReader[str]") -> list[Photographe]:
    lus: dict[tuple[str, str, str], Photographe] = {}
    fautes: list[FieldError] = []
    for cellules in reader:
        if len(lus) >= LIGNES_MAX:
            raise _invalide([_faute(reader.line_num, f"Plus de {LIGNES_MAX} lignes.")])
        defauts = list(_defauts(cellules))
        fautes += (_faute(reader.line_num, defaut) for defaut in defauts)
        if not defauts:
            lu = _photographe(cellules)
            lus[lu.nom, lu.adresse, lu.code_postal] = lu
    if not lus and not fautes:
        fautes.append(_faute(2, "Aucune ligne après l'en-tête : ajoutez-en."))
    if fautes:
        raise _invalide(fautes)
    return list(lus.values())


def _defauts(cellules: Mapping[str | None, str]) -> Iterator[str]:
    if None in cellules:
        yield f"Plus de {len(COLONNES)} cellules : séparez-les par des points-virgules."
        return
    for colonne in ("nom", "adresse", "commune"):
        if not 0 < len(cellules[colonne].strip()) <= LONGUEUR_MAX:
            yield f"« {colonne} » : donnez-le, en {LONGUEUR_MAX} caractères au plus."
    if not CODE_POSTAL.fullmatch(cellules["code_postal"].strip()):
        yield "« code_postal » : cinq chiffres, par exemple 92160."
    if not TELEPHONE.fullmatch(cellules["telephone"].strip()):
        yield "« telephone » : chiffres, espaces, points et + seulement, ou rien."
    if any(cellules[nom].strip() for nom in Position._fields) and _position(cellules) is None:
        yield "« latitude » et « longitude » : des degrés, par exemple 48.7533 et 2.2967, ou rien."


def _photographe(cellules: Mapping[str | None, str]) -> Photographe:
    return Photographe(
        nom=cellules["nom"].strip(),
        adresse=cellules["adresse"].strip(),
        code_postal=cellules["code_postal"].strip(),
        commune=cellules["commune"].strip(),
        position=_position(cellules),
        telephone=cellules["telephone"].strip(),
    )


def _position(cellules: Mapping[str | None, str]) -> Position | None:
    try:
        lue = Position(*(float(cellules[nom].replace(",", ".")) for nom in Position._fields))
    except ValueError:
        return None
    return lue if abs(lue.latitude) <= 90 and abs(lue.longitude) <= 180 else None


def _faute(ligne: int, detail: str) -> FieldError:
    return FieldError(f"/lignes/{ligne}", f"Ligne {ligne} : {detail}")


def _invalide(fautes: Sequence[FieldError]) -> AnnuaireInvalide:
    return AnnuaireInvalide(f"{len(fautes)} faute(s) à corriger.", errors=fautes[:FAUTES_MAX])
