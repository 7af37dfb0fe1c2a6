"""Every message, as rows: what it is about, which channels nobody can refuse, what may ring at night (domain.md §5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from notifications.domain.message import CANAUX, Canal


class Theme(StrEnum):
    """What a person may choose not to be written to about; all else is written in any case."""

    SUIVI = "suivi"
    TITRE = "titre"
    RAPPELS = "rappels"

    @property
    def libelle(self) -> str:
        return LIBELLES[self]


LIBELLES = {
    Theme.SUIVI: "L'avancement de la demande",
    Theme.TITRE: "La fabrication et l'envoi du permis de conduire",
    Theme.RAPPELS: "Les rappels avant une échéance",
}


@dataclass(frozen=True)
class Fiche:
    """One message. `choix` names the theme and channels that its reader may switch off: none means always sent.

    `a_toute_heure`: its SMS goes at night too. `insiste`: whoever has the address has just asked for it, so that it
    is tried even where nothing arrived before. `ailleurs`: it goes to an address that is not the account's, not yet or
    no more. `variables`: what its models may say between `{{` and `}}`.
    """

    libelle: str
    variables: tuple[str, ...] = ()
    theme: Theme | None = None
    choix: tuple[Canal, ...] = ()
    a_toute_heure: bool = False
    insiste: bool = False
    ailleurs: bool = False


def _compte(
    libelle: str, *variables: str, insiste: bool = False, a_toute_heure: bool = False, ailleurs: bool = False
) -> Fiche:
    """Of an account: its safety is nobody's choice."""
    return Fiche(libelle, variables, insiste=insiste, a_toute_heure=a_toute_heure, ailleurs=ailleurs)


def _impose(libelle: str, *variables: str, theme: Theme = Theme.SUIVI) -> Fiche:
    """The mail is due: a decision, a deadline, a receipt (CRPA L112-11, L114-5, L211-2). Its SMS may be refused."""
    return Fiche(libelle, variables, theme, ("sms",))


def _libre(theme: Theme, libelle: str, *variables: str) -> Fiche:
    return Fiche(libelle, variables, theme, CANAUX)


