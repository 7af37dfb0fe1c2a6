"""A demande goes from one school to another, if its candidate agrees (seed 000; domain.md §4.2 T1 and T2, OP-23)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Self
from uuid import UUID

from contracts.errors import FieldError, RuleBroken
from contracts.events.demandes import TransfertDecideV1, TransfertDemandeV1
from contracts.events.parts import AutoEcole
from contracts.vocabulary.roles import Role
from contracts.vocabulary.statuts import Statut
from demandes.domain.demande import Decision, Demande, DemandeIntrouvable, decision
from demandes.domain.historique import SYSTEME, Auteur
from demandes.domain.numero import NumeroIncorrect, lire_numero
from demandes.domain.statuts import Acte

REPONSE = timedelta(days=30)
"""How long the candidate may think about it; as for a validation (domain.md OP-06)."""


class Etat(StrEnum):
    libelle: str

    def __new__(cls, code: str, libelle: str) -> Self:
        etat = str.__new__(cls, code)
        etat._value_ = code
        etat.libelle = libelle
        return etat

    DEMANDE = "demande", "En attente de la réponse du candidat"
    ACCEPTE = "accepte", "Accepté par le candidat"
    REFUSE = "refuse", "Refusé par le candidat"
    RETIRE = "retire", "Retiré par l'auto-école qui l'avait demandé"
    EXPIRE = "expire", "Resté sans réponse"


ACTES: Mapping[Etat, Acte] = {
    Etat.ACCEPTE: Acte.ACCEPTER_TRANSFERT,
    Etat.REFUSE: Acte.REFUSER_TRANSFERT,
    Etat.RETIRE: Acte.RETIRER_TRANSFERT,
    Etat.EXPIRE: Acte.LAISSER_TRANSFERT,
}


class TransfertIntrouvable(RuleBroken):
    slug = "transfert-introuvable"
    title = "Cette demande de transfert n'existe pas ou ne vous est pas accessible"
    kind = "introuvable"


class TransfertClos(RuleBroken):
    slug = "transfert-clos"
    title = "Cette demande de transfert a déjà reçu une réponse"
    kind = "conflit"


class TransfertImpossible(RuleBroken):
    slug = "transfert-impossible"
    title = "Cette demande ne peut pas être transférée"
    kind = "conflit"


INCONNUE = "Aucune demande en cours, suivie par une auto-école, ne porte ce numéro. Vérifiez-le avec le candidat."
"""The same for a number that nobody has, a closed demande and a person's own: trying numbers tells nothing."""


class NumeroDeDemandeInvalide(RuleBroken):
    slug = "numero-de-demande-invalide"
    title = "Ce numéro n'est pas celui d'une demande"
    kind = "invalide"


@dataclass(frozen=True)
class Transfert:
    """One request of a school; `decide_le` once it has its answer."""

    id: UUID
    demande: UUID
    numero: str
    ancienne: AutoEcole
    nouvelle: AutoEcole
    etat: Etat
    demande_le: datetime
    decide_le: datetime | None = None

    @property
    def limite_le(self) -> datetime:
        return self.demande_le + REPONSE


class Suite(NamedTuple):
    """What a transfer makes of itself and of the demande."""

    transfert: Transfert
    decision: Decision


def numero_saisi(saisi: str) -> str:
    """The digits, whatever stands between them; a slip of the finger is said before anything is looked for."""
    chiffres = re.sub(r"[\s.-]", "", saisi)
    try:
        lire_numero(chiffres)
    except NumeroIncorrect:
        raise NumeroDeDemandeInvalide(
            "Recopiez les 23 chiffres du numéro : l'un d'eux manque ou n'est pas le bon.",
            errors=[FieldError("/numero", "Vérifiez chaque chiffre du numéro de la demande.")],
        ) from None
    return chiffres


def demander_transfert(
    demande: Demande, nouvelle: AutoEcole, id: UUID, now: datetime, *, en_attente: Transfert | None
) -> Suite:
    """One request at a time; a person's own demande, a closed one and one under a paper mandate stay where they are."""
    ancienne = demande.auto_ecole
    if ancienne is None or demande.terminee or demande.numero is None:
        raise DemandeIntrouvable(INCONNUE)
    if ancienne.compte == nouvelle.compte:
        raise TransfertImpossible("Vous suivez déjà cette demande : elle est dans vos bannettes.")
    if demande.mandat_papier:
        raise TransfertImpossible(
            "L'auto-école l'a déposée avec un mandat papier. Une nouvelle demande est nécessaire pour changer d'école."
        )
    if en_attente is not None:
        raise TransfertImpossible("Une demande de transfert attend déjà la réponse du candidat. Réessayez ensuite.")
    transfert = Transfert(id, demande.id, demande.numero, ancienne, nouvelle, Etat.DEMANDE, now)
    etat_civil, contact = demande.etat_civil, demande.contact
    assert etat_civil is not None
    assert contact is not None
    fait = TransfertDemandeV1(
        transfert=id,
        numero=demande.numero,
        candidat_nom=etat_civil.nom_affiche,
        contact=contact,
        ancienne=ancienne,
        nouvelle=nouvelle,
        demande_le=now,
    )
    auteur = Auteur(Role.AUTO_ECOLE, nouvelle.raison_sociale)
    return Suite(transfert, decision(demande, demande, Acte.DEMANDER_TRANSFERT, auteur, fait, le=now))


def repondre(transfert: Transfert, demande: Demande, *, accepte: bool, now: datetime) -> Suite:
    """The candidate's word; accepted, the new school has the demande from this instant, and the old one nothing."""
    etat = Etat.ACCEPTE if accepte else Etat.REFUSE
    if accepte and (demande.terminee or demande.statut is Statut.BROUILLON):
        raise TransfertImpossible(f"Elle est au statut « {demande.statut.libelle} » : il n'y a plus rien à transférer.")
    return _clore(transfert, demande, etat, demande.usager, now)


def retirer(transfert: Transfert, demande: Demande, now: datetime) -> Suite:
    """The school that asked changes its mind."""
    return _clore(transfert, demande, Etat.RETIRE, Auteur(Role.AUTO_ECOLE, transfert.nouvelle.raison_sociale), now)


def laisser(transfert: Transfert, demande: Demande, now: datetime) -> Suite | None:
    """Nobody answered in time; None when somebody did, or when nothing is left of the demande to answer about."""
    if transfert.etat is not Etat.DEMANDE or now < transfert.limite_le or demande.effacee:
        return None
    return _clore(transfert, demande, Etat.EXPIRE, SYSTEME, now)


def _clore(transfert: Transfert, demande: Demande, etat: Etat, par: Auteur, now: datetime) -> Suite:
    if transfert.etat is not Etat.DEMANDE:
        raise TransfertClos(f"État du transfert : {transfert.etat.libelle.lower()}. Rechargez la page.")
    clos = replace(transfert, etat=etat, decide_le=now)
    apres = replace(demande, auto_ecole=transfert.nouvelle, modifiee_le=now) if etat is Etat.ACCEPTE else demande
    etat_civil, contact = demande.etat_civil, demande.contact
    assert etat_civil is not None
    assert contact is not None
    fait = TransfertDecideV1(
        transfert=transfert.id,
        numero=transfert.numero,
        decision=etat,
        candidat_nom=etat_civil.nom_affiche,
        contact=contact,
        ancienne=transfert.ancienne,
        nouvelle=transfert.nouvelle,
        decide_le=now,
    )
    return Suite(clos, decision(demande, apres, ACTES[etat], par, fait, le=now))
