"""Step 3: where the person lives, which préfecture that makes competent, how to reach the person (seed 004)."""

import re
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from contracts.events.parts import Adresse, Contact, Prefecture
from demandes.domain.releve import Releve
from demandes.domain.territoire import Commune, Territoire

MOBILES = {
    "6": "33",
    "7": "33",
    "690": "590",
    "691": "590",
    "692": "262",
    "693": "262",
    "639": "262",
    "694": "594",
    "696": "596",
    "697": "596",
}
"""First digits of a mobile number after the 0 → country code that it takes abroad; the longest that fits counts."""


@dataclass(frozen=True)
class AdresseContact:
    numero_voie: str | None
    extension: str | None
    type_voie: str | None
    nom_voie: str
    complement: str | None
    code_postal: str
    commune: str  # INSEE code
    nom_commune: str
    prefecture: Prefecture
    email: str
    telephone: str | None
    reutilisation_donnees: bool

    def adresse(self) -> Adresse:
        voie = " ".join(filter(None, (self.numero_voie, self.extension, self.type_voie, self.nom_voie)))
        lignes = tuple(filter(None, (self.complement, voie)))
        return Adresse(lignes=lignes, code_postal=self.code_postal, commune=self.nom_commune)

    def contact(self) -> Contact:
        return Contact(email=self.email, telephone=self.telephone)


def lire_adresse_contact(
    *,
    numero_voie: str,
    extension: str,
    type_voie: str,
    nom_voie: str,
    complement: str,
    code_postal: str,
    commune: str,
    prefecture: str,
    email: str,
    telephone: str,
    reutilisation_donnees: bool | None,
    territoire: Territoire,
) -> AdresseContact:
    """Step 3 as typed; raises EtapeIncorrecte with every fault."""
    releve = Releve()
    numero = _numero_voie(releve, numero_voie)
    extension_lue = releve.ligne("/extension", extension)
    type_lu = releve.ligne("/type_voie", type_voie)
    voie = releve.ligne("/nom_voie", nom_voie, manque="Indiquez le nom de la voie ou du lieu-dit.")
    complement_lu = releve.ligne("/complement", complement)
    trouvee = _commune(releve, commune, code_postal, territoire)
    competente = _prefecture(releve, trouvee, prefecture, territoire)
    adresse_mel = _email(releve, email)
    mobile = _mobile(releve, telephone)
    reutilisation = releve.oui_non("/reutilisation_donnees", reutilisation_donnees)
    releve.close()
    assert voie is not None
    assert trouvee is not None
    assert competente is not None
    return AdresseContact(
        numero_voie=numero,
        extension=extension_lue,
        type_voie=type_lu,
        nom_voie=voie,
        complement=complement_lu,
        code_postal=code_postal,
        commune=trouvee.code,
        nom_commune=trouvee.nom,
        prefecture=competente,
        email=adresse_mel,
        telephone=mobile,
        reutilisation_donnees=reutilisation,
    )


def _numero_voie(releve: Releve, saisi: str) -> str | None:
    if saisi and not re.fullmatch(r"[0-9]{1,5}(?: ?[-/à] ?[0-9]{1,5})?", saisi):
        releve.faute("/numero_voie", "Indiquez le numéro en chiffres ; « bis » ou « ter » se met dans l'extension.")
    return saisi or None


def _commune(releve: Releve, code: str, code_postal: str, territoire: Territoire) -> Commune | None:
    commune = territoire.commune(code)
    if not re.fullmatch(r"[0-9]{5}", code_postal):
        releve.faute("/code_postal", "Indiquez les cinq chiffres du code postal.")
    elif commune is not None and code_postal not in commune.codes_postaux:
        siens = " ou ".join(commune.codes_postaux)
        releve.faute("/code_postal", f"{commune.nom} a le code postal {siens}. Corrigez le code postal ou la commune.")
    if commune is None:
        releve.faute("/commune", "Choisissez la commune dans la liste proposée pour le code postal (code INSEE).")
    return commune


def _prefecture(releve: Releve, commune: Commune | None, code: str, territoire: Territoire) -> Prefecture | None:
    """The arrondissement of the domicile decides; who names another one is told (domain.md §2.2, OP-01)."""
    if commune is None:
        return None
    competente = territoire.prefecture(commune.arrondissement)
    if competente is None:
        releve.faute("/commune", f"Aucune préfecture n'instruit les demandes de {commune.nom} par ce téléservice.")
    elif code and code != competente.code:
        releve.faute(
            "/prefecture",
            f"{commune.nom} relève de la préfecture de {competente.nom} ({competente.code}). "
            "Choisissez-la, ou laissez ce champ vide.",
        )
    return competente


def _email(releve: Releve, saisi: str) -> str:
    try:
        return validate_email(saisi, check_deliverability=False).normalized
    except EmailNotValidError:
        cause = "Indiquez une adresse mél" if not saisi else "Cette adresse mél n'est pas correcte : écrivez-la"
        releve.faute("/email", f"{cause} de la forme nom@exemple.fr.")
        return saisi


def _mobile(releve: Releve, saisi: str) -> str | None:
    """A French mobile number, from overseas too, in the international form."""
    if not saisi:
        return None
    chiffres = re.sub(r"[\s.\-()]", "", saisi)
    national = re.fullmatch(r"(?:0|(?:\+|00)(?:33|262|590|594|596)(?:\(?0\)?)?)([67][0-9]{8})", chiffres)
    if national is None:
        releve.faute("/telephone", "Indiquez un numéro de portable français : dix chiffres, 06 ou 07 en tête.")
        return None
    numero = national[1]
    prefixe = max((p for p in MOBILES if numero.startswith(p)), key=len)
    return f"+{MOBILES[prefixe]}{numero}"
