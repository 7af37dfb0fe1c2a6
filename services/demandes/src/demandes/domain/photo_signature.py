"""Step 4: the numeric photo and signature, known by a code that serves once (seed 003; domain.md OP-11)."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from contracts.errors import FieldError, RuleBroken
from contracts.events.parts import Ephoto
from demandes.domain.releve import EtapeIncorrecte

Mode = Literal["numerique", "papier"]
MODES: tuple[Mode, ...] = get_args(Mode)
PHOTOGRAPHES = "/api/ctn/photographes"
FORME_CODE = re.compile(r"[0-9A-Z]{22}")


class CodePhotoInconnu(RuleBroken):
    slug = "code-photo-inconnu"
    title = "Ce code photo-signature ne correspond à aucune photo utilisable"
    kind = "invalide"


class CodePhotoUtilise(RuleBroken):
    slug = "code-photo-utilise"
    title = "Ce code photo-signature sert déjà à une autre demande"
    kind = "conflit"


class PhotoAFaire(RuleBroken):
    slug = "photo-a-faire"
    title = "Une photo et une signature sont nécessaires pour continuer"
    kind = "invalide"


@dataclass(frozen=True)
class Photo:
    """The e-photo of a demande. The code itself is kept nowhere: its SHA-256 finds it, its end lets people know it."""

    empreinte: str
    fin_code: str
    ephoto: Ephoto
    expire_le: datetime
    consommee: bool = False


@dataclass(frozen=True)
class Formulaire:
    """The paper form with photo and signature (seed 004): its images exist once the CTN has scanned it."""

    ephoto: Ephoto | None = None
    recu_le: datetime | None = None


@dataclass(frozen=True)
class EphotoConnue:
    """A row of the register of codes; `demande` is the one that reserved or used it."""

    empreinte: str
    ephoto: Ephoto
    expire_le: datetime
    demande: UUID | None
    consommee: bool


def lire_mode(mode: str) -> Mode:
    """A code, the paper form, or not yet: who has none is told where to have one made (seed 000; domain.md §2.2)."""
    if mode == "pas_encore":
        raise PhotoAFaire(
            "Trouvez un photographe ou une cabine agréés près de chez vous : "
            f"{PHOTOGRAPHES}?code_postal=… ; revenez ensuite à cette étape avec le code photo-signature. "
            "Le reste de la demande est enregistré. Vous pouvez aussi choisir l'envoi d'une photo papier.",
            errors=[FieldError("/mode", "Choisissez « numerique » quand vous aurez un code, ou « papier ».")],
        )
    for connu in MODES:
        if connu == mode:
            return connu
    raise EtapeIncorrecte(
        [FieldError("/mode", "Choisissez « numerique » et saisissez le code, ou « papier », ou « pas_encore ».")]
    )


def lire_code(code: str) -> str:
    """The 22 characters of the code, however they were spaced (domain.md §7.2)."""
    lu = _serre(code)
    if not FORME_CODE.fullmatch(lu):
        faute = f"Le code compte 22 lettres et chiffres ; vous en avez saisi {len(lu)}. Recopiez-le depuis la planche."
        raise EtapeIncorrecte([FieldError("/code", faute)])
    return lu


def a_la_forme(code: str) -> bool:
    return FORME_CODE.fullmatch(_serre(code)) is not None


def _serre(code: str) -> str:
    return re.sub(r"[\s\-]", "", code).upper()


def empreinte_code(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def code_inutilisable() -> CodePhotoInconnu:
    """One answer for unknown, expired and used: who has typed so many wrong codes may be guessing."""
    return CodePhotoInconnu(
        "Plusieurs codes différents ont été refusés. Recopiez le code de la planche remise par le photographe ; "
        "s'il est refusé, faites faire une nouvelle photo.",
        errors=[FieldError("/code", "Ce code ne peut pas être utilisé.")],
    )


def photo_choisie(demande: UUID, code: str, connue: EphotoConnue | None, now: datetime) -> Photo:
    """The photo behind the code, if it is there, in time, and not taken by another demande."""
    if connue is None:
        raise CodePhotoInconnu(
            "Vérifiez le code, caractère par caractère (0 et O, 1 et I). Si la photo vient d'être faite, "
            "réessayez dans une minute ; sinon adressez-vous au photographe.",
            errors=[FieldError("/code", "Ce code est inconnu.")],
        )
    if connue.consommee or connue.demande not in (None, demande):
        raise CodePhotoUtilise(
            "Un code ne sert qu'une fois. Vérifiez le code saisi, ou faites faire une nouvelle photo.",
            errors=[FieldError("/code", "Ce code est déjà utilisé ou réservé.")],
        )
    if connue.expire_le <= now:
        raise CodePhotoInconnu(
            f"Ce code n'est plus valable depuis le {connue.expire_le:%d/%m/%Y} : une photo sert pendant six mois. "
            "Faites faire une nouvelle photo et saisissez son code.",
            errors=[FieldError("/code", "Ce code est périmé.")],
        )
    return Photo(connue.empreinte, code[-4:], connue.ephoto, connue.expire_le)
