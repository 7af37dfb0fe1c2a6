"""What who files and who asks are told, from the filing to the decision (domain.md §5: M06 to M10, N01 to N09)."""

from collections.abc import Mapping

from contracts.events.base import Event
from contracts.events.demandes import (
    ComplementFourniV1,
    DemandeAccepteeV1,
    DemandeACompleterV1,
    DemandeExpireeV1,
    DemandeFinaliseeV1,
    DemandeRefuseeV1,
    DemandeRejeteeV1,
    DemandeValideeV1,
    EcheanceProcheV1,
    FormulairePhotoAttenduV1,
    FormulairePhotoRecuV1,
    MessageRecuV1,
    TaxeDueV1,
)
from contracts.events.documents import DocumentProduitV1
from contracts.vocabulary.documents import Document
from contracts.vocabulary.motifs import Motif
from notifications.domain.catalogue import FICHES
from notifications.domain.contacts import Contacts, candidat, connus, ecole, personne
from notifications.domain.message import AEnvoyer, Destinataire
from notifications.domain.regle import Regle

EXPIREE = {
    "compte_non_active": "N02",
    "validation_usager": "N02-validation",
    "complement": "N02-complement",
    "formulaire_photo": "N06",
    "brouillon": "N02-brouillon",
}
DISPONIBLE = {Document.ATTESTATION_INSCRIPTION: "N08", Document.ATTESTATION_DROITS: "N08-droits"}
"""The documents that a mail announces; the others are found in the account (the seeds name no mail for them)."""
TITRE_SANS_DOCUMENT = frozenset(Motif) - {Motif.INSCRIPTION, Motif.INVALIDATION, Motif.PERTE}
"""Their acceptance is told by itself: no document comes that would tell it."""
RAPPELS_PAR_SMS = frozenset({"validation_usager", "formulaire_photo", "complement", "retrait_du_titre"})
"""What is lost when nobody acts: a mail may lie unread."""


def demande_finalisee(event: DemandeFinaliseeV1, _: Contacts | None) -> list[AEnvoyer]:
    return [AEnvoyer("N01", "mail", ecole(event.auto_ecole), {"pre_numero": event.pre_numero})]


def demande_validee(event: DemandeValideeV1, _: Contacts | None) -> list[AEnvoyer]:
    dossier = event.dossier
    return _enregistree(dossier.numero, dossier.prefecture.nom, candidat(dossier))


def formulaire_photo_attendu(event: FormulairePhotoAttenduV1, _: Contacts | None) -> list[AEnvoyer]:
    """Registered as every demande, and one paper still has to travel (seeds 001, 004)."""
    contacts = Contacts.of(event)
    valeurs = {"numero": event.numero, "limite_le": event.limite_le}
    formulaire = [AEnvoyer("N05-attendu", "mail", a, valeurs) for a in contacts.tous]
    return [*_enregistree(event.numero, event.prefecture.nom, contacts.candidat), *formulaire]


def formulaire_photo_recu(event: FormulairePhotoRecuV1, _: Contacts | None) -> list[AEnvoyer]:
    contacts = Contacts.of(event.dossier)
    valeurs = {"numero": contacts.numero}
    mails = [AEnvoyer("N05", "mail", a, valeurs) for a in contacts.tous]
    return [*mails, AEnvoyer("N05", "sms", contacts.candidat, valeurs)]


def taxe_due(event: TaxeDueV1, _: Contacts | None) -> list[AEnvoyer]:
    """« Vous ou votre client » (seed 002): whoever of them goes to pay."""
    valeurs = {
        "pre_numero": event.pre_numero,
        "region": event.region,
        "montant": event.montant,
        "prefecture": event.prefecture.nom,
    }
    concernes = [personne(event.contact, event.candidat)]
    if event.auto_ecole is not None:
        concernes.append(ecole(event.auto_ecole))
    return [AEnvoyer("N04", "mail", a, valeurs) for a in concernes]


def demande_refusee(event: DemandeRefuseeV1, _: Contacts | None) -> list[AEnvoyer]:
    valeurs = {"pre_numero": event.pre_numero, "raison": event.raison}
    return [AEnvoyer("N03", "mail", ecole(event.auto_ecole), valeurs)]


def demande_a_completer(event: DemandeACompleterV1, contacts: Contacts | None) -> list[AEnvoyer]:
    """The filer alone completes; a candidate whose school filed is told that it is the school's turn (OP-19)."""
    numero = {"numero": event.numero}
    depose_par_ecole = contacts is None or contacts.auto_ecole is not None
    if not depose_par_ecole:
        return [AEnvoyer("M10", "mail", Destinataire("candidat", event.destinataire, event.email), numero)]
    mails = [AEnvoyer("M10", "mail", Destinataire("auto_ecole", event.destinataire, event.email), numero)]
    avis = {**numero, "limite_le": event.limite_le}
    return mails if contacts is None else [*mails, AEnvoyer("N19", "mail", contacts.candidat, avis)]


