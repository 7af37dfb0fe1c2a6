"""What a file of a pièce justificative may be: six formats, eleven megabytes, a name that can be shown. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import NamedTuple

from contracts.errors import FieldError, Kind, RuleBroken
from contracts.vocabulary.causes import Cause

TAILLE_MAX = 11 * 1024 * 1024  # seed 004: «11Mo maximum»; for each file (domain.md OP-24)
NOM_MAX = 120


class Format(NamedTuple):
    """A format: what stands at its beginning, or some bytes on; how its names end."""

    media_type: str
    nom: str
    debuts: tuple[bytes, ...]
    extensions: tuple[str, ...]
    decalage: int = 0


PDF = Format("application/pdf", "PDF", (b"%PDF-",), ("pdf",))
JPEG = Format("image/jpeg", "JPG", (b"\xff\xd8\xff",), ("jpg", "jpeg", "jpe", "jfif"))
PNG = Format("image/png", "PNG", (b"\x89PNG\r\n\x1a\n",), ("png",))
BMP = Format("image/bmp", "BMP", (b"BM",), ("bmp", "dib"))
TIFF = Format("image/tiff", "TIFF", (b"II*\x00", b"MM\x00*"), ("tif", "tiff"))
HEIC = Format(
    "image/heic",
    "HEIC",
    tuple(b"ftyp" + marque for marque in (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")),
    ("heic", "heif", "hif"),
    decalage=4,
)
"""What iPhones write; kept as a JPEG, which everybody can open."""

FORMATS = (PDF, JPEG, PNG, BMP, TIFF, HEIC)
"""The five of seed 004, and that of telephones."""

KINDS: Mapping[Cause, Kind] = {
    Cause.FICHIER_TROP_LOURD: "trop_gros",
    Cause.FORMAT_REFUSE: "type_refuse",
    Cause.EXTENSION_TROMPEUSE: "type_refuse",
}


class FichierRefuse(RuleBroken):
    """A file that cannot be a piece; one class for each cause, made from the vocabulary."""

    slug = "fichier-refuse"
    title = "Ce fichier ne peut pas être accepté"
    kind = "invalide"


def _refus(cause: Cause) -> type[FichierRefuse]:
    slug = cause.value.replace("_", "-")
    name = "".join(word.capitalize() for word in cause.value.split("_"))
    return type(name, (FichierRefuse,), {"slug": slug, "title": cause.libelle, "kind": KINDS.get(cause, "invalide")})


REFUS: Mapping[Cause, type[FichierRefuse]] = {
    cause: _refus(cause)
    for cause in (
        Cause.FORMAT_REFUSE,
        Cause.EXTENSION_TROMPEUSE,
        Cause.FICHIER_VIDE,
        Cause.FICHIER_ILLISIBLE,
        Cause.FICHIER_TROP_LOURD,
        Cause.TROP_DE_PIXELS,
        Cause.TROP_DE_PAGES,
        Cause.PDF_PROTEGE,
        Cause.PDF_ACTIF,
        Cause.VIRUS,
    )
}


def refuser(code: str, mesure: str = "") -> FichierRefuse:
    """The refusal for a cause's code, with the figure that was measured and the remedy."""
    cause, refus = next((cause, refus) for cause, refus in REFUS.items() if cause == code)
    detail = f"{mesure} {cause.remede}".strip()
    return refus(detail, errors=[FieldError("/fichier", detail)])


@dataclass(frozen=True)
class Annonce:
    """What the bytes and the name say before anything is opened."""

    format: Format
    nom: str


def annoncer(nom: str, octets: bytes) -> Annonce:
    """Raises FichierRefuse for what needs no opening: empty, too heavy, another format, a name that misleads."""
    if not octets:
        raise refuser(Cause.FICHIER_VIDE)
    if len(octets) > TAILLE_MAX:
        mesure = f"{len(octets) / 1024 / 1024:.1f}".replace(".", ",")
        raise refuser(Cause.FICHIER_TROP_LOURD, f"Il pèse {mesure} Mo.")
    format = next((known for known in FORMATS if octets.startswith(known.debuts, known.decalage)), None)
    if format is None:
        raise refuser(Cause.FORMAT_REFUSE)
    propre = nom_montre(nom)
    extension = PurePosixPath(propre).suffix.lower().removeprefix(".")
    if extension not in format.extensions:
        ending = f"finit par « .{extension} »" if extension else "n'a pas d'extension"
        raise refuser(Cause.EXTENSION_TROMPEUSE, f"C'est un {format.nom}, mais son nom {ending}.")
    return Annonce(format, propre)


def nom_montre(nom: str) -> str:
    """The name as the person knows it, without path, control characters or direction tricks; never part of a key.

    >>> nom_montre("C:\\\\scans\\\\carte d\\u2019identite\\u0301.pdf")
    'carte d’identité.pdf'
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", nom))[-1]
    shown = "".join(c for c in last if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
    shown = re.sub(r"\s+", " ", shown).strip(" .") or "fichier"
    if len(shown) <= NOM_MAX:
        return shown
    stem, dot, extension = shown.rpartition(".")
    return f"{stem[: NOM_MAX - 1 - len(extension)]}.{extension}" if dot and len(extension) < 10 else shown[:NOM_MAX]


def nom_livre(nom: str, media_type: str) -> str:
    """The name with the ending of what is kept: a bitmap became a PNG, a HEIC a JPEG.

    >>> nom_livre("IMG_2041.HEIC", "image/jpeg")
    'IMG_2041.jpg'
    """
    format = next((known for known in FORMATS if known.media_type == media_type), None)
    stem, dot, extension = nom.rpartition(".")
    if format is None or (dot and extension.lower() in format.extensions):
        return nom
    return f"{stem if dot else nom}.{format.extensions[0]}"


def noms_de_pages(nom: str, pages: int) -> list[str]:
    """One entry for each page, as seed 001 shows them: «PIAV_P1».

    >>> noms_de_pages("cni sylvie.pdf", 2)
    ['cni sylvie_P1', 'cni sylvie_P2']
    """
    stem = nom.rpartition(".")[0] or nom
    return [f"{stem}_P{number}" for number in range(1, pages + 1)]
