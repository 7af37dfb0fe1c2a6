"""The official documents that the system issues (domain.md §6)."""

from contracts.vocabulary.mot import Mot


class Document(Mot):
    RECEPISSE_DEPOT = "recepisse_depot", "Récépissé de dépôt de la demande"
    ATTESTATION_INSCRIPTION = "attestation_inscription", "Attestation d'inscription au permis de conduire"
    ATTESTATION_DROITS = "attestation_droits", "Attestation de droits à conduire"
    JUSTIFICATIF_DEPOT = "justificatif_depot", "Justificatif de dépôt de la demande"
    FORMULAIRE_PHOTO = "formulaire_photo", "Formulaire de dépôt de photo et de signature pour numérisation"
    RECAPITULATIF = "recapitulatif", "Récapitulatif de la demande"
    DEMANDE_COMPLEMENTS = "demande_complements", "Demande de compléments"
    AVIS_REJET = "avis_rejet", "Avis de rejet de la demande"
