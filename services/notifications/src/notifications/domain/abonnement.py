"""A partner's subscription by webhook: where the public stream is sent, how long a silent address is believed in."""

import base64
import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit
from uuid import UUID

from contracts.errors import FieldError, RuleBroken
from contracts.vocabulary.statuts import Statut

ABONNEMENTS_MAX = 10  # of one partner
ADRESSE_MAX = 500  # characters
ANCIEN_SECRET_VAUT = timedelta(hours=24)  # after a rotation, both sign
SUSPENDU_APRES = timedelta(days=3)  # without a single answer that says yes
GARDES = timedelta(days=30)  # how far back events can be replayed
PARTI = 410  # the receiver says that nobody wants this any more

ESSAIS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""Waits between tries, as the Standard Webhooks specification proposes them."""


class AbonnementIntrouvable(RuleBroken):
    slug = "abonnement-introuvable"
    title = "Cet abonnement n'existe pas ou n'est pas le vôtre"
    kind = "introuvable"


class AbonnementRefuse(RuleBroken):
    slug = "abonnement-refuse"
    title = "Cet abonnement ne peut pas être enregistré"
    kind = "invalide"


class TropDAbonnements(RuleBroken):
    slug = "trop-d-abonnements"
    title = "Vous avez atteint le nombre d'abonnements permis"
    kind = "conflit"


class AbonnementSuspendu(RuleBroken):
    slug = "abonnement-suspendu"
    title = "Cet abonnement est suspendu"
    kind = "conflit"


class Etat(StrEnum):
    ACTIF = "actif"
    SUSPENDU = "suspendu"


class Reponse(StrEnum):
    """What an answer of the receiver means for what is still to be sent."""

    REMISE = "remise"
    REFUSEE = "refusee"  # this event alone; others go on
    ABSENTE = "absente"  # the receiver is not well: everything waits
    PARTIE = "partie"  # nobody wants it any more


@dataclass(frozen=True)
class Abonnement:
    """`generation` and `ancienne_jusqu_a` say which secrets sign; `statuts` empty means all."""

    id: UUID
    partenaire: UUID
    adresse: str
    contact: str
    description: str
    statuts: tuple[str, ...]
    etat: Etat
    generation: int
    cree_le: datetime
    ancienne_jusqu_a: datetime | None = None
    echecs: int = 0  # in a row
    en_echec_depuis: datetime | None = None
    reprise_le: datetime | None = None
    suspendu_le: datetime | None = None
    cause: str | None = None


def exiger_recevable(adresse: str, statuts: tuple[str, ...], *, locale_permise: bool) -> None:
    """Raises AbonnementRefuse; which addresses the name leads to is looked at with each delivery."""
    fautes = [*_fautes_d_adresse(adresse, locale_permise=locale_permise), *_fautes_de_statuts(statuts)]
    if fautes:
        raise AbonnementRefuse(" ".join(faute.detail for faute in fautes), errors=fautes)


def _fautes_d_adresse(adresse: str, *, locale_permise: bool) -> list[FieldError]:
    try:
        morceaux = urlsplit(adresse)
        port = morceaux.port
    except ValueError:
        return [FieldError("/adresse", "Indiquez une adresse complète : celle-ci ne peut pas être lue.")]
    permis = ("https", "http") if locale_permise else ("https",)
    if morceaux.scheme not in permis or not morceaux.hostname:
        return [FieldError("/adresse", "Indiquez une adresse qui commence par https://.")]
    if morceaux.username or morceaux.password:
        return [FieldError("/adresse", "Retirez l'identifiant et le mot de passe : la signature prouve l'envoi.")]
    if morceaux.fragment or len(adresse) > ADRESSE_MAX or any(ord(signe) < 33 for signe in adresse):
        return [FieldError("/adresse", f"Indiquez une adresse sans « # » ni espace, de {ADRESSE_MAX} signes au plus.")]
    if not locale_permise and port not in (None, 443):
        return [FieldError("/adresse", "Recevez sur le port 443 : aucun autre n'est appelé.")]
    return []


def _fautes_de_statuts(statuts: tuple[str, ...]) -> list[FieldError]:
    connus = {statut.value for statut in Statut}
    return [
        FieldError(f"/statuts/{rang}", "Choisissez un statut de la liste, ou aucun pour les recevoir tous.")
        for rang, statut in enumerate(statuts)
        if statut not in connus
    ]


def secrets_de(maitre: bytes, abonnement: Abonnement, now: datetime) -> list[str]:
    """Those that sign now, the newest first. They are derived from the service's key: none is kept anywhere."""
    generations = [abonnement.generation]
    if abonnement.ancienne_jusqu_a is not None and now < abonnement.ancienne_jusqu_a:
        generations.append(abonnement.generation - 1)
    return [secret_de(maitre, abonnement.id, generation) for generation in generations]


