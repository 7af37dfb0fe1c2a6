"""Where a demande stands, as lists and answers show it."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from contracts.events.parts import CauseRejet
from contracts.identity import Caller
from contracts.vocabulary.statuts import Statut
from demandes.domain.acces import actes_possibles
from demandes.domain.delai_usuel import DelaiUsuel
from demandes.domain.demande import Demande


class DelaiUsuelVue(BaseModel):
    """In days; null when the service has decided too few demandes lately to say."""

    median: int
    long: int
    decisions: int

    @classmethod
    def of(cls, delai: DelaiUsuel | None) -> Self | None:
        return None if delai is None else cls.model_validate(vars(delai))


class Suivi(BaseModel):
    """Where a demande stands: who holds it, since when, what comes next, until when."""

    id: UUID
    version: int
    pre_numero: int
    numero: str | None
    motif: str
    libelle_motif: str
    statut: str
    libelle: str
    detenteur: str
    libelle_detenteur: str
    depuis: datetime
    suite: str
    en_main_depuis: datetime | None = None  # an instructor looks at it
    echeance: datetime | None
    creee_le: datetime
    modifiee_le: datetime

    @classmethod
    def of(cls, demande: Demande) -> Self:
        return cls.model_validate(suivi_de(demande))


class DemandeEnListe(Suivi):
    """A line of a tray; names are empty as long as the step that holds them is.

    With what waits for the reader: his acts, what was asked of him, messages to read, a transfer to answer.
    """

    nom: str | None
    prenom: str | None
    actes: list[str]
    causes_a_corriger: list[CauseRejet]
    messages_non_lus: int
    transfert_en_attente: bool

    @classmethod
    def to(cls, caller: Caller, demande: Demande, *, non_lus: int, transfert: bool) -> Self:
        personne = demande.etat_civil
        return cls.model_validate(
            {
                **suivi_de(demande),
                "nom": personne and (personne.nom_usage or personne.nom_naissance),
                "prenom": personne and personne.prenoms[0],
                "actes": actes_possibles(demande, caller.role),
                "causes_a_corriger": demande.causes_a_corriger,
                "messages_non_lus": non_lus,
                "transfert_en_attente": transfert,
            }
        )


def suivi_de(demande: Demande) -> dict[str, object]:
    position = demande.position
    return {
        "id": demande.id,
        "version": demande.version,
        "pre_numero": demande.pre_numero,
        "numero": demande.numero,
        "motif": demande.motif,
        "libelle_motif": demande.motif.libelle,
        "statut": demande.statut,
        "libelle": demande.statut.libelle,
        "detenteur": position.detenteur,
        "libelle_detenteur": position.detenteur.libelle,
        "depuis": demande.depuis,
        "suite": position.suite,
        "en_main_depuis": demande.en_main_depuis if demande.statut is Statut.EN_INSTRUCTION else None,
        "echeance": demande.echeance,
        "creee_le": demande.creee_le,
        "modifiee_le": demande.modifiee_le,
    }
