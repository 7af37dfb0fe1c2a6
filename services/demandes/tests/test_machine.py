"""No order of commands, events, late or doubled ones, and clock moves leaves the table or breaks an invariant."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from contracts.errors import RuleBroken
from contracts.events.demandes import (
    DemandeExpireeV1,
    DemandeValideeV1,
    EcheanceProcheV1,
    FormulairePhotoAttenduV1,
    StatutChangeV1,
)
from contracts.events.instruction import TitreAvanceV1
from contracts.vocabulary.causes import Cause
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.pieces import Piece
from contracts.vocabulary.statuts import Statut
from demandes.domain.candidat import activer, rattacher
from demandes.domain.complement import completer
from demandes.domain.demande import Decision, Demande
from demandes.domain.depot import constater_controle, deposer_piece, retirer_piece
from demandes.domain.expiration import abandonner, effacer, expirer, rappeler, supprimer
from demandes.domain.finalisation import finaliser
from demandes.domain.formulaire import recevoir_formulaire
from demandes.domain.production import avancer_titre, demander_renvoi
from demandes.domain.saisie import choisir_formulaire, choisir_photo, saisir_adresse_contact
from demandes.domain.statuts import ETAPES_DU_TITRE, TRANSITIONS
from demandes.domain.validation import refuser, valider, valider_par_mandat
from demandes.domain.verification import (
    accepter,
    constater_images_conformes,
    constater_images_refusees,
    demander_complement,
    rejeter,
)
from services.demandes.tests.builders import (
    ADRESSE,
    AUTO_ECOLE,
    CANDIDAT,
    ECOLE,
    LUNDI,
    Vie,
    cause,
    ephoto,
    photo,
    piece,
)

VOISINS: set[tuple[str, str]] = {(de, vers) for (de, _), vers in TRANSITIONS.items()}


class Machine(RuleBasedStateMachine):
    """One demande, everybody who may act on it, and a clock."""

    demande: Demande
    now: datetime = LUNDI
    public: list[str]
    numeros: int = 0

    @initialize(
        motif=st.sampled_from([Motif.INSCRIPTION, Motif.TITRE_EXAMEN, Motif.PERTE]),
        seul=st.booleans(),
        papier=st.booleans(),
        mandat=st.booleans(),
    )
    def ouvrir(self, motif: Motif, seul: bool, papier: bool, mandat: bool) -> None:
        par = CANDIDAT if seul else AUTO_ECOLE
        vie = Vie(motif=motif, par=par, papier=papier, mandat=mandat and not seul).brouillon_complet()
        self.demande, self.now, self.public = vie.demande, vie.now, ["brouillon"]

    def faire(self, acte: Any, *args: Any, **more: Any) -> None:
        try:
            decision: Decision | None = acte(self.demande, *args, **more)
        except RuleBroken:
            return
        if decision is None:
            return
        avant, self.demande = self.demande, decision.demande
        statuts = [event for event in decision.events if isinstance(event, StatutChangeV1)]
        assert len(statuts) == (avant.statut is not self.demande.statut)
        self.public += [event.statut for event in statuts]
        self.numeros += sum(isinstance(e, DemandeValideeV1 | FormulairePhotoAttenduV1) for e in decision.events)
        if avant.statut is not self.demande.statut:
            assert decision.lignes[-1].statut is self.demande.statut
            assert not avant.terminee
        if any(isinstance(event, EcheanceProcheV1) for event in decision.events):
            assert avant.echeance is not None
            assert self.now < avant.echeance
        if any(isinstance(event, DemandeExpireeV1) for event in decision.events):
            assert self.demande.statut is Statut.EXPIREE

    @rule(minutes=st.sampled_from([1, 60, 1440, 1440 * 8, 1440 * 16, 1440 * 31, 1440 * 100]))
    def le_temps_passe(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def le_balai_passe(self) -> None:
        self.faire(rappeler, self.now)
        self.faire(expirer, self.now)

    @rule()
    def saisir(self) -> None:
        self.faire(saisir_adresse_contact, ADRESSE, self.now)

    @rule(papier=st.booleans())
    def choisir(self, papier: bool) -> None:
        if papier:
            self.faire(choisir_formulaire, self.now)
        else:
            self.faire(choisir_photo, photo("AAAA1234EFGH5678JKLM9Z"), self.now)

    @rule(type_piece=st.sampled_from([Piece.IDENTITE, Piece.DOMICILE, Piece.AUTRE]))
    def joindre(self, type_piece: Piece) -> None:
        self.faire(deposer_piece, piece(type_piece, le=self.now), self.now)

    @rule(rang=st.integers(0, 3), verdict=st.sampled_from(["conforme", "non_conforme"]))
    def une_piece(self, rang: int, verdict: str) -> None:
        if rang < len(self.demande.pieces):
            self.faire(constater_controle, self.demande.pieces[rang].id, verdict, (), self.now)

    @rule(rang=st.integers(0, 3))
    def retirer(self, rang: int) -> None:
        if rang < len(self.demande.pieces):
            self.faire(retirer_piece, self.demande.pieces[rang].id, self.now)

    @rule()
    def finir(self) -> None:
        self.faire(finaliser, self.now)
        self.faire(rattacher, CANDIDAT, actif=True, now=self.now)

    @rule(actif=st.booleans())
    def un_compte(self, actif: bool) -> None:
        self.faire(rattacher, CANDIDAT, actif=actif, now=self.now)
        if actif:
            self.faire(activer, self.now)

    @rule(par=st.sampled_from([CANDIDAT, ECOLE]), atteste=st.booleans())
    def valider(self, par: UUID, atteste: bool) -> None:
        self.faire(valider, par, atteste=atteste, now=self.now, tirage=1)
        self.faire(valider_par_mandat, par, conserve=atteste, now=self.now, tirage=1)

    @rule()
    def refuser(self) -> None:
        self.faire(refuser, CANDIDAT, raison="", now=self.now)

    @rule(qui=st.sampled_from(["deposant", "compte_ferme", "compte_expire"]))
    def disparaitre(self, qui: str) -> None:
        if qui == "deposant":
            self.faire(supprimer, self.demande.deposant.auteur, self.now)
        else:
            self.faire(abandonner if qui == "compte_ferme" else effacer, self.now)

    @rule()
    def le_formulaire_arrive(self) -> None:
        self.faire(recevoir_formulaire, ephoto(), self.now, self.now)

    @rule(bonnes=st.booleans(), code=st.sampled_from([Cause.FLOUE, Cause.PHOTO_INUTILISABLE, Cause.PIECE_MANQUANTE]))
    def le_ctn_regarde(self, bonnes: bool, code: Cause) -> None:
        if bonnes:
            self.faire(constater_images_conformes, self.now)
        else:
            self.faire(constater_images_refusees, [cause(code)], None, self.now)

    @rule(decision=st.sampled_from(["accepter", "rejeter", "complement"]))
    def la_prefecture_decide(self, decision: str) -> None:
        match decision:
            case "accepter":
                self.faire(accepter, "260492123456", self.now)
            case "rejeter":
                self.faire(rejeter, [cause()], None, self.now)
            case _:
                self.faire(demander_complement, [cause(Cause.PIECE_NON_RECEVABLE)], None, self.now)

    @rule(par=st.sampled_from([CANDIDAT, ECOLE]))
    def completer(self, par: UUID) -> None:
        self.faire(completer, par, self.now)

    @rule(etape=st.sampled_from([*ETAPES_DU_TITRE, "inconnue"]), rang=st.integers(1, 9))
    def le_titre_avance(self, etape: str, rang: int) -> None:
        fait = TitreAvanceV1(etape=etape, rang=rang, le=self.now, limite_le=self.now + timedelta(days=15))
        avant = self.demande
        self.faire(avancer_titre, fait, self.now)
        une_fois = self.demande
        self.faire(avancer_titre, fait, self.now)
        assert self.demande is une_fois
        if avant.titre is not None and rang <= avant.titre.rang:
            assert self.demande is avant

    @rule(par=st.sampled_from([CANDIDAT, ECOLE]))
    def demander_renvoi(self, par: UUID) -> None:
        self.faire(demander_renvoi, par, self.now)

    @invariant()
    def le_flux_public_suit_la_table(self) -> None:
        if hasattr(self, "public"):
            pas = zip(self.public, self.public[1:], strict=False)
            assert all(un_pas in VOISINS for un_pas in pas)
            assert self.public[-1] == self.demande.statut

    @invariant()
    def le_numero_nait_avec_la_validation(self) -> None:
        if hasattr(self, "public"):
            assert (self.demande.numero is not None) == (self.demande.validee_le is not None)
            assert self.numeros == (self.demande.numero is not None)
            assert not self.demande.tour or self.demande.numero

    @invariant()
    def le_code_est_consomme_une_fois_valide(self) -> None:
        """Reserved until the validation, used from then on; only a photo made anew for a complement is not yet."""
        if hasattr(self, "public") and (photo := self.demande.photo) is not None:
            refaite = self.demande.statut in (Statut.A_COMPLETER, Statut.EXPIREE) and bool(self.demande.retours)
            assert photo.consommee == (self.demande.numero is not None) or refaite

    @invariant()
    def les_delais_suivent(self) -> None:
        if hasattr(self, "public"):
            demande = self.demande
            assert demande.terminee <= (demande.expire_le is None and demande.rappel_le is None)
            assert demande.statut is not Statut.A_COMPLETER or demande.causes_a_corriger
            assert not demande.effacee or (demande.etat_civil is None and not demande.pieces)


Machine.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestMachine = Machine.TestCase
