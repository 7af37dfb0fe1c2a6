"""Attested and validated, by the candidate, who acts for him, or the school with his mandate; or refused (seed 001)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from contracts.errors import FieldError, RuleBroken
from contracts.events.base import Event
from contracts.events.demandes import DemandeRefuseeV1, DemandeValideeV1
from contracts.vocabulary.statuts import Statut
from demandes.domain.acces import verifier_deposant
from demandes.domain.delais import CONSERVATION_MANDAT
from demandes.domain.demande import Decision, Demande, DemandeIntrouvable, decision
from demandes.domain.dossier import dossier
from demandes.domain.formulaire import formulaire_attendu
from demandes.domain.historique import Auteur
from demandes.domain.manques import verifier_complete
from demandes.domain.numero import numero_de_demande
from demandes.domain.statuts import Acte, ActeImpossible

ATTESTATION = (
    "Je soussigné(e), le (la) déclarant(e), atteste sur l'honneur que les renseignements de la présente demande sont "
    "exacts et ne pas faire l'objet d'une suspension du permis de conduire en cours d'exécution ou d'une interdiction "
    "judiciaire de solliciter la délivrance du permis de conduire."
)
"""What the candidate ticks, word for word (seed 001)."""


class AttestationManquante(RuleBroken):
    slug = "attestation-manquante"
    title = "Cochez l'attestation sur l'honneur avant de valider"
    kind = "invalide"


def valider(demande: Demande, par: UUID, *, atteste: bool, now: datetime, tirage: int) -> Decision:
    """The candidate's word, or of who acts for him; who files for himself says it straight from the draft (row 2)."""
    _est_le_candidat(demande, par)
    depose_seul = demande.statut is Statut.BROUILLON and demande.auto_ecole is None
    acte = Acte.VALIDER if demande.formulaire is None else Acte.VALIDER_AVEC_FORMULAIRE
    demande.apres(acte, now)
    if depose_seul:
        verifier_complete(demande, now)
    if not atteste:
        raise AttestationManquante(
            "Relisez le récapitulatif, cochez l'attestation sur l'honneur, puis validez. "
            "Si une information est fausse, corrigez-la ou refusez la demande.",
            errors=[FieldError("/atteste_sur_l_honneur", "Cochez cette case.")],
        )
    return _validee(demande, acte, demande.usager, now, tirage)


def valider_par_mandat(demande: Demande, par: UUID, *, conserve: bool, now: datetime, tirage: int) -> Decision:
    """The school holds the paper that the candidate signed and keeps it; no account but its own (row 3b)."""
    verifier_deposant(demande, par)
    if not demande.mandat_papier:
        raise ActeImpossible("Sans mandat papier, c'est le candidat qui valide la demande, depuis son compte.")
    acte = Acte.VALIDER_PAR_MANDAT if demande.formulaire is None else Acte.MANDAT_AVEC_FORMULAIRE
    demande.apres(acte, now)
    verifier_complete(demande, now)
    if not conserve:
        raise AttestationManquante(
            "Cochez la case par laquelle l'auto-école atteste qu'elle détient le mandat signé par le candidat et le "
            f"conserve pendant {CONSERVATION_MANDAT}, puis terminez la saisie.",
            errors=[FieldError("/conserve_le_mandat", "Cochez cette case.")],
        )
    details = (f"Mandat papier, à conserver pendant {CONSERVATION_MANDAT}",)
    return _validee(demande, acte, demande.deposant.auteur, now, tirage, details)


def _validee(
    demande: Demande, acte: Acte, par: Auteur, now: datetime, tirage: int, details: Sequence[str] = ()
) -> Decision:
    """Only now does the demande get its number, and its photo code is used (domain.md OP-09, OP-11).

    With a photo on paper the first round begins when the form has come.
    """
    assert demande.adresse_contact is not None
    validee = demande.apres(
        acte,
        now,
        numero=numero_de_demande(demande.adresse_contact.prefecture.code, now, tirage),
        validee_le=now,
        tour=1 if demande.formulaire is None else 0,
        compte_candidat="actif" if demande.candidat else None,
        photo=demande.photo and replace(demande.photo, consommee=True),
    )
    fait: Event = (
        DemandeValideeV1(dossier=dossier(validee)) if demande.formulaire is None else formulaire_attendu(validee)
    )
    return decision(demande, validee, acte, par, fait, details=details)


def refuser(demande: Demande, par: UUID, *, raison: str, now: datetime) -> Decision:
    """The school files anew (seed 001) and reads the reason (domain.md OP-30); the photo code is free again."""
    _est_le_candidat(demande, par)
    refusee = demande.apres(Acte.REFUSER, now, raison_refus=raison or None)
    assert demande.etat_civil is not None
    assert demande.auto_ecole is not None
    fait = DemandeRefuseeV1(
        pre_numero=demande.pre_numero,
        auto_ecole=demande.auto_ecole,
        candidat_nom=demande.etat_civil.nom_affiche,
        raison=raison,
        refusee_le=now,
    )
    return decision(demande, refusee, Acte.REFUSER, demande.usager, fait)


def _est_le_candidat(demande: Demande, par: UUID) -> None:
    """Nobody speaks for him, and before he is attached there is nobody."""
    if par != demande.candidat:
        raise DemandeIntrouvable("Vérifiez que la demande est bien la vôtre.")