def complement_fourni(event: ComplementFourniV1, _: Contacts | None) -> list[AEnvoyer]:
    return [AEnvoyer("N07", "mail", candidat(event.dossier), {"numero": event.dossier.numero})]


def demande_acceptee(event: DemandeAccepteeV1, _: Contacts | None) -> list[AEnvoyer]:
    if event.dossier.motif not in TITRE_SANS_DOCUMENT:
        return []
    contacts = Contacts.of(event.dossier)
    return [AEnvoyer("N08-titre", "mail", a, {"numero": contacts.numero}) for a in contacts.tous]


def document_produit(event: DocumentProduitV1, contacts: Contacts | None) -> list[AEnvoyer]:
    """The récépissé goes without a mail: the seeds name none."""
    modele = next((modele for document, modele in DISPONIBLE.items() if document == event.type_document), None)
    if modele is None:
        return []
    concernes = connus(contacts)
    return [AEnvoyer(modele, "mail", a, {"numero": concernes.numero}) for a in concernes.tous]


def demande_rejetee(event: DemandeRejeteeV1, _: Contacts | None) -> list[AEnvoyer]:
    contacts = Contacts.of(event.dossier)
    valeurs = {"numero": contacts.numero, "causes": [cause.model_dump() for cause in event.causes]}
    return [AEnvoyer("N09", "mail", a, valeurs) for a in contacts.tous]


def demande_expiree(event: DemandeExpireeV1, contacts: Contacts | None) -> list[AEnvoyer]:
    """Whose account never opened is not written to again."""
    numero = event.numero or (contacts.numero if contacts else None)
    modele = EXPIREE.get(event.raison, "N02-validation")
    connues = {"pre_numero": event.pre_numero, "numero": numero}
    valeurs = {nom: connues[nom] for nom in FICHES[modele].variables}
    concernes = [ecole(event.auto_ecole)] if event.auto_ecole else []
    if event.raison != "compte_non_active" and not (event.raison == "brouillon" and event.auto_ecole):
        concernes.append(personne(event.contact, contacts.candidat.compte if contacts else None))
    mails = [AEnvoyer(modele, "mail", a, valeurs) for a in concernes]
    if modele != "N06":
        return mails
    return [*mails, *(AEnvoyer(modele, "sms", a, valeurs) for a in concernes if a.role == "candidat")]


def echeance_proche(event: EcheanceProcheV1, contacts: Contacts | None) -> list[AEnvoyer]:
    """A reminder while there is still time to act."""
    a = _rappele(event, contacts)
    modele = f"R-{event.echeance.replace('_', '-')}"
    connues = {"numero": event.numero, "pre_numero": event.pre_numero, "limite_le": event.limite_le}
    valeurs = {nom: connues[nom] for nom in FICHES[modele].variables}
    mail = AEnvoyer(modele, "mail", a, valeurs)
    return [mail, AEnvoyer(modele, "sms", a, valeurs)] if event.echeance in RAPPELS_PAR_SMS else [mail]


def message_recu(event: MessageRecuV1, contacts: Contacts | None) -> list[AEnvoyer]:
    """That there is a message, never what it says."""
    depose_par_ecole = contacts is not None and contacts.auto_ecole is not None
    known = (contacts.auto_ecole if depose_par_ecole else contacts.candidat) if contacts else None
    a = Destinataire("auto_ecole" if depose_par_ecole else "candidat", known.compte if known else None, event.email)
    return [AEnvoyer("N20", "mail", a, {"numero": event.numero})]


def _enregistree(numero: str, prefecture: str, a: Destinataire) -> list[AEnvoyer]:
    mail = AEnvoyer("M06", "mail", a, {"numero": numero, "prefecture": prefecture})
    return [mail, AEnvoyer("M07", "sms", a, {"numero": numero})]


def _rappele(event: EcheanceProcheV1, contacts: Contacts | None) -> Destinataire:
    if event.destinataire == "auto_ecole":
        known = contacts.auto_ecole if contacts else None
        return Destinataire("auto_ecole", known.compte if known else None, event.email, event.telephone)
    compte = contacts.candidat.compte if contacts else None
    return Destinataire("candidat", compte, event.email, event.telephone)


REGLES_DEMANDES: Mapping[type[Event], Regle] = {
    DemandeFinaliseeV1: demande_finalisee,
    DemandeValideeV1: demande_validee,
    FormulairePhotoAttenduV1: formulaire_photo_attendu,
    FormulairePhotoRecuV1: formulaire_photo_recu,
    DemandeRefuseeV1: demande_refusee,
    DemandeACompleterV1: demande_a_completer,
    ComplementFourniV1: complement_fourni,
    DemandeAccepteeV1: demande_acceptee,
    DocumentProduitV1: document_produit,
    DemandeRejeteeV1: demande_rejetee,
    DemandeExpireeV1: demande_expiree,
    EcheanceProcheV1: echeance_proche,
    MessageRecuV1: message_recu,
    TaxeDueV1: taxe_due,
}
