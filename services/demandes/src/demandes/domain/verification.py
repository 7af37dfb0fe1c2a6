"""What the CTN and the préfecture say of a validated demande: good, to be put right, or decided."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from contracts.events.demandes import DemandeAccepteeV1, DemandeACompleterV1, DemandeRejeteeV1, DemandeTransmiseV1
from contracts.events.instruction import DossierAttribueV1
from contracts.events.parts import CauseRejet
from contracts.vocabulary.causes import Cause
from contracts.vocabulary.roles import Role
from contracts.vocabulary.statuts import Statut
from demandes.domain.delais import COMPLEMENT
from demandes.domain.demande import Decision, Demande, Retour, decision
from demandes.domain.dossier import dossier
from demandes.domain.historique import CTN, Auteur
from demandes.domain.statuts import Acte


def constater_images_conformes(demande: Demande, now: datetime) -> Decision:
    """On to the préfecture (domain.md §4.2 row 10)."""
    transmise = demande.apres(Acte.CONSTATER_IMAGES_CONFORMES, now)
    fait = DemandeTransmiseV1(tour=demande.tour, dossier=dossier(transmise), transmise_le=now)
    return decision(demande, transmise, Acte.CONSTATER_IMAGES_CONFORMES, CTN, fait)


def constater_images_refusees(
    demande: Demande, causes: Sequence[CauseRejet], commentaire: str | None, now: datetime
) -> Decision:
    """Back to the filer (row 11)."""
    return _renvoyer(demande, Acte.CONSTATER_IMAGES_REFUSEES, "ctn", causes, commentaire, now)


def demander_complement(
    demande: Demande, causes: Sequence[CauseRejet], commentaire: str | None, now: datetime
) -> Decision:
    """Back to the filer (row 12)."""
    return _renvoyer(demande, Acte.DEMANDER_COMPLEMENT, "prefecture", causes, commentaire, now)


def prendre_en_main(demande: Demande, dit: DossierAttribueV1) -> Decision | None:
    """An instructor has it before his eyes, or no longer; None for what is late or told again. No act: no line."""
    depuis = dit.le if dit.attribue and demande.statut is Statut.EN_INSTRUCTION else None
    if depuis == demande.en_main_depuis:
        return None
    return Decision(demande, replace(demande, en_main_depuis=depuis))


def accepter(demande: Demande, neph: str, now: datetime) -> Decision:
    """The end of an inscription (row 14); a card is made for every other motif (row 15)."""
    acceptee = demande.apres(Acte.ACCEPTER, now)
    fait = DemandeAccepteeV1(dossier=dossier(acceptee), neph=neph, acceptee_le=now)
    return decision(demande, acceptee, Acte.ACCEPTER, prefecture(demande), fait)


def rejeter(demande: Demande, causes: Sequence[CauseRejet], commentaire: str | None, now: datetime) -> Decision:
    """The end: a new demande and a new photo code are needed (row 16; seed 003)."""
    raison = Retour(demande.tour, "prefecture", tuple(causes), commentaire, now)
    rejetee = demande.apres(Acte.REJETER, now, raison_rejet=raison)
    fait = DemandeRejeteeV1(dossier=dossier(rejetee), causes=tuple(causes), commentaire=commentaire, rejetee_le=now)
    return decision(demande, rejetee, Acte.REJETER, prefecture(demande), fait, details=_libelles(causes))


def prefecture(demande: Demande) -> Auteur:
    assert demande.adresse_contact is not None
    return Auteur(Role.INSTRUCTEUR, f"Préfecture de {demande.adresse_contact.prefecture.nom}")


def _renvoyer(
    demande: Demande,
    acte: Acte,
    demandeur: Literal["ctn", "prefecture"],
    causes: Sequence[CauseRejet],
    commentaire: str | None,
    now: datetime,
) -> Decision:
    retour = Retour(demande.tour, demandeur, tuple(causes), commentaire, now)
    renvoyee = demande.apres(acte, now, retours=(*demande.retours, retour))
    assert demande.numero is not None
    assert demande.deposant.compte is not None
    assert demande.contact is not None
    fait = DemandeACompleterV1(
        numero=demande.numero,
        demandeur=demandeur,
        causes=tuple(causes),
        commentaire=commentaire,
        destinataire=demande.deposant.compte,
        email=demande.contact.email if demande.auto_ecole is None else demande.auto_ecole.email,
        limite_le=now + COMPLEMENT,
        demande_le=now,
        dossier=dossier(renvoyee),
    )
    par = CTN if demandeur == "ctn" else prefecture(demande)
    return decision(demande, renvoyee, acte, par, fait, details=_libelles(causes))


def _libelles(causes: Sequence[CauseRejet]) -> list[str]:
    """The official words only: what an agent added of his own may name somebody, and the history stays."""
    officiels = {cause.value: cause.libelle for cause in Cause}
    return [officiels.get(cause.code, cause.code) for cause in causes]
