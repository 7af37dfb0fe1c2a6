"""What is told beside and after the decision: transfers, and the card's road (domain.md §5: M08, N10 to N16)."""

from collections.abc import Mapping
from typing import NamedTuple

from contracts.events.base import Event
from contracts.events.demandes import TransfertDecideV1, TransfertDemandeV1
from contracts.events.instruction import TitreAvanceV1
from contracts.vocabulary.statuts import Statut
from notifications.domain.catalogue import FICHES
from notifications.domain.contacts import Contacts, connus, ecole, personne
from notifications.domain.message import AEnvoyer, Canal
from notifications.domain.regle import Regle


class Avis(NamedTuple):
    """The model of a step of the card, and by which channels it goes."""

    modele: str
    canaux: tuple[Canal, ...]


AVIS: Mapping[str, Avis] = {
    Statut.EXPEDIEE: Avis("N10", ("mail", "sms")),
    Statut.REMISE: Avis("N11", ("mail", "sms")),
    Statut.EN_INSTANCE: Avis("N12", ("mail", "sms")),
    Statut.RETOURNEE: Avis("N13", ("mail", "sms")),
    Statut.DETRUITE: Avis("N14", ("mail", "sms")),
}
"""Production is told by the acceptance: two mails in a row would say the same."""


def titre_avance(event: TitreAvanceV1, contacts: Contacts | None) -> list[AEnvoyer]:
    """To the holder alone: the card comes to him."""
    avis = AVIS.get(event.etape)
    if avis is None:
        return []
    a = connus(contacts)
    connues = {
        "numero": a.numero,
        "numero_suivi": event.numero_suivi,
        "bureau": event.bureau,
        "limite_le": event.limite_le,
    }
    valeurs = {nom: connues[nom] for nom in FICHES[avis.modele].variables}
    return [AEnvoyer(avis.modele, canal, a.candidat, valeurs) for canal in avis.canaux]


def transfert_demande(event: TransfertDemandeV1, contacts: Contacts | None) -> list[AEnvoyer]:
    """Mail and SMS to the candidate, who decides (seed 000)."""
    a = personne(event.contact, contacts.candidat.compte if contacts else None)
    auto_ecole = {"auto_ecole": event.nouvelle.raison_sociale}
    mail = {**auto_ecole, "nom": event.candidat_nom, "numero": event.numero}
    return [AEnvoyer("M08", "mail", a, mail), AEnvoyer("N15", "sms", a, auto_ecole)]


def transfert_decide(event: TransfertDecideV1, _: Contacts | None) -> list[AEnvoyer]:
    """Both schools are told the same fact, each from its side."""
    valeurs = {"numero": event.numero, "decision": event.decision, "nouvelle": event.nouvelle.raison_sociale}
    return [
        AEnvoyer("N16-ancienne", "mail", ecole(event.ancienne), valeurs),
        AEnvoyer("N16-nouvelle", "mail", ecole(event.nouvelle), valeurs),
    ]


REGLES_SUITES: Mapping[type[Event], Regle] = {
    TitreAvanceV1: titre_avance,
    TransfertDemandeV1: transfert_demande,
    TransfertDecideV1: transfert_decide,
}