FICHES: Mapping[str, Fiche] = {
    "M01": _compte("Activation du compte", "lien", insiste=True),
    "M02": _compte("Identifiant du compte", "identifiant"),
    "M03": _compte("Activation du compte ouvert par une auto-école", "lien", insiste=True),
    "M04": _impose("Demande à valider", "civilite", "nom"),
    "M05": _impose("Demande à valider, par SMS"),
    "M06": _impose("Demande enregistrée", "numero", "prefecture"),
    "M07": _impose("Demande enregistrée, par SMS", "numero"),
    "M08": _impose("Transfert demandé", "nom", "auto_ecole", "numero"),
    "M10": _impose("Demande à compléter", "numero"),
    "N01": _libre(Theme.SUIVI, "Saisie de la pré-demande terminée", "pre_numero"),
    "N02": _impose("Pré-demande supprimée, compte non activé", "pre_numero"),
    "N02-brouillon": _impose("Brouillon supprimé", "pre_numero"),
    "N02-complement": _impose("Demande close, non complétée", "numero", "pre_numero"),
    "N02-validation": _impose("Pré-demande close, non validée", "pre_numero"),
    "N03": _impose("Pré-demande refusée par le candidat", "pre_numero", "raison"),
    "N04": _impose("Taxe régionale à payer", "pre_numero", "region", "montant", "prefecture"),
    "N05": _libre(Theme.SUIVI, "Formulaire photo-signature reçu", "numero"),
    "N05-attendu": _impose("Formulaire photo-signature à envoyer", "numero", "limite_le"),
    "N06": _impose("Formulaire photo-signature non reçu", "numero"),
    "N07": _libre(Theme.SUIVI, "Demande complétée", "numero"),
    "N08": _impose("Attestation d'inscription disponible", "numero"),
    "N08-droits": _impose("Attestation de droits à conduire disponible", "numero"),
    "N08-titre": _impose("Demande acceptée", "numero"),
    "N09": _impose("Demande rejetée", "numero", "causes"),
    "N10": _libre(Theme.TITRE, "Permis de conduire expédié", "numero", "numero_suivi"),
    "N11": _libre(Theme.TITRE, "Permis de conduire remis", "numero"),
    "N12": _impose("Permis de conduire en instance", "numero", "bureau", "limite_le", theme=Theme.TITRE),
    "N13": _impose("Permis de conduire retourné", "numero", "limite_le", theme=Theme.TITRE),
    "N14": _impose("Permis de conduire détruit", "numero", theme=Theme.TITRE),
    "N15": _impose("Transfert demandé, par SMS", "auto_ecole"),
    "N16-ancienne": _impose("Transfert décidé, à l'ancienne auto-école", "numero", "decision", "nouvelle"),
    "N16-nouvelle": _impose("Transfert décidé, à la nouvelle auto-école", "numero", "decision", "nouvelle"),
    "N17": _compte("Activation du compte d'une auto-école", "lien", insiste=True),
    "N17-agent": _compte("Invitation d'un agent", "lien", "expire_le", insiste=True),
    "N18-adresse": _compte("Nouvelle adresse à confirmer", "lien", "expire_le", insiste=True, ailleurs=True),
    "N18-change": _compte("Mot de passe changé", "change_le"),
    "N18-coordonnees": _compte("Coordonnées changées", "changees_le", ailleurs=True),
    "N18-detache": _compte("FranceConnect détaché", "change_le"),
    "N18-double": _compte("Compte déjà ouvert"),
    "N18-ferme": _compte("Compte fermé", "ferme_le", ailleurs=True),
    "N18-identifiant": _compte("Identifiant rappelé", "identifiant", insiste=True),
    "N18-mot-de-passe": _compte("Mot de passe oublié", "lien", "expire_le", insiste=True),
    "N18-rattache": _compte("FranceConnect rattaché", "change_le"),
    "N18-telephone": _compte(
        "Nouveau téléphone à confirmer", "code", "expire_le", insiste=True, a_toute_heure=True, ailleurs=True
    ),
    "N19": _libre(Theme.SUIVI, "Demande à compléter par l'auto-école", "numero", "limite_le"),
    "N20": _impose("Message de la préfecture", "numero"),
    "N21": _impose("Coordonnée d'un candidat qui ne fonctionne plus", "numero", "coordonnee"),
    "N22-adresse": _compte("Adresse électronique qui ne fonctionne plus", "apercu"),
    "N22-telephone": _compte("Téléphone qui ne fonctionne plus", "apercu"),
    "R-brouillon": _libre(Theme.RAPPELS, "Brouillon à terminer", "pre_numero", "limite_le"),
    "R-complement": _libre(Theme.RAPPELS, "Demande à compléter avant l'échéance", "numero", "limite_le"),
    "R-conservation": _libre(Theme.RAPPELS, "Données bientôt effacées", "numero", "pre_numero", "limite_le"),
    "R-formulaire-photo": _libre(Theme.RAPPELS, "Formulaire photo-signature attendu", "numero", "limite_le"),
    "R-retrait-du-titre": _libre(Theme.RAPPELS, "Permis de conduire à retirer", "numero", "limite_le"),
    "R-validation-usager": _libre(Theme.RAPPELS, "Pré-demande à valider avant l'échéance", "pre_numero", "limite_le"),
    "W-suspension": _compte("Abonnement d'un partenaire suspendu", "adresse", "cause", "depuis", "abonnement"),
}


def libelle(modele: str) -> str:
    """A message whose row is gone, of an older version, keeps its code."""
    fiche = FICHES.get(modele)
    return fiche.libelle if fiche else modele


def a_toute_heure(modele: str) -> bool:
    return modele in FICHES and FICHES[modele].a_toute_heure


def insiste(modele: str) -> bool:
    return modele in FICHES and FICHES[modele].insiste


def ailleurs(modele: str) -> bool:
    return modele in FICHES and FICHES[modele].ailleurs


INSISTANTS = tuple(code for code, fiche in FICHES.items() if fiche.insiste)
