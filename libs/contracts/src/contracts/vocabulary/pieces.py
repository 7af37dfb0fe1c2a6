"""The pièces justificatives that a demande may carry (domain.md §2.4); which of them it must carry, demandes says."""

from contracts.vocabulary.mot import Mot


class Piece(Mot):
    IDENTITE = "identite", "Pièce d'identité"
    DOMICILE = "domicile", "Justificatif de domicile"
    HEBERGEMENT = "hebergement", "Attestation d'hébergement"
    IDENTITE_HEBERGEANT = "identite_hebergeant", "Pièce d'identité de l'hébergeant"
    SEJOUR = "sejour", "Justificatif de la régularité du séjour"
    RESIDENCE_NORMALE = "residence_normale", "Justificatif de résidence normale"
    SERVICE_NATIONAL = "service_national", "Attestation de la situation au regard du service national (JDC)"
    ASSR = "assr", "ASSR2 ou ASR"
    PERMIS = "permis", "Copie du permis de conduire"
    AVIS_MEDICAL = "avis_medical", "Avis médical d'un médecin agréé"
    AUTRE = "autre", "Autre pièce justificative"
