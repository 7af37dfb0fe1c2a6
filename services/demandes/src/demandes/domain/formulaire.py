"""Photo and signature on paper: the form leaves with the validation, the CTN scans it within fifteen days (OP-13)."""

from dataclasses import replace
from datetime import datetime

from contracts.events.demandes import FormulairePhotoAttenduV1, FormulairePhotoRecuV1
from contracts.events.parts import Ephoto
from contracts.vocabulary.statuts import Statut
from demandes.domain.delais import FORMULAIRE_PHOTO
from demandes.domain.demande import Decision, Demande, decision
from demandes.domain.dossier import dossier, dossier_sans_photo, pieces_jointes
from demandes.domain.historique import CTN
from demandes.domain.photo_signature import Formulaire
from demandes.domain.statuts import Acte


def formulaire_attendu(demande: Demande) -> FormulairePhotoAttenduV1:
    """What the CTN needs to know the form when it comes, and documents-pdf to print it."""
    assert demande.numero is not None
    assert demande.etat_civil is not None
    assert demande.adresse_contact is not None
    assert demande.contact is not None
    assert demande.validee_le is not None
    return FormulairePhotoAttenduV1(
        numero=demande.numero,
        motif=demande.motif,
        prefecture=demande.adresse_contact.prefecture,
        candidat=demande.candidat,
        auto_ecole=demande.auto_ecole,
        etat_civil=demande.etat_civil.part(),
        adresse=demande.adresse_contact.adresse(),
        contact=demande.contact,
        pieces=pieces_jointes(demande.pieces),
        validee_le=demande.validee_le,
        limite_le=demande.validee_le + FORMULAIRE_PHOTO,
        dossier=dossier_sans_photo(demande),
    )


def recevoir_formulaire(demande: Demande, ephoto: Ephoto, numerise_le: datetime, now: datetime) -> Decision | None:
    """In time, the images go to be checked; too late, the history says that it came and nothing else happens.

    None when it was here already.
    """
    if demande.formulaire is None or demande.formulaire.ephoto is not None:
        return None
    if demande.statut is Statut.EXPIREE:
        vu = replace(demande, formulaire=replace(demande.formulaire, ephoto=ephoto, recu_le=numerise_le))
        return decision(demande, vu, Acte.FORMULAIRE_TARDIF, CTN, le=now)
    recue = demande.apres(Acte.RECEVOIR_FORMULAIRE, now, formulaire=Formulaire(ephoto, numerise_le), tour=1)
    fait = FormulairePhotoRecuV1(dossier=dossier(recue), recu_le=numerise_le)
    return decision(demande, recue, Acte.RECEVOIR_FORMULAIRE, CTN, fait)
