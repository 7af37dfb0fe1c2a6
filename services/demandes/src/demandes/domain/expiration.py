"""A demande that nobody moved on: its deadline passed, or the candidate never activated the account (seed 001)."""

from dataclasses import replace
from datetime import datetime

from contracts.events.demandes import DemandeExpireeV1
from demandes.domain.delais import RAISONS
from demandes.domain.demande import Decision, Demande, decision
from demandes.domain.historique import SYSTEME
from demandes.domain.statuts import TERMINES, Acte

COMPTE_NON_ACTIVE = "compte_non_active"


def expirer(demande: Demande, now: datetime) -> Decision | None:
    """None when it moved on in time (domain.md OP-06, OP-07)."""
    if demande.echeance is None or now < demande.echeance:
        return None
    expiree = demande.apres(Acte.EXPIRER, now)
    return decision(demande, expiree, Acte.EXPIRER, SYSTEME, _expiree(demande, RAISONS[demande.statut], now))


def effacer(demande: Demande, now: datetime) -> Decision | None:
    """The account that this demande had made is gone: so is the demande, but for a trace without anybody's name.

    None when nothing is left to erase, or when the demande lives on: only a person with an account can have validated.
    """
    if demande.effacee or demande.numero is not None or demande.compte_candidat == "actif":
        return None
    if demande.statut in TERMINES:
        return Decision(demande, _anonyme(replace(demande, modifiee_le=now)))
    effacee = _anonyme(demande.apres(Acte.EFFACER, now))
    return decision(demande, effacee, Acte.EFFACER, SYSTEME, _expiree(demande, COMPTE_NON_ACTIVE, now))


def _expiree(demande: Demande, raison: str, now: datetime) -> DemandeExpireeV1:
    assert demande.etat_civil is not None
    assert demande.adresse_contact is not None
    return DemandeExpireeV1(
        pre_numero=demande.pre_numero,
        raison=raison,
        auto_ecole=demande.auto_ecole,
        candidat_nom=demande.etat_civil.nom_affiche,
        contact=demande.adresse_contact.contact(),
        expiree_le=now,
    )


def _anonyme(demande: Demande) -> Demande:
    return replace(
        demande,
        etape_motif=None,
        etat_civil=None,
        adresse_contact=None,
        photo=None,
        pieces=(),
        candidat=None,
        compte_candidat=None,
        retours=(),
        raison_refus=None,
        raison_rejet=None,
        representant=None,
        formulaire=None,
        pieces_absentes=(),
        coordonnees=None,
        effacee=True,
    )
