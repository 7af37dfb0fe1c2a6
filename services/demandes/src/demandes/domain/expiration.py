"""A demande that nobody moves on: reminded in time, then expired; a draft withdrawn, an account gone (seed 001)."""

from dataclasses import replace
from datetime import datetime

from contracts.events.base import Event
from contracts.events.demandes import DemandeExpireeV1, DemandePurgeeV1, EcheanceProcheV1
from contracts.events.parts import Contact
from contracts.vocabulary.roles import Role
from contracts.vocabulary.statuts import Statut
from demandes.domain.demande import Decision, Demande, decision
from demandes.domain.historique import SYSTEME, Auteur
from demandes.domain.statuts import Acte

COMPTE_NON_ACTIVE = "compte_non_active"
BROUILLON = "brouillon"


def rappeler(demande: Demande, now: datetime) -> Decision | None:
    """Whoever must act is told before it is too late; reminders that a long stop made late are one.

    None when there is nothing to remind of any more, or nobody whom we could write to.
    """
    if demande.rappel_le is None or now < demande.rappel_le or demande.delai is None:
        return None
    assert demande.echeance is not None
    faits = replace(demande, rappels=sum(le <= now for le in demande.rappels_prevus))
    joint = _joint(demande)
    if now >= demande.echeance or joint is None:
        return Decision(demande, faits)
    role, contact = joint
    fait = EcheanceProcheV1(
        echeance=demande.delai.code,
        pre_numero=demande.pre_numero,
        numero=demande.numero,
        destinataire=role,
        email=contact.email,
        telephone=contact.telephone,
        limite_le=demande.echeance,
    )
    return decision(demande, faits, Acte.RAPPELER, SYSTEME, fait, le=now)


def expirer(demande: Demande, now: datetime) -> Decision | None:
    """None when it moved on in time (domain.md OP-06, OP-07, OP-13). An abandoned draft is erased at once (§9)."""
    if demande.expire_le is None or now < demande.expire_le or demande.delai is None:
        return None
    expiree = demande.apres(Acte.EXPIRER, now)
    faits = _expiree(demande, demande.delai.code, now)
    if demande.statut is Statut.BROUILLON:
        return decision(demande, retiree(expiree), Acte.EXPIRER, SYSTEME, *faits, _purgee(now))
    return decision(demande, expiree, Acte.EXPIRER, SYSTEME, *faits)


def supprimer(demande: Demande, par: Auteur, now: datetime) -> Decision:
    """A draft that its filer withdraws: nothing is left but a trace without anybody's name, and nobody sees it."""
    supprimee = demande.apres(Acte.SUPPRIMER, now)
    return decision(demande, retiree(supprimee), Acte.SUPPRIMER, par, _purgee(now))


def abandonner(demande: Demande, now: datetime) -> Decision | None:
    """Its filer closed the account: the draft goes with it; None when it is a draft no more."""
    return supprimer(demande, SYSTEME, now) if demande.statut is Statut.BROUILLON else None


def effacer(demande: Demande, now: datetime) -> Decision | None:
    """The account that this demande had made is gone: so is the demande, but for a trace without anybody's name.

    None when nothing is left to erase, or when the demande lives on: only a person with an account can have validated.
    """
    if demande.effacee or demande.numero is not None or demande.compte_candidat == "actif":
        return None
    if demande.terminee:
        return Decision(demande, _anonyme(replace(demande, modifiee_le=now)))
    effacee = _anonyme(demande.apres(Acte.EFFACER, now))
    return decision(demande, effacee, Acte.EFFACER, SYSTEME, *_expiree(demande, COMPTE_NON_ACTIVE, now))


def _joint(demande: Demande) -> tuple[Role, Contact] | None:
    """Whose turn it is, and where he is reached; with a paper mandate it is always the school's."""
    assert demande.delai is not None
    ecole = demande.auto_ecole
    if ecole is not None and (demande.delai.rappeler == "deposant" or demande.mandat_papier):
        return Role.AUTO_ECOLE, Contact(email=ecole.email)
    return None if demande.contact is None else (Role.USAGER, demande.contact)


def _expiree(demande: Demande, raison: str, now: datetime) -> list[Event]:
    """Nobody to tell, nothing to say: a draft may hold no address yet. A school's draft is the school's affair."""
    ecole = demande.auto_ecole
    contact = demande.contact
    if ecole is not None and raison == BROUILLON:
        contact = Contact(email=ecole.email)
    if contact is None:
        return []
    return [
        DemandeExpireeV1(
            pre_numero=demande.pre_numero,
            raison=raison,
            auto_ecole=ecole,
            candidat_nom=demande.etat_civil.nom_affiche if demande.etat_civil else "",
            contact=contact,
            expiree_le=now,
            numero=demande.numero,
        )
    ]


def _purgee(now: datetime) -> DemandePurgeeV1:
    return DemandePurgeeV1(raison=BROUILLON, purgee_le=now)


def retiree(demande: Demande) -> Demande:
    """Not even its filer sees it any more."""
    return replace(_anonyme(demande), auto_ecole=None)


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
        titre=None,
        representant=None,
        formulaire=None,
        pieces_absentes=(),
        coordonnees=None,
        fichiers_remplaces=(),
        effacee=True,
    )
