"""Who may hold an account (domain.md §1.1)."""

from contracts.vocabulary.mot import Mot


class Role(Mot):
    USAGER = "usager", "Particulier"
    AUTO_ECOLE = "auto_ecole", "Prof Auto-Ecole"
    PHOTOGRAPHE = "photographe", "Photographe agréé service en ligne ANTS"
    AGENT_CTN = "agent_ctn", "Agent du Centre de Traitement et de Numérisation"
    INSTRUCTEUR = "instructeur", "Instructeur de préfecture ou de DDT(M)"
    SUPERVISEUR = "superviseur", "Responsable d'un service instructeur"
    ADMINISTRATEUR = "administrateur", "Administrateur"
    PARTENAIRE = "partenaire", "Partenaire"
