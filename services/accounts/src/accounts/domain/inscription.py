"""Who may sign up and with what: a private person, or a driving school with its agrément (seeds 000, 002, 004)."""

from collections.abc import Iterator, Mapping

from accounts.domain.agrement import numero_d_agrement
from accounts.domain.compte import Inscription
from accounts.domain.noms import est_un_nom
from contracts.errors import FieldError, RuleBroken
from contracts.vocabulary.roles import Role

TYPES: Mapping[str, Role] = {"particulier": Role.USAGER, "auto_ecole": Role.AUTO_ECOLE}


class InscriptionInvalide(RuleBroken):
    slug = "inscription-invalide"
    title = "L'inscription est incomplète ou incorrecte"
    kind = "invalide"


def lire_inscription(
    type_: str,
    *,
    nom: str,
    prenom: str,
    email: str,
    raison_sociale: str | None,
    numero_agrement: str | None,
    cgu_acceptees: bool | None,
) -> Inscription:
    """The sign-up as it will be kept. Raises InscriptionInvalide with every fault."""
    role = TYPES[type_]
    faults = [
        *_noms(nom, prenom),
        *_cgu(cgu_acceptees),
        *(_auto_ecole if role is Role.AUTO_ECOLE else _particulier)(raison_sociale, numero_agrement),
    ]
    if faults:
        raise InscriptionInvalide("Corrigez ce que « errors » signale, puis renvoyez.", errors=faults)
    return Inscription(
        role=role,
        nom=nom,
        prenom=prenom,
        email=email,
        raison_sociale=raison_sociale or None,
        numero_agrement=numero_d_agrement(numero_agrement) if numero_agrement else None,
        cgu_acceptees=bool(cgu_acceptees),
    )


def _noms(nom: str, prenom: str) -> Iterator[FieldError]:
    for pointer, mot, libelle in (("/nom", nom, "Le nom"), ("/prenom", prenom, "Le prénom")):
        if not est_un_nom(mot):
            yield FieldError(
                pointer,
                f"{libelle} ne peut contenir que des lettres, des espaces, des traits d'union et des apostrophes : "
                "écrivez-le comme sur la pièce d'identité.",
            )


def _cgu(cgu_acceptees: bool | None) -> Iterator[FieldError]:
    if cgu_acceptees is False:
        yield FieldError(
            "/cgu_acceptees",
            "Les conditions générales d'utilisation ne sont pas acceptées : cochez la case pour créer le compte.",
        )


def _auto_ecole(raison_sociale: str | None, numero_agrement: str | None) -> Iterator[FieldError]:
    if not raison_sociale:
        yield FieldError("/raison_sociale", "La raison sociale de l'auto-école manque : renseignez-la.")
    if not numero_agrement:
        yield FieldError("/numero_agrement", "Le numéro d'agrément manque : il figure sur l'arrêté préfectoral.")
    elif numero_d_agrement(numero_agrement) is None:
        yield FieldError(
            "/numero_agrement",
            "Ce n'est pas un numéro d'agrément : recopiez-le de l'arrêté préfectoral, sous la forme E 17 095 0006 0 "
            "(E, année, département sur trois caractères, quatre chiffres, un chiffre).",
        )


def _particulier(raison_sociale: str | None, numero_agrement: str | None) -> Iterator[FieldError]:
    for pointer, valeur in (("/raison_sociale", raison_sociale), ("/numero_agrement", numero_agrement)):
        if valeur:
            yield FieldError(
                pointer,
                "Un particulier n'en a pas : videz ce champ, ou choisissez le type « Prof Auto-Ecole ».",
            )
