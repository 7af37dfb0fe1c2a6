"""The official documents that the system issues (domain.md §6)."""

from contracts.vocabulary.mot import Mot


class Document(Mot):
    RECEPISSE_DEPOT = "recepisse_depot", "Récépissé de dépôt de la demande"
    ATTESTATION_INSCRIPTION = "attestation_inscription", "Attestation d'inscription au permis de conduire"
