"""How long a closed demande is kept, what its person is told before, and what is left afterwards (domain.md §9)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from contracts.events.demandes import DemandePurgeeV1, EcheanceProcheV1
from contracts.vocabulary.roles import Role
from contracts.vocabulary.statuts import Statut
from demandes.domain.demande import Decision, Demande, decision
from demandes.domain.expiration import retiree
from demandes.domain.historique import SYSTEME
from demandes.domain.statuts import Acte

CODE = "conservation"
SIX_MOIS = timedelta(days=182)
PREAVIS = timedelta(days=30)

CONSERVATION: Final[Mapping[Statut, timedelta]] = {
    Statut.ACCEPTEE: SIX_MOIS,
    Statut.REJETEE: SIX_MOIS,
    Statut.REFUSEE_USAGER: SIX_MOIS,
    Statut.EXPIREE: SIX_MOIS,
    Statut.REMISE: SIX_MOIS,
    Statut.DETRUITE: SIX_MOIS,
}
"""Status in which a demande ends → how long it is kept after its last change (domain.md §9, arrêté of 23 May 2017).

Drafts have no end of their own: the table of `domain/delais.py` has them erased sooner."""


def fin_de_conservation(demande: Demande) -> datetime | None:
    """None as long as it goes on, and when nothing is left to erase."""
    if demande.effacee or not demande.terminee:
        return None
    return demande.modifiee_le + CONSERVATION[demande.statut]


def prochaine_echeance(demande: Demande) -> datetime | None:
    """When to look again: first to announce the end, then to erase."""
    fin = fin_de_conservation(demande)
    if fin is None:
        return None
    return demande.fin_annoncee if _annoncee(demande, fin) else fin - PREAVIS


def conserver(demande: Demande, now: datetime) -> Decision | None:
    """Announced, then erased; None when it is not time yet. A demande that changed since is announced again."""
    fin, le = fin_de_conservation(demande), prochaine_echeance(demande)
    if fin is None or le is None or now < le:
        return None
    return _purger(demande, now) if _annoncee(demande, fin) else _annoncer(demande, max(fin, now + PREAVIS), now)


def _annoncee(demande: Demande, fin: datetime) -> bool:
    return demande.fin_annoncee is not None and demande.fin_annoncee >= fin


def _annoncer(demande: Demande, limite: datetime, now: datetime) -> Decision:
    """The whole notice is given even when we were late; who left no address cannot be told."""
    annoncee = replace(demande, fin_annoncee=limite)
    contact = demande.contact
    if contact is None:
        return Decision(demande, annoncee)
    fait = EcheanceProcheV1(
        echeance=CODE,
        pre_numero=demande.pre_numero,
        numero=demande.numero,
        destinataire=Role.USAGER,
        email=contact.email,
        telephone=contact.telephone,
        limite_le=limite,
    )
    return decision(demande, annoncee, Acte.RAPPELER, SYSTEME, fait, le=now)


def _purger(demande: Demande, now: datetime) -> Decision:
    """What is left has nobody's name and nobody's account: number, motif, status and history."""
    purgee = replace(retiree(demande), documents=(), modifiee_le=now, fin_annoncee=None)
    return decision(demande, purgee, Acte.PURGER, SYSTEME, DemandePurgeeV1(raison=CODE, purgee_le=now))
