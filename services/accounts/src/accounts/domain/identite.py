"""Who somebody is according to FranceConnect: the pivot identity (domain.md §2), read with suspicion."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accounts.domain.noms import est_un_nom
from contracts.errors import RuleBroken

SEXES: Mapping[str, str] = {"female": "F", "male": "M"}
# Day, or day and month, are 00 where a civil register does not know them.
NAISSANCE = re.compile(r"\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])")
CODE_COG = re.compile(r"[0-9A-Z]{5}")  # INSEE's code of a commune or of a country
LONGUEUR_NOM = 100
LONGUEUR_SUB = 255  # OpenID Connect Core, section 2
LONGUEUR_MEL = 254
PRENOMS_MAX = 20


class IdentiteIncomplete(RuleBroken):
    slug = "identite-incomplete"
    title = "L'identité transmise par FranceConnect est incomplète"
    kind = "invalide"

    def __init__(self, manque: str) -> None:
        super().__init__(
            f"Il y manque {manque}, ou l'écriture n'en est pas lisible : vérifiez vos informations auprès du compte "
            "que vous avez choisi sur FranceConnect, ou créez un compte avec votre adresse mél."
        )


@dataclass(frozen=True)
class Identite:
    """A person, known for ever by `sub` at this issuer; the rest is what he is called today."""

    issuer: str
    sub: str
    nom: str  # at birth
    prenoms: Sequence[str]
    sexe: str
    date_naissance: str
    commune_naissance: str | None = None
    pays_naissance: str | None = None
    nom_usage: str | None = None
    email: str | None = None

    @property
    def prenom(self) -> str:
        """The first of the first names: with it a school's filing finds the account."""
        return self.prenoms[0]


def lire_identite(issuer: str, claims: Mapping[str, object]) -> Identite:
    """Raises IdentiteIncomplete for what no account can be made of."""
    sub, nom, naissance = claims.get("sub"), claims.get("family_name"), claims.get("birthdate")
    prenoms, sexe = _prenoms(claims), SEXES.get(str(claims.get("gender")))
    if not isinstance(sub, str) or not 0 < len(sub) <= LONGUEUR_SUB:
        raise IdentiteIncomplete("l'identifiant technique")
    if not _est_nommable(nom):
        raise IdentiteIncomplete("le nom de naissance")
    if not prenoms or not all(map(_est_nommable, prenoms)):
        raise IdentiteIncomplete("le prénom")
    if sexe is None:
        raise IdentiteIncomplete("le sexe")
    if not isinstance(naissance, str) or NAISSANCE.fullmatch(naissance) is None:
        raise IdentiteIncomplete("la date de naissance")
    usage = claims.get("preferred_username")
    return Identite(
        issuer=issuer,
        sub=sub,
        nom=str(nom),
        prenoms=prenoms,
        sexe=sexe,
        date_naissance=naissance,
        commune_naissance=_code(claims.get("birthplace")),
        pays_naissance=_code(claims.get("birthcountry")),
        nom_usage=usage if isinstance(usage, str) and _est_nommable(usage) else None,
        email=_mel(claims.get("email")),
    )


def _prenoms(claims: Mapping[str, object]) -> tuple[str, ...]:
    """As a list where there is one: a first name may hold a space."""
    liste = claims.get("given_name_array")
    if isinstance(liste, list) and liste:
        return tuple(map(str, liste[:PRENOMS_MAX]))
    ensemble = claims.get("given_name")
    return tuple(ensemble.split()[:PRENOMS_MAX]) if isinstance(ensemble, str) else ()


def _est_nommable(nom: object) -> bool:
    return isinstance(nom, str) and len(nom) <= LONGUEUR_NOM and est_un_nom(nom)


def _code(valeur: object) -> str | None:
    return valeur if isinstance(valeur, str) and CODE_COG.fullmatch(valeur) else None


def _mel(valeur: object) -> str | None:
    return valeur if isinstance(valeur, str) and "@" in valeur and len(valeur) <= LONGUEUR_MEL else None
