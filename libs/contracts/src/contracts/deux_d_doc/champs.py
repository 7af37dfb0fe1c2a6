"""The fields of a 2D-Doc: for each identifier its length, its form and its meaning (specification 3.3.8, perimeter 01).

A field whose least and greatest lengths are equal is fixed: nothing marks its end. The others end with GS, or with RS
when the value was cut. Identifiers that are not here are read as variable, and kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Forme = Literal["texte", "jour", "jours"]
"""`jour`: JJMMAAAA. `jours`: four hexadecimal digits, days since 2000-01-01."""


@dataclass(frozen=True)
class Champ:
    id: str
    minimum: int
    maximum: int | None
    nom: str
    forme: Forme = "texte"

    @property
    def fixe(self) -> int | None:
        return self.maximum if self.minimum == self.maximum else None


_COMPLEMENTS = (
    Champ("01", 0, None, "Identifiant unique du document"),
    Champ("02", 0, None, "Catégorie de document"),
    Champ("03", 0, None, "Sous-catégorie de document"),
    Champ("04", 0, None, "Application de composition"),
    Champ("05", 0, None, "Version de l'application de composition"),
    Champ("06", 4, 4, "Date de l'association du document et du code", "jours"),
    Champ("07", 6, 6, "Heure de l'association du document et du code"),
    Champ("08", 4, 4, "Date d'expiration du document", "jours"),
    Champ("09", 4, 4, "Nombre de pages"),
    Champ("0A", 9, 9, "Éditeur du 2D-Doc"),
    Champ("0B", 9, 9, "Intégrateur du 2D-Doc"),
    Champ("0C", 0, None, "Adresse du document"),
    Champ("0D", 36, 36, "UUID du document"),
)
_FACTURES = (
    Champ("10", 0, 38, "Bénéficiaire (qualité/prénom/nom)"),
    Champ("11", 0, 38, "Qualité du bénéficiaire"),
    Champ("12", 0, 38, "Prénom du bénéficiaire"),
    Champ("13", 0, 38, "Nom du bénéficiaire"),
    Champ("14", 0, 38, "Destinataire de la facture (qualité/prénom/nom)"),
    Champ("15", 0, 38, "Qualité du destinataire"),
    Champ("16", 0, 38, "Prénom du destinataire"),
    Champ("17", 0, 38, "Nom du destinataire"),
    Champ("18", 0, None, "Numéro de la facture"),
    Champ("19", 0, None, "Numéro de client"),
    Champ("1A", 0, None, "Numéro du contrat"),
    Champ("1B", 0, None, "Souscripteur du contrat"),
    Champ("1C", 8, 8, "Date d'effet du contrat", "jour"),
    Champ("1D", 0, 16, "Montant TTC"),
    Champ("1E", 0, 30, "Téléphone du bénéficiaire"),
    Champ("1F", 0, 30, "Téléphone du destinataire"),
    Champ("1G", 1, 1, "Autre bénéficiaire non mentionné"),
    Champ("1H", 1, 1, "Autre destinataire non mentionné"),
    Champ("1I", 0, 38, "Co-bénéficiaire (qualité/prénom/nom)"),
    Champ("1J", 0, 38, "Qualité du co-bénéficiaire"),
    Champ("1K", 0, 38, "Prénom du co-bénéficiaire"),
    Champ("1L", 0, 38, "Nom du co-bénéficiaire"),
    Champ("1M", 0, 38, "Co-destinataire (qualité/prénom/nom)"),
    Champ("1N", 0, 38, "Qualité du co-destinataire"),
    Champ("1O", 0, 38, "Prénom du co-destinataire"),
    Champ("1P", 0, 38, "Nom du co-destinataire"),
    Champ("20", 0, 38, "Adresse du point de service, ligne 2"),
    Champ("21", 0, 38, "Adresse du point de service, ligne 3"),
    Champ("22", 0, 38, "Adresse du point de service, ligne 4"),
    Champ("23", 0, 38, "Adresse du point de service, ligne 5"),
    Champ("24", 5, 5, "Code postal du point de service"),
    Champ("25", 0, 32, "Localité du point de service"),
    Champ("26", 2, 2, "Pays du point de service"),
    Champ("27", 0, 38, "Adresse du destinataire, ligne 2"),
    Champ("28", 0, 38, "Adresse du destinataire, ligne 3"),
    Champ("29", 0, 38, "Adresse du destinataire, ligne 4"),
    Champ("2A", 0, 38, "Adresse du destinataire, ligne 5"),
    Champ("2B", 5, 5, "Code postal du destinataire"),
    Champ("2C", 0, 32, "Localité du destinataire"),
    Champ("2D", 2, 2, "Pays du destinataire"),
)
_IMPOTS = (
    Champ("40", 13, 13, "Numéro fiscal"),
    Champ("41", 0, 12, "Revenu fiscal de référence"),
    Champ("42", 0, None, "Situation du foyer"),
    Champ("43", 0, 5, "Nombre de parts"),
    Champ("44", 13, 13, "Référence d'avis d'impôt"),
    Champ("45", 4, 4, "Année des revenus"),
    Champ("46", 0, 38, "Déclarant 1"),
    Champ("47", 13, 13, "Numéro fiscal du déclarant 1"),
    Champ("48", 0, 38, "Déclarant 2"),
    Champ("49", 13, 13, "Numéro fiscal du déclarant 2"),
    Champ("4A", 8, 8, "Date de mise en recouvrement", "jour"),
    Champ("4B", 8, 8, "Date de la déclaration", "jour"),
    Champ("4C", 8, 8, "Date d'enregistrement", "jour"),
    Champ("4N", 0, 38, "Nom et prénoms du déclarant"),
    Champ("4O", 0, 38, "Adresse du déclarant, ligne 4"),
    Champ("4P", 5, 5, "Code postal du déclarant"),
    Champ("4Q", 0, 32, "Commune du déclarant"),
    Champ("4R", 0, 30, "Service des impôts"),
    Champ("4S", 4, 4, "Millésime"),
    Champ("4V", 0, 10, "Impôt sur le revenu net"),
    Champ("4W", 0, 10, "Reste à payer"),
    Champ("4X", 0, 10, "Retenue à la source"),
    Champ("4Y", 1, 155, "Adresse du domicile"),
    Champ("4Z", 0, 10, "Prélèvements sociaux nets"),
)
_TRAVAIL = (
    Champ("50", 14, 14, "SIRET de l'employeur"),
    Champ("51", 6, 6, "Heures travaillées"),
    Champ("52", 7, 7, "Cumul des heures travaillées"),
    Champ("53", 4, 4, "Début de période", "jours"),
    Champ("54", 4, 4, "Fin de période", "jours"),
    Champ("55", 8, 8, "Début du contrat", "jour"),
    Champ("56", 8, 8, "Fin du contrat", "jour"),
    Champ("57", 8, 8, "Signature du contrat", "jour"),
    Champ("58", 0, 11, "Salaire net imposable"),
    Champ("59", 0, 12, "Cumul du salaire net imposable"),
    Champ("5A", 0, 11, "Salaire brut du mois"),
    Champ("5B", 0, 12, "Cumul du salaire brut"),
    Champ("5C", 0, 11, "Salaire net"),
    Champ("5D", 0, 38, "Adresse de l'employeur, ligne 2"),
    Champ("5E", 0, 38, "Adresse de l'employeur, ligne 3"),
    Champ("5F", 0, 38, "Adresse de l'employeur, ligne 4"),
    Champ("5G", 0, 38, "Adresse de l'employeur, ligne 5"),
    Champ("5H", 5, 5, "Code postal de l'employeur"),
    Champ("5I", 0, 32, "Localité de l'employeur"),
    Champ("5J", 2, 2, "Pays de l'employeur"),
)
_IDENTITE = (
    Champ("60", 0, 60, "Prénoms"),
    Champ("61", 0, 20, "Prénom"),
    Champ("62", 0, 38, "Nom de naissance"),
    Champ("63", 0, 38, "Nom d'usage"),
    Champ("64", 0, 38, "Nom d'époux"),
    Champ("65", 2, 2, "Type de pièce d'identité"),
    Champ("66", 0, 20, "Numéro de la pièce d'identité"),
    Champ("67", 2, 2, "Nationalité"),
    Champ("68", 1, 1, "Sexe"),
    Champ("69", 8, 8, "Date de naissance", "jour"),
    Champ("6A", 0, 32, "Lieu de naissance"),
    Champ("6B", 3, 3, "Département du bureau émetteur"),
    Champ("6C", 2, 2, "Pays de naissance"),
    Champ("6D", 0, 60, "Père"),
    Champ("6E", 0, 60, "Mère"),
    Champ("6F", 0, 90, "Zone de lecture automatique"),
    Champ("6G", 1, 38, "Nom"),
    Champ("6H", 1, 10, "Civilité"),
    Champ("6I", 2, 2, "Pays émetteur"),
    Champ("6J", 1, 1, "Type de document étranger"),
    Champ("6K", 19, 19, "Numéro de la demande de document étranger"),
    Champ("6L", 8, 8, "Date de dépôt de la demande", "jour"),
    Champ("6M", 0, 40, "Catégorie du titre"),
    Champ("6N", 8, 8, "Début de validité", "jour"),
    Champ("6O", 8, 8, "Fin de validité", "jour"),
    Champ("6P", 0, 40, "Autorisation"),
    Champ("6Q", 0, 10, "Numéro d'étranger"),
    Champ("6R", 12, 12, "Numéro de visa"),
    Champ("6S", 0, 38, "Adresse du domicile, ligne 2"),
    Champ("6T", 0, 38, "Adresse du domicile, ligne 3"),
    Champ("6U", 0, 38, "Adresse du domicile, ligne 4"),
    Champ("6V", 0, 38, "Adresse du domicile, ligne 5"),
    Champ("6W", 5, 5, "Code postal du domicile"),
    Champ("6X", 0, 32, "Commune du domicile"),
    Champ("6Y", 2, 2, "Pays du domicile"),
)
_DIPLOMES = (
    Champ("B0", 0, 60, "Prénoms"),
    Champ("B1", 0, 20, "Prénom"),
    Champ("B2", 0, 38, "Nom de naissance"),
    Champ("B3", 0, 38, "Nom d'usage"),
    Champ("B4", 0, 38, "Nom d'époux"),
    Champ("B5", 2, 2, "Nationalité"),
    Champ("B6", 1, 1, "Sexe"),
    Champ("B7", 8, 8, "Date de naissance", "jour"),
    Champ("B8", 0, 32, "Lieu de naissance"),
    Champ("B9", 2, 2, "Pays de naissance"),
    Champ("BA", 1, 1, "Mention obtenue"),
    Champ("BB", 0, 50, "Identification de l'étudiant"),
    Champ("BC", 0, 20, "Numéro du diplôme"),
    Champ("BD", 1, 1, "Niveau du diplôme"),
    Champ("BE", 3, 3, "Crédits ECTS"),
    Champ("BF", 3, 3, "Année universitaire"),
    Champ("BG", 2, 2, "Type de diplôme"),
    Champ("BH", 0, 30, "Domaine"),
    Champ("BI", 0, 30, "Mention"),
    Champ("BJ", 0, 30, "Spécialité"),
)
_PERMIS = (
    Champ("AB", 0, 8, "Type de lettre"),
    Champ("AC", 0, 19, "Numéro de dossier"),
    Champ("AD", 4, 4, "Date de l'infraction", "jours"),
    Champ("AE", 4, 4, "Heure de l'infraction"),
    Champ("AF", 1, 1, "Points retirés"),
    Champ("AG", 1, 1, "Solde de points"),
    Champ("E0", 2, 2, "Type d'arrêté"),
    Champ("E1", 4, 4, "Date d'édition", "jours"),
    Champ("E2", 4, 4, "Date de fin de sanction", "jours"),
    Champ("E3", 4, 4, "Date de notification", "jours"),
    Champ("E4", 3, 3, "Type de relevé"),
    Champ("E5", 2, 2, "État du permis"),
    Champ("E6", 0, 65, "Catégories"),
    Champ("E7", 9, 9, "SIREN du demandeur"),
    Champ("E8", 12, 12, "Date des données du SNPC"),
)

CHAMPS: Mapping[str, Champ] = {
    champ.id: champ
    for champs in (_COMPLEMENTS, _FACTURES, _IMPOTS, _TRAVAIL, _IDENTITE, _DIPLOMES, _PERMIS)
    for champ in champs
}


def champ(id: str) -> Champ:
    """What the table says, or a field of any length under its own number."""
    return CHAMPS.get(id) or Champ(id, 0, None, f"Donnée {id}")
