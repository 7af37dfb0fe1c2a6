"""The card on its way: ordered, produced, posted, delivered or returned, each step with its rank (rows 15 to 23)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from contracts.errors import RuleBroken
from contracts.events.demandes import RenvoiDemandeV1
from contracts.events.instruction import TitreAvanceV1
from contracts.vocabulary.statuts import Detenteur, Statut
from demandes.domain.demande import Decision, Demande, DemandeIntrouvable, decision
from demandes.domain.historique import SYSTEME, Auteur
from demandes.domain.statuts import ETAPES_DU_TITRE, TRANSITIONS, Acte, donne_un_titre
from demandes.domain.titre import Titre

AUTEURS: Final[Mapping[Statut, Detenteur]] = {
    Statut.EN_PRODUCTION: Detenteur.PREFECTURE,
    Statut.PRODUITE: Detenteur.IMPRIMERIE,
    Statut.EXPEDIEE: Detenteur.IMPRIMERIE,
    Statut.EN_INSTANCE: Detenteur.POSTE,
    Statut.REMISE: Detenteur.POSTE,
    Statut.RETOURNEE: Detenteur.POSTE,
    Statut.DETRUITE: Detenteur.ANTS,
}
"""Who made the step, as the history names him."""


class RenvoiImpossible(RuleBroken):
    slug = "renvoi-impossible"
    title = "Le titre ne peut pas être envoyé de nouveau"
    kind = "conflit"


def avancer_titre(demande: Demande, fait: TitreAvanceV1, now: datetime) -> Decision | None:
    """The step that this rank stands for, whatever steps were left out before it.

    None for a late one, for a step that cannot follow, and for a demande that makes no card.
    """
    avant = demande.titre
    acte = next((acte for statut, acte in ETAPES_DU_TITRE.items() if statut == fait.etape), None)
    if acte is None or not donne_un_titre(demande.motif) or (avant is not None and fait.rang <= avant.rang):
        return None
    if (demande.statut, acte) not in TRANSITIONS:
        return None
    titre = Titre(
        rang=fait.rang,
        numero_suivi=fait.numero_suivi or (avant.numero_suivi if avant else None),
        bureau=fait.bureau,
        limite_le=fait.limite_le,
    )
    avancee = demande.apres(acte, now, titre=titre, depuis=fait.le, rappels=0)
    par = Auteur(SYSTEME.role, AUTEURS[avancee.statut].libelle)
    details = [f"Bureau de poste : {fait.bureau}"] if fait.bureau else []
    return decision(demande, avancee, acte, par, details=details)


def demander_renvoi(demande: Demande, par: UUID, now: datetime) -> Decision:
    """Within six months of the return the holder may have it sent again, once at a time (seed 003; row 22).

    With a paper mandate there is no account but the school's: it asks for him.
    """
    demandeur = demande.deposant.compte if demande.mandat_papier else demande.candidat
    if par != demandeur:
        raise DemandeIntrouvable("Vérifiez que la demande est bien la vôtre.")
    titre = demande.titre or Titre(rang=0)
    renvoyee = demande.apres(
        Acte.DEMANDER_RENVOI, now, titre=replace(titre, renvoi_demande_le=now), rappels=len(demande.rappels_prevus)
    )
    assert demande.echeance is not None
    if now >= demande.echeance:
        raise RenvoiImpossible(
            f"Le titre était gardé jusqu'au {demande.echeance - timedelta(seconds=1):%d/%m/%Y}. "
            "Déposez une nouvelle demande."
        )
    if titre.renvoi_demande_le is not None:
        raise RenvoiImpossible(
            f"Le nouvel envoi est demandé depuis le {titre.renvoi_demande_le:%d/%m/%Y} : le facteur passera."
        )
    assert demande.adresse_contact is not None
    assert demande.numero is not None
    fait = RenvoiDemandeV1(numero=demande.numero, adresse=demande.adresse_contact.adresse(), demande_le=now)
    auteur = demande.deposant.auteur if demande.mandat_papier else demande.usager
    return decision(demande, renvoyee, Acte.DEMANDER_RENVOI, auteur, fait)
