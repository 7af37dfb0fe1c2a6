"""A document that was issued: where it lies, what it says, whose it is."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.errors import FieldError, RuleBroken
from contracts.events.documents import DocumentProduitV1
from contracts.vocabulary.documents import Document
from contracts.vocabulary.mot import libelle
from documents_pdf.domain.contenu import Contenu
from documents_pdf.domain.modeles import MODELES
from documents_pdf.domain.sujet import Sujet


class DocumentIntrouvable(RuleBroken):
    slug = "document-introuvable"
    title = "Ce document n'existe pas"
    kind = "introuvable"

    def __init__(self) -> None:
        super().__init__("Vérifiez l'adresse, ou ouvrez le document depuis le suivi de la demande.")


class DemandeRequise(RuleBroken):
    slug = "demande-requise"
    title = "Indiquez la demande dont vous cherchez les documents"
    kind = "invalide"

    def __init__(self) -> None:
        detail = "Seuls un candidat et une auto-école ont la liste de tous leurs documents : ouvrez ceux d'un dossier."
        super().__init__(detail, errors=[FieldError("?demande", detail)])


@dataclass(frozen=True)
class Pdf:
    """A printed document and the proof that it is still the same."""

    octets: bytes
    sha256: str
    pages: int


@dataclass(frozen=True)
class Emis:
    """A line of `documents`: one version of one document about a demande."""

    id: UUID
    demande: UUID
    type: str
    version: int
    numero: str
    candidat: UUID | None
    auto_ecole: UUID | None
    prefecture: str
    cle: str
    sha256: str
    taille: int
    pages: int
    empreinte: str
    produit_le: datetime

    @property
    def titre(self) -> str:
        return libelle(Document, self.type)

    @property
    def nom_de_fichier(self) -> str:
        """« recepisse-de-depot-92120260412142448776918.pdf »: what the person finds among his downloads."""
        modele = next((modele for modele in MODELES.values() if modele.type == self.type), None)
        parts = [modele.fichier if modele else "document", self.numero]
        if self.version > 1:
            parts.append(f"v{self.version}")
        return re.sub(r"[^0-9A-Za-z-]", "", "-".join(parts)) + ".pdf"


@dataclass(frozen=True)
class Version:
    """A line of the list: of each document of a demande, the newest version is in force and the others are not."""

    emis: Emis
    en_vigueur: bool


def emettre(
    contenu: Contenu, sujet: Sujet, pdf: Pdf, *, id: UUID, demande: UUID, version: int, cle: str, now: datetime
) -> tuple[Emis, DocumentProduitV1]:
    """The document with its number of version, and the fact to publish."""
    emis = Emis(
        id=id,
        demande=demande,
        type=contenu.type,
        version=version,
        numero=contenu.numero,
        candidat=sujet.candidat,
        auto_ecole=sujet.auto_ecole.compte if sujet.auto_ecole else None,
        prefecture=sujet.prefecture.code,
        cle=cle,
        sha256=pdf.sha256,
        taille=len(pdf.octets),
        pages=pdf.pages,
        empreinte=contenu.empreinte,
        produit_le=now,
    )
    return emis, DocumentProduitV1(document=id, type_document=contenu.type, version=version, produit_le=now)
