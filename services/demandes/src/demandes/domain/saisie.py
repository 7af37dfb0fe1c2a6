"""Opening a demande and filling its steps in: the filer's work, until he has finished (seeds 000, 003)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from contracts.errors import RuleBroken
from contracts.events.demandes import SaisieCorrigeeV1
from contracts.events.parts import AutoEcole, Contact, Representant
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.roles import Role
from contracts.vocabulary.statuts import Statut
from demandes.domain.adresse_contact import AdresseContact
from demandes.domain.causes import photo_a_refaire
from demandes.domain.demande import Decision, Demande, decision
from demandes.domain.etat_civil import EtatCivil
from demandes.domain.motif import EtapeMotif
from demandes.domain.photo_signature import Formulaire, Photo
from demandes.domain.situation import Situation, aujourdhui
from demandes.domain.statuts import Acte, ActeImpossible
from demandes.domain.taxe import departement_de

BROUILLONS_MAX: Final[Mapping[Role, int]] = {Role.USAGER: 20, Role.AUTO_ECOLE: 2000}
"""How many drafts one account may have at a time: far more than anybody needs."""


class TropDeBrouillons(RuleBroken):
    slug = "trop-de-brouillons"
    title = "Vous avez déjà trop de demandes en cours de saisie"
    kind = "conflit"


def verifier_nombre(role: Role, brouillons: int) -> None:
    if brouillons >= BROUILLONS_MAX[role]:
        raise TropDeBrouillons(
            f"Un compte a au plus {BROUILLONS_MAX[role]} demandes en cours de saisie. "
            "Terminez ou supprimez celles qui ne servent plus, puis recommencez."
        )


def ouvrir(
    id: UUID,
    motif: Motif,
    par: AutoEcole | UUID,
    pre_numero: int,
    now: datetime,
    *,
    modele: Demande | None = None,
    joint_a: Contact | None = None,
) -> Decision:
    """A draft, with its pré-demande number; `par` is the school, or the account of the person who files alone.

    Nothing is carried over from another demande, but for who and where the person is, when the filer asks (seed 000).
    `joint_a` is where the person's account is reached, until step 3 says it.
    """
    ecole = par if isinstance(par, AutoEcole) else None
    compte = par if isinstance(par, UUID) else None
    demande = Demande(
        id=id,
        pre_numero=pre_numero,
        motif=motif,
        auto_ecole=ecole,
        candidat=compte,
        compte_candidat="actif" if compte else None,
        creee_le=now,
        modifiee_le=now,
        depuis=now,
        etat_civil=modele.etat_civil if modele else None,
        adresse_contact=modele.adresse_contact if modele else None,
        coordonnees=joint_a,
    )
    return decision(None, demande, Acte.OUVRIR, demande.deposant.auteur)


def saisir_motif(demande: Demande, etape: EtapeMotif, now: datetime) -> Decision:
    """Until the validation the motif may still change (seed 003); nobody acts any more for a person of full age."""
    representant = None if etape.beneficiaire == "majeur" else demande.representant
    saisie = demande.apres(Acte.SAISIR, now, etape_motif=etape, motif=etape.motif, representant=representant)
    return Decision(demande, saisie)


def saisir_etat_civil(
    demande: Demande, etat_civil: EtatCivil, now: datetime, *, representant: Representant | None = None
) -> Decision:
    return _saisie(demande, demande.apres(Acte.SAISIR, now, etat_civil=etat_civil, representant=representant))


def saisir_adresse_contact(demande: Demande, adresse_contact: AdresseContact, now: datetime) -> Decision:
    """What is typed last is where the person is reached."""
    return _saisie(demande, demande.apres(Acte.SAISIR, now, adresse_contact=adresse_contact, coordonnees=None))


def _saisie(demande: Demande, apres: Demande) -> Decision:
    """With files joined already, what was read on them is held against what is entered now."""
    personne = (apres.etat_civil_saisi, apres.adresse_saisie)
    if not demande.pieces or personne == (demande.etat_civil_saisi, demande.adresse_saisie):
        return Decision(demande, apres)
    return Decision(demande, apres, (SaisieCorrigeeV1(etat_civil=personne[0], adresse=personne[1]),))


def choisir_photo(demande: Demande, photo: Photo, now: datetime) -> Decision:
    """The code of step 4; in « A compléter » only if the photo is what must be made anew (domain.md OP-08)."""
    if demande.statut is Statut.A_COMPLETER and not photo_a_refaire(demande):
        raise ActeImpossible(
            "La photo et la signature ne sont pas en cause : seules les pièces signalées sont à remplacer."
        )
    return Decision(demande, demande.apres(Acte.CHOISIR_PHOTO, now, photo=photo, formulaire=None))


def choisir_formulaire(demande: Demande, now: datetime) -> Decision:
    """Photo and signature on paper, by post (seeds 001, 004); a code chosen before is free again.

    Once the demande has been looked at, only a code puts a bad photo right: the delays of the post are over.
    """
    choisie = demande.apres(Acte.CHOISIR_PHOTO, now, photo=None, formulaire=Formulaire())
    if demande.statut is Statut.A_COMPLETER:
        raise ActeImpossible(
            "Pour compléter la demande, faites faire une photo et une signature numériques chez un photographe ou "
            "dans une cabine agréés, puis saisissez le code obtenu."
        )
    return Decision(demande, choisie)


def situation(demande: Demande, now: datetime) -> Situation | None:
    """What decides which pieces are required; None as long as step 1 or 2 is missing."""
    etape, etat_civil, adresse = demande.etape_motif, demande.etat_civil, demande.adresse_contact
    if etape is None or etat_civil is None:
        return None
    declarees = etape.declarations
    return Situation(
        motif=demande.motif,
        categories=frozenset(etape.categories),
        premier_permis=etape.premier_permis,
        beneficiaire=etape.beneficiaire,
        visite_medicale=etape.visite_medicale,
        affection=declarees is not None and declarees.affection,
        pension_invalidite=declarees is not None and declarees.pension_invalidite,
        vehicule_amenage=declarees is not None and declarees.vehicule_amenage,
        formation_complementaire=etape.formation_complementaire,
        nationalite=etat_civil.nationalite,
        naissance=etat_civil.date_naissance,
        le=aujourdhui(now),
        departement=departement_de(adresse.commune) if adresse else None,
        precisions=etape.precisions,
        jointes=frozenset(piece.type for piece in demande.pieces),
    )