def secret_de(maitre: bytes, abonnement: UUID, generation: int) -> str:
    derive = hmac.new(maitre, f"webhook {abonnement} {generation}".encode(), hashlib.sha256).digest()
    return f"whsec_{base64.b64encode(derive).decode()}"


def changer_de_secret(abonnement: Abonnement, now: datetime) -> Abonnement:
    return replace(abonnement, generation=abonnement.generation + 1, ancienne_jusqu_a=now + ANCIEN_SECRET_VAUT)


def lire_reponse(statut: int) -> Reponse:
    """3xx included: a delivery is not led elsewhere."""
    if 200 <= statut < 300:
        return Reponse.REMISE
    if statut == PARTI:
        return Reponse.PARTIE
    return Reponse.ABSENTE if statut >= 500 or statut in (408, 425, 429) else Reponse.REFUSEE


def apres_reponse(abonnement: Abonnement, reponse: Reponse, cause: str, now: datetime) -> Abonnement:
    """One yes makes up for all that failed; three days without one, or a word of parting, suspend."""
    if reponse is Reponse.REMISE:
        return replace(abonnement, echecs=0, en_echec_depuis=None, reprise_le=None, cause=None)
    depuis = abonnement.en_echec_depuis or now
    if reponse is Reponse.PARTIE or now - depuis >= SUSPENDU_APRES:
        return replace(
            abonnement, etat=Etat.SUSPENDU, suspendu_le=now, en_echec_depuis=depuis, reprise_le=None, cause=cause
        )
    if reponse is Reponse.REFUSEE:
        return replace(abonnement, en_echec_depuis=depuis, cause=cause)
    attente = ESSAIS[min(abonnement.echecs, len(ESSAIS) - 1)]
    return replace(
        abonnement, echecs=abonnement.echecs + 1, en_echec_depuis=depuis, reprise_le=now + attente, cause=cause
    )


def suspendre(abonnement: Abonnement, cause: str, now: datetime) -> Abonnement:
    """By who looks after the sending; one that is suspended keeps its first cause."""
    if abonnement.etat is Etat.SUSPENDU:
        return abonnement
    return replace(abonnement, etat=Etat.SUSPENDU, suspendu_le=now, reprise_le=None, cause=cause)


def reprendre(abonnement: Abonnement) -> Abonnement:
    """Its owner says that it works again; what was missed is had by a replay."""
    return replace(
        abonnement, etat=Etat.ACTIF, echecs=0, en_echec_depuis=None, reprise_le=None, suspendu_le=None, cause=None
    )


def exiger_actif(abonnement: Abonnement) -> Abonnement:
    """Raises AbonnementSuspendu."""
    if abonnement.etat is Etat.SUSPENDU:
        raise AbonnementSuspendu("Reprenez d'abord l'abonnement, puis demandez le rejeu.")
    return abonnement


def modifier(
    abonnement: Abonnement, *, adresse: str, contact: str, description: str, statuts: tuple[str, ...]
) -> Abonnement:
    """A new address is tried at once, whatever the former one did."""
    change = replace(abonnement, adresse=adresse, contact=contact, description=description, statuts=statuts)
    return change if adresse == abonnement.adresse else replace(change, echecs=0, reprise_le=None)


def prochain_essai(essais: int, now: datetime) -> datetime | None:
    """Of an event that was refused `essais` times; None when it is given up."""
    return now + ESSAIS[essais - 1] if essais <= len(ESSAIS) else None
