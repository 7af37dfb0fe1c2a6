"""The school has finished: nothing changes any more until the candidate has spoken, unless he signed a mandate."""

from datetime import datetime

from contracts.events.demandes import DemandeFinaliseeV1
from demandes.domain.acces import SeulLeDeposant
from demandes.domain.demande import Decision, Demande, decision
from demandes.domain.manques import verifier_complete
from demandes.domain.statuts import Acte, ActeImpossible


def finaliser(demande: Demande, now: datetime) -> Decision:
    """The candidate's account, or the one of who acts for him, must validate (domain.md §4.2 row 3; seed 001)."""
    finalisee = demande.apres(Acte.FINALISER, now)
    if demande.auto_ecole is None:
        raise SeulLeDeposant("Vous déposez la demande vous-même : relisez le récapitulatif, puis validez-la.")
    if demande.mandat_papier:
        raise ActeImpossible("Le candidat a signé un mandat : la saisie se termine par votre propre validation.")
    verifier_complete(demande, now)
    assert demande.etat_civil is not None
    assert demande.contact is not None
    fait = DemandeFinaliseeV1(
        pre_numero=demande.pre_numero,
        motif=demande.motif,
        auto_ecole=demande.auto_ecole,
        etat_civil=demande.etat_civil.part(),
        contact=demande.contact,
        finalisee_le=now,
        representant=demande.representant,
    )
    return decision(demande, finalisee, Acte.FINALISER, demande.deposant.auteur, fait)
