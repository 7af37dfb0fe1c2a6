"""The school has finished: from now on nothing of the demande changes until the candidate has spoken (seed 001)."""

from datetime import datetime

from contracts.events.demandes import DemandeFinaliseeV1
from demandes.domain.demande import Decision, Demande, decision
from demandes.domain.manques import verifier_complete
from demandes.domain.statuts import Acte


def finaliser(demande: Demande, now: datetime) -> Decision:
    finalisee = demande.apres(Acte.FINALISER, now)
    verifier_complete(demande, now)
    assert demande.auto_ecole is not None
    assert demande.etat_civil is not None
    assert demande.adresse_contact is not None
    fait = DemandeFinaliseeV1(
        pre_numero=demande.pre_numero,
        motif=demande.motif,
        auto_ecole=demande.auto_ecole,
        etat_civil=demande.etat_civil.part(),
        contact=demande.adresse_contact.contact(),
        finalisee_le=now,
    )
    return decision(demande, finalisee, Acte.FINALISER, demande.deposant.auteur, fait)
