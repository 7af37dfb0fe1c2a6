"""2D-Doc, the signed code of French paper documents (specification 3.3.8, domain.md §8.4): read, check, write.

`lire` takes the text of a Datamatrix apart, `verifier` holds its signature against a list of trusted certificates,
`signer` writes a code of one's own. What fails says why: `Illisible`, `CertificatInconnu`, `CertificatPerime`,
`SignatureFausse`, all of them `CodeRefuse`.

Pure computing, but for `Confiance.des_fichiers`, which reads the list once. It needs the extra `contracts[deux-d-doc]`.
"""

from contracts.deux_d_doc.champs import CHAMPS, Champ
from contracts.deux_d_doc.code import Code, Donnee, Entete
from contracts.deux_d_doc.confiance import AC_D_ESSAI, Certificat, Confiance, ListeDeConfianceInvalide
from contracts.deux_d_doc.ecriture import ValeurImpossible, composer, jours, majuscules, signer
from contracts.deux_d_doc.lecture import TEXTE_MAX, lire, saisi
from contracts.deux_d_doc.refus import CertificatInconnu, CertificatPerime, CodeRefuse, Illisible, SignatureFausse
from contracts.deux_d_doc.types import TYPES, TypeDeDocument
from contracts.deux_d_doc.verification import verifier

__all__ = [
    "AC_D_ESSAI",
    "CHAMPS",
    "TEXTE_MAX",
    "TYPES",
    "Certificat",
    "CertificatInconnu",
    "CertificatPerime",
    "Champ",
    "Code",
    "CodeRefuse",
    "Confiance",
    "Donnee",
    "Entete",
    "Illisible",
    "ListeDeConfianceInvalide",
    "SignatureFausse",
    "TypeDeDocument",
    "ValeurImpossible",
    "composer",
    "jours",
    "lire",
    "majuscules",
    "saisi",
    "signer",
    "verifier",
]
