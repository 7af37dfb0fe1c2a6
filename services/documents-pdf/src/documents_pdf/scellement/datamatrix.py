"""The visible seal: the essential facts as a signed 2D-Doc, drawn as a Datamatrix that any scanner reads."""

import io
from collections.abc import Iterator, Mapping

import zxingcpp
from PIL import Image

from contracts.deux_d_doc import Entete, jours, majuscules, signer
from contracts.vocabulary.documents import Document
from documents_pdf.domain.essentiel import Essentiel
from documents_pdf.rendering.order import Picture
from documents_pdf.scellement.cles import Cle

VERSION = 4
POINTS = 2  # pixels for each module: of 1 to 10, what was read at most resolutions of a rendered page

IDENTIFIANT, LIBELLE, EXPIRATION, NOM, PRENOMS, NE_LE, CATEGORIES = "01", "02", "08", "62", "60", "69", "E6"

TYPES: Mapping[Document, str] = {
    Document.RECEPISSE_DEPOT: "P0",
    Document.ATTESTATION_INSCRIPTION: "P1",
    Document.ATTESTATION_DROITS: "P2",
    Document.JUSTIFICATIF_DEPOT: "P3",
    Document.FORMULAIRE_PHOTO: "P4",
    Document.RECAPITULATIF: "P5",
    Document.DEMANDE_COMPLEMENTS: "P6",
    Document.AVIS_REJET: "P7",
}
"""Codes that specification 3.3.8 gives to nobody; France Titres allots the real ones. Fields are perimeter 01's."""


def texte_du_cachet(cle: Cle, essentiel: Essentiel, code: str) -> str:
    """The text of the Datamatrix: header, fields, signature."""
    entete = Entete(
        version=VERSION,
        ac=cle.ac,
        certificat=cle.id,
        emission=essentiel.delivre_le,
        signature=cle.jour_de_signature(essentiel.delivre_le),
        type=TYPES[essentiel.type],
    )
    return signer(entete, list(_donnees(essentiel, code)), cle.privee)


def _donnees(essentiel: Essentiel, code: str) -> Iterator[tuple[str, str]]:
    yield IDENTIFIANT, code
    yield LIBELLE, majuscules(essentiel.type.libelle)
    yield NOM, majuscules(essentiel.nom)
    yield PRENOMS, "/".join(map(majuscules, essentiel.prenoms))
    yield NE_LE, f"{essentiel.ne_le:%d%m%Y}"
    if essentiel.categories:
        yield CATEGORIES, " ".join(map(majuscules, essentiel.categories))
    if essentiel.valable_jusqu_a is not None:
        yield EXPIRATION, jours(essentiel.valable_jusqu_a)


def dessin(texte: str) -> Picture:
    """Modules in black and white, without the quiet zone: the page leaves it."""
    code = zxingcpp.create_barcode(texte, zxingcpp.BarcodeFormat.DataMatrix)
    image = zxingcpp.write_barcode_to_image(code, scale=POINTS, add_quiet_zones=False)
    file = io.BytesIO()
    Image.fromarray(image).convert("1").save(file, "PNG")  # type: ignore[arg-type]  # its stub hides the length
    return Picture("image/png", file.getvalue())
