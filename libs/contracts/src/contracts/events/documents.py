"""What documents publishes: official PDFs that can be downloaded. Subject: the demande."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from contracts.events.base import Event


class DocumentProduitV1(Event):
    """A document is there, in this version, for those who may read the demande."""

    type: ClassVar[str] = "permis.documents.document-produit.v1"

    document: UUID
    type_document: str
    version: int
    produit_le: datetime


class DocumentTelechargeV1(Event):
    """Somebody downloaded a document: the holder's log shows who."""

    type: ClassVar[str] = "permis.documents.document-telecharge.v1"

    document: UUID
    type_document: str
    role: str
    telecharge_le: datetime
