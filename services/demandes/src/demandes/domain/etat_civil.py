"""Step 2: the person the licence is for, letter for letter as on the identity document (seed 000; domain.md §2.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contracts.events import parts
from demandes.domain.ages import AGE_PLAUSIBLE, age
from demandes.domain.categories import Demandees, trop_jeune
from demandes.domain.releve import Releve
from demandes.domain.territoire import Territoire

FRANCE = "FR"


@dataclass(frozen=True)
class EtatCivil:
    nom_naissance: str
    nom_usage: str | None
    prenoms: tuple[str, ...]
    sexe: str
    date_naissance: date
    pays_naissance: str
    departement_naissance: str | None
    commune_naissance: str
    nationalite: str = FRANCE

    @property
    def nom_affiche(self) -> str:
        """How the person is called: first given name, and the name in use."""
        return f"{self.prenoms[0]} {self.nom_usage or self.nom_naissance}"

    def part(self) -> parts.EtatCivil:
        return parts.EtatCivil(
            nom_naissance=self.nom_naissance,
            nom_usage=self.nom_usage,
            prenoms=self.prenoms,
            sexe=self.sexe,
            date_naissance=self.date_naissance,
            pays_naissance=self.pays_naissance,
            departement_naissance=self.departement_naissance,
            commune_naissance=self.commune_naissance,
        )


def lire_etat_civil(
    *,
    nom_naissance: str,
    nom_usage: str,
    sexe: str,
    prenoms: Sequence[str],
    date_naissance: str,
    pays_naissance: str,
    departement_naissance: str,
    commune_naissance: str,
    nationalite: str,
    aujourdhui: date,
    territoire: Territoire,
    demandees: Demandees | None,
    releve: Releve,
) -> EtatCivil:
    """Step 2 as typed, its faults in `releve`, which is closed here; `demandees` is what step 1 asked for."""
    nom = releve.nom(
        "/nom_naissance", nom_naissance, manque="Indiquez le nom de naissance, qui figure sur l'acte de naissance."
    )
    usage = releve.nom("/nom_usage", nom_usage)
    sexe = releve.choix("/sexe", sexe, ["F", "M"])
    lus = _prenoms(releve, prenoms)
    ne_le = _date_naissance(releve, date_naissance, aujourdhui, demandees)
    pays = _pays(releve, "/pays_naissance", pays_naissance, territoire)
    departement = _departement(releve, pays, departement_naissance, territoire)
    commune = releve.ligne("/commune_naissance", commune_naissance, manque="Indiquez la commune de naissance.")
    nationalite = _pays(releve, "/nationalite", nationalite or FRANCE, territoire)
    releve.close()
    assert nom is not None
    assert ne_le is not None
    assert commune is not None
    return EtatCivil(nom, usage, lus, sexe, ne_le, pays, departement, commune, nationalite)


def _prenoms(releve: Releve, saisis: Sequence[str]) -> tuple[str, ...]:
    if not saisis:
        releve.faute("/prenoms", "Indiquez tous les prénoms, dans l'ordre de l'état civil.")
    manque = "Indiquez ce prénom, ou supprimez le champ. Les prénoms composés sont séparés par un tiret."
    return tuple(releve.nom(f"/prenoms/{rang}", saisi, manque=manque) or "" for rang, saisi in enumerate(saisis))


def _date_naissance(releve: Releve, saisie: str, aujourdhui: date, demandees: Demandees | None) -> date | None:
    try:
        ne_le = date.fromisoformat(saisie)
    except ValueError:
        releve.faute("/date_naissance", "Cette date n'existe pas. Écrivez-la AAAA-MM-JJ, par exemple 2007-03-28.")
        return None
    if ne_le > aujourdhui:
        releve.faute("/date_naissance", "Cette date est à venir. Vérifiez l'année.")
    elif age(ne_le, aujourdhui) >= AGE_PLAUSIBLE:
        releve.faute("/date_naissance", f"Cette date donne plus de {AGE_PLAUSIBLE - 1} ans. Vérifiez l'année.")
    elif demandees is not None:
        for faute in trop_jeune(demandees, ne_le, aujourdhui):
            releve.faute("/date_naissance", faute)
    return ne_le


def _pays(releve: Releve, pointer: str, saisi: str, territoire: Territoire) -> str:
    code = saisi.strip().upper()
    if territoire.pays(code) is None:
        releve.faute(pointer, "Choisissez un pays de la liste (code à deux lettres, par exemple FR).")
    return code


def _departement(releve: Releve, pays: str, saisi: str, territoire: Territoire) -> str | None:
    code = saisi.strip().upper()
    if pays != FRANCE:
        return None
    if not code:
        releve.faute("/departement_naissance", "Indiquez le département ou la collectivité d'outre-mer de naissance.")
    elif territoire.departement(code) is None:
        releve.faute("/departement_naissance", "Choisissez un département de la liste (par exemple 92, 2A ou 974).")
    return code
