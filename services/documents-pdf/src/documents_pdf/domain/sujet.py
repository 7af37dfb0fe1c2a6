"""What a document is about: the demande as the fact tells it, whichever fact it is."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.events.demandes import (
    DemandeAccepteeV1,
    DemandeACompleterV1,
    DemandeRejeteeV1,
    DemandeTransmiseV1,
    DemandeValideeV1,
    FormulairePhotoAttenduV1,
)
from contracts.events.parts import (
    Adresse,
    AutoEcole,
    CauseRejet,
    Dossier,
    DossierSansPhoto,
    Ephoto,
    EtatCivil,
    Prefecture,
)

Fait = (
    DemandeValideeV1
    | FormulairePhotoAttenduV1
    | DemandeTransmiseV1
    | DemandeAccepteeV1
    | DemandeACompleterV1
    | DemandeRejeteeV1
)


@dataclass(frozen=True)
class Retour:
    """Why the demande comes back: who says so (ctn or prefecture), for which causes, in what words of his own."""

    demandeur: str
    causes: tuple[CauseRejet, ...]
    commentaire: str | None


@dataclass(frozen=True)
class Sujet:
    """`fait_le` is the instant of the fact; `limite_le` the last day of what waits, where something does.

    `valide` is all that was validated, where the fact tells it.
    """

    numero: str
    motif: str
    categories: tuple[str, ...]
    premier_permis: bool | None
    prefecture: Prefecture
    candidat: UUID | None
    auto_ecole: AutoEcole | None
    etat_civil: EtatCivil
    adresse: Adresse
    validee_le: datetime
    fait_le: datetime
    ephoto: Ephoto | None = None
    neph: str | None = None
    numero_permis: str | None = None
    limite_le: datetime | None = None
    retour: Retour | None = None
    valide: DossierSansPhoto | None = None

    @property
    def categorie(self) -> str:
        return self.categories[0] if self.categories else ""


def sujet(fait: Fait) -> Sujet | None:
    """The same for every fact that makes a document; None for one that tells too little of the demande."""
    match fait:
        case DemandeValideeV1(dossier=dossier):
            return _du_dossier(dossier, dossier.validee_le)
        case DemandeTransmiseV1(dossier=dossier, transmise_le=fait_le):
            return _du_dossier(dossier, fait_le)
        case DemandeAccepteeV1(dossier=dossier, acceptee_le=fait_le, neph=neph):
            return _du_dossier(dossier, fait_le, neph)
        case DemandeRejeteeV1(dossier=dossier, rejetee_le=fait_le):
            return _du_dossier(dossier, fait_le, retour=Retour("prefecture", fait.causes, fait.commentaire))
        case DemandeACompleterV1(dossier=Dossier() as dossier, demande_le=datetime() as fait_le):
            retour = Retour(fait.demandeur, fait.causes, fait.commentaire)
            return _du_dossier(dossier, fait_le, limite_le=fait.limite_le, retour=retour)
        case FormulairePhotoAttenduV1(dossier=DossierSansPhoto() as dossier):
            return _du_dossier(dossier, fait.validee_le, limite_le=fait.limite_le)
        case FormulairePhotoAttenduV1():
            return _du_formulaire(fait)
        case _:
            return None


def _du_formulaire(fait: FormulairePhotoAttenduV1) -> Sujet:
    return Sujet(
        numero=fait.numero,
        motif=fait.motif,
        categories=(),
        premier_permis=None,
        prefecture=fait.prefecture,
        candidat=fait.candidat,
        auto_ecole=fait.auto_ecole,
        etat_civil=fait.etat_civil,
        adresse=fait.adresse,
        validee_le=fait.validee_le,
        fait_le=fait.validee_le,
        limite_le=fait.limite_le,
    )


def _du_dossier(
    dossier: DossierSansPhoto,
    fait_le: datetime,
    neph: str | None = None,
    *,
    limite_le: datetime | None = None,
    retour: Retour | None = None,
) -> Sujet:
    return Sujet(
        numero=dossier.numero,
        motif=dossier.motif,
        categories=dossier.categories or (dossier.categorie,),
        premier_permis=dossier.premier_permis,
        prefecture=dossier.prefecture,
        candidat=dossier.candidat,
        auto_ecole=dossier.auto_ecole,
        etat_civil=dossier.etat_civil,
        adresse=dossier.adresse,
        validee_le=dossier.validee_le,
        fait_le=fait_le,
        ephoto=dossier.ephoto if isinstance(dossier, Dossier) else None,
        neph=neph,
        numero_permis=dossier.numero_permis,
        limite_le=limite_le,
        retour=retour,
        valide=dossier,
    )
