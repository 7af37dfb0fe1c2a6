"""Filer and person are told to pay the taxe régionale once the answers make it due (seed 002; domain.md OP-29)."""

from dataclasses import replace
from datetime import datetime

from contracts.events.demandes import TaxeDueV1
from contracts.vocabulary.pieces import Piece
from demandes.domain.demande import Decision, Demande
from demandes.domain.pieces import pieces_requises
from demandes.domain.saisie import situation
from demandes.domain.taxe import Taxe, taxe_de


def annoncer_la_taxe(fait: Decision, now: datetime) -> Decision:
    """Once for each region: another answer, or the proof joined meanwhile, tells it no second time."""
    demande, taxe = fait.demande, _due(fait.demande, now)
    if taxe is None or demande.taxe_annoncee == taxe.region:
        return fait
    adresse, contact = demande.adresse_contact, demande.contact
    assert adresse is not None
    assert contact is not None
    due = TaxeDueV1(
        pre_numero=demande.pre_numero,
        region=taxe.region,
        montant=None if taxe.montant is None else f"{taxe.montant:.2f}".replace(".", ","),
        prefecture=adresse.prefecture,
        auto_ecole=demande.auto_ecole,
        candidat=demande.candidat,
        contact=contact,
    )
    annoncee = replace(demande, taxe_annoncee=taxe.region)
    return replace(fait, demande=annoncee, events=(*fait.events, due))


def _due(demande: Demande, now: datetime) -> Taxe | None:
    """None while the address is missing, where no taxe is asked for, and once its proof is there."""
    cas = situation(demande, now)
    if cas is None or cas.departement is None or Piece.TAXE_REGIONALE in cas.jointes:
        return None
    return taxe_de(cas.departement, cas.le) if Piece.TAXE_REGIONALE in pieces_requises(cas) else None
