"""The candidate's word on what the school filed: he attests and validates, or refuses (seed 001)."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from contracts.errors import FieldError, RuleBroken
from contracts.events.demandes import DemandeRefuseeV1, DemandeValideeV1
from demandes.domain.demande import Decision, Demande, DemandeIntrouvable, decision, dossier
from demandes.domain.historique import CANDIDAT
from demandes.domain.numero import numero_de_demande
from demandes.domain.statuts import Acte, statut_suivant

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
    """Only now does the demande get its number, and its photo code is used (domain.md OP-09, OP-11)."""
    _est_le_candidat(demande, par)
    statut_suivant(demande.statut, Acte.VALIDER)
    assert demande.adresse_contact is not None
    assert demande.photo is not None
    arrondissement = demande.adresse_contact.prefecture.code
    validee = demande.apres(
        Acte.VALIDER,
        now,
        numero=numero_de_demande(arrondissement, now, tirage),
        validee_le=now,
        tour=1,
        compte_candidat="actif",
        photo=replace(demande.photo, consommee=True),
    )
    if not atteste:
        raise AttestationManquante(
            "Relisez le récapitulatif, cochez l'attestation sur l'honneur, puis validez. "
            "Si une information est fausse, refusez la demande.",
            errors=[FieldError("/atteste_sur_l_honneur", "Cochez cette case.")],
        )
    return decision(demande, validee, Acte.VALIDER, CANDIDAT, DemandeValideeV1(dossier=dossier(validee)))


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
    return decision(demande, refusee, Acte.REFUSER, CANDIDAT, fait)


def _est_le_candidat(demande: Demande, par: UUID) -> None:
    """Nobody speaks for him, and before he is attached there is nobody."""
    if par != demande.candidat:
        raise DemandeIntrouvable("Vérifiez que la demande est bien la vôtre.")
