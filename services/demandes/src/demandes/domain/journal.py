"""Who saw what of a demande, and when: what its holder's log says beside the acts, in the names of offices."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.events.ctn import ImagesConsulteesV1
from contracts.events.documents import DocumentTelechargeV1
from contracts.events.instruction import DossierAttribueV1, DossierConsulteV1
from contracts.vocabulary.documents import Document
from contracts.vocabulary.mot import libelle
from contracts.vocabulary.pieces import Piece
from contracts.vocabulary.roles import Role
from demandes.domain.demande import Demande
from demandes.domain.historique import CTN, Auteur

DOSSIER, PIECE, MESSAGES, DOCUMENT = "dossier", "piece", "messages", "document"
PRISE = "prise"
CODE_REFUSE = "code_refuse"

LIBELLES: Mapping[str, str] = {
    DOSSIER: "Demande consultée",
    PIECE: "Pièce justificative consultée",
    "photo": "Photo consultée",
    "signature": "Signature consultée",
    PRISE: "Demande prise en main par un instructeur",
    CODE_REFUSE: "Code photo-signature erroné saisi",
    MESSAGES: "Messages consultés",
    DOCUMENT: "Document téléchargé",
}
"""What can be seen; a word that a newer service says is shown as a look at the demande."""


@dataclass(frozen=True)
class Consultation:
    """One look; `cle` makes it one however often it is told, `compte` is the reader's when it is a party."""

    le: datetime
    par: Auteur
    quoi: str
    objet: str | None
    cle: str
    compte: UUID | None = None

    @property
    def libelle(self) -> str:
        return LIBELLES.get(self.quoi, LIBELLES[DOSSIER])

    @property
    def details(self) -> list[str]:
        if self.objet is None:
            return []
        return [libelle(Document if self.quoi == DOCUMENT else Piece, self.objet)]


def vue_par(
    demande: Demande, compte: UUID, role: Role, quoi: str, le: datetime, objet: str | None = None
) -> Consultation:
    """A party opened it: one line for each reader, thing and day (UTC), however often the page is shown."""
    cle = f"{compte}:{le.date().isoformat()}:{quoi}:{objet or ''}"
    return Consultation(le, _partie(demande, role), quoi, objet, cle, compte)


def code_refuse(demande: Demande, compte: UUID, role: Role, le: datetime, essai: UUID) -> Consultation:
    """A code that opened nothing; each try is a line."""
    return Consultation(le, _partie(demande, role), CODE_REFUSE, None, str(essai), compte)


def vue_en_prefecture(demande: Demande, dit: DossierConsulteV1, id: UUID) -> Consultation:
    return Consultation(dit.consulte_le, _service(demande, dit.prefecture), dit.quoi, dit.type_piece, str(id))


def prise_en_prefecture(demande: Demande, dit: DossierAttribueV1, id: UUID) -> Consultation:
    return Consultation(dit.le, _service(demande, dit.prefecture), PRISE, None, str(id))


def vue_au_ctn(dit: ImagesConsulteesV1, id: UUID) -> Consultation:
    return Consultation(dit.consultees_le, CTN, dit.quoi, dit.type_piece, str(id))


def telechargement(demande: Demande, dit: DocumentTelechargeV1, id: UUID) -> Consultation:
    """Who was a party then is one now, but for a school that the demande has just left."""
    return Consultation(dit.telecharge_le, _lecteur(demande, dit.role), DOCUMENT, dit.type_document, str(id))


def _lecteur(demande: Demande, role: str) -> Auteur:
    match role:
        case Role.USAGER:
            return _partie(demande, Role.USAGER)
        case Role.AUTO_ECOLE:
            return _partie(demande, Role.AUTO_ECOLE)
        case Role.INSTRUCTEUR | Role.SUPERVISEUR:
            return _service(demande, None)
        case Role.AGENT_CTN:
            return CTN
    return Auteur(role, libelle(Role, role))


def _partie(demande: Demande, role: Role) -> Auteur:
    if role is Role.AUTO_ECOLE and demande.auto_ecole is not None:
        return Auteur(Role.AUTO_ECOLE, demande.auto_ecole.raison_sociale)
    return demande.usager if role is Role.USAGER else Auteur(role, role.libelle)


def _service(demande: Demande, code: str | None) -> Auteur:
    """By its name as long as the demande knows it, else by its code."""
    known = demande.adresse_contact and demande.adresse_contact.prefecture
    if known and code in (None, known.code):
        return Auteur(Role.INSTRUCTEUR, f"Préfecture de {known.nom}")
    return Auteur(Role.INSTRUCTEUR, f"Préfecture {code}" if code else "Préfecture ou DDT(M)")
