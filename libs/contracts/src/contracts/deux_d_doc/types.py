"""The kinds of document that a 2D-Doc can stand on, as far as a demande meets them (specification 3.3.8)."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class TypeDeDocument:
    """`nature` is what it proves, `emis` what the issuer calls it."""

    code: str
    nature: str
    emis: str


_DOMICILE, _RESSOURCES, _IDENTITE = "Justificatif de domicile", "Justificatif de ressources", "Justificatif d'identité"
_PERMIS = "Justificatif permis de conduire"

TYPES: Mapping[str, TypeDeDocument] = {
    code: TypeDeDocument(code, nature, emis)
    for code, nature, emis in (
        ("00", _DOMICILE, "Document spécifique"),
        ("01", _DOMICILE, "Facture"),
        ("02", _DOMICILE, "Avis de taxe d'habitation"),
        ("04", _RESSOURCES, "Avis d'impôt sur les revenus"),
        ("06", _RESSOURCES, "Bulletin de salaire"),
        ("07", _IDENTITE, "Titre d'identité"),
        ("08", _IDENTITE, "Zone de lecture automatique"),
        ("09", "Justificatif fiscal", "Facture étendue"),
        ("13", _IDENTITE, "Document étranger"),
        ("18", _RESSOURCES, "Avis de situation déclarative à l'impôt sur les revenus"),
        ("24", _RESSOURCES, "Avis de situation déclarative à l'impôt sur les revenus (V2)"),
        ("27", _RESSOURCES, "Avis de situation déclarative à l'impôt sur les revenus (V3)"),
        ("28", _RESSOURCES, "Avis d'impôt sur les revenus (V2)"),
        ("A1", _PERMIS, "Courrier permis à points"),
        ("AA", _PERMIS, "Arrêté permis de conduire"),
        ("AB", _PERMIS, "Relevé d'information permis de conduire"),
        ("AD", _PERMIS, "Certificat de réussite à l'examen du permis de conduire"),
        ("B0", "Justificatif académique", "Diplôme"),
    )
}
