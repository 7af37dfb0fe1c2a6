"""What others did for a demande and its history shows: documents made, messages sent."""

from dataclasses import replace
from datetime import datetime

from contracts.vocabulary.documents import Document
from contracts.vocabulary.mot import libelle
from demandes.domain.demande import Decision, Demande, DocumentDisponible, decision
from demandes.domain.historique import SYSTEME
from demandes.domain.statuts import Acte

CANAUX = {"mail": "Courriel", "sms": "SMS"}
DESTINATAIRES = {"candidat": "au candidat", "auto_ecole": "à l'auto-école"}


def ajouter_document(demande: Demande, document: DocumentDisponible, now: datetime) -> Decision:
    """The newest version of each type is the one that counts."""
    autres = tuple(d for d in demande.documents if d.type != document.type)
    actuel = max((d for d in (*demande.documents, document) if d.type == document.type), key=lambda d: d.version)
    apres = replace(demande, documents=(*autres, actuel), modifiee_le=now)
    details = [libelle(Document, document.type)]
    return decision(demande, apres, Acte.DOCUMENT, SYSTEME, details=details, le=document.produit_le)


def noter_message(demande: Demande, canal: str, destinataire: str, le: datetime) -> Decision:
    """A line that says whom we wrote to and how, never what or where."""
    return decision(demande, demande, Acte.MESSAGE, SYSTEME, details=[_qui(canal, destinataire)], le=le)


def noter_message_non_remis(demande: Demande, canal: str, destinataire: str, cause: str, le: datetime) -> Decision:
    """Candidate and school see that it did not arrive, and why: an address is to be put right."""
    details = [f"{_qui(canal, destinataire)} : {cause}"]
    return decision(demande, demande, Acte.MESSAGE_NON_REMIS, SYSTEME, details=details, le=le)


def _qui(canal: str, destinataire: str) -> str:
    return f"{CANAUX.get(canal, canal)} {DESTINATAIRES.get(destinataire, destinataire)}"
