"""The candidate's account: the demande is attached to it, then it becomes active (seed 001)."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from contracts.vocabulary.statuts import Statut
from demandes.domain.demande import Decision, Demande, decision
from demandes.domain.historique import SYSTEME
from demandes.domain.statuts import Acte


def rattacher(demande: Demande, compte: UUID, *, actif: bool, now: datetime) -> Decision | None:
    """None when the demande has moved on meanwhile, or is attached already."""
    if demande.statut is not Statut.ATTENTE_VALIDATION_USAGER or demande.candidat is not None:
        return None
    etat = "actif" if actif else "a_activer"
    rattachee = demande.apres(Acte.RATTACHER, now, candidat=compte, compte_candidat=etat)
    details = () if actif else ("Le candidat a sept jours pour activer son compte.",)
    return decision(demande, rattachee, Acte.RATTACHER, SYSTEME, details=details)


def activer(demande: Demande, now: datetime) -> Decision | None:
    """None unless the demande waits for its candidate."""
    if demande.statut is not Statut.ATTENTE_VALIDATION_USAGER or demande.compte_candidat == "actif":
        return None
    active = replace(demande.apres(Acte.ACTIVER, now), compte_candidat="actif")
    return decision(demande, active, Acte.ACTIVER, SYSTEME)
