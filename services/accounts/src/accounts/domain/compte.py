"""An account: opened by its owner or by a school's filing, activated once, or deleted when nobody came in time."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from accounts.domain.activation import Lien
from accounts.domain.appareils import INCONNU
from accounts.domain.delais import ACTIVATION_AUTO_ECOLE, ACTIVATION_SEUL
from accounts.domain.noms import plier
from contracts.errors import RuleBroken
from contracts.events.accounts import (
    CandidatRattacheV1,
    CompteActiveV1,
    CompteExpireV1,
    CompteFermeV1,
    CompteOuvertV1,
    InscriptionEnDoubleV1,
    MotDePasseChangeV1,
)
from contracts.events.base import Event
from contracts.events.demandes import DemandeFinaliseeV1
from contracts.vocabulary.roles import Role


class CompteIntrouvable(RuleBroken):
    slug = "compte-introuvable"
    title = "Ce compte n'existe pas"
    kind = "introuvable"


class Cle(NamedTuple):
    """What makes two sign-ups one account. A school has one account for each agrément: one for each establishment."""

    email: str
    nom: str
    prenom: str
    role: Role
    agrement: str = ""


def cle(role: Role, email: str, nom: str, prenom: str, agrement: str | None = None) -> Cle:
    return Cle(email.lower(), plier(nom), plier(prenom), role, agrement or "")


@dataclass(frozen=True)
class Compte:
    """Pending while `expire_le` is set. `demandes` are those that made it, or joined it before it was activated."""

    id: UUID
    role: Role
    nom: str
    prenom: str
    email: str
    cree_le: datetime
    telephone: str | None = None
    raison_sociale: str | None = None
    numero_agrement: str | None = None
    prefecture: str | None = None
    demandes: Sequence[UUID] = ()
    expire_le: datetime | None = None
    cgu_acceptees_le: datetime | None = None
    active_le: datetime | None = None
    identifiant: str | None = None
    sexe: str | None = None
    mot_de_passe: str | None = field(default=None, repr=False)
    question_secrete: str | None = None
    reponse_secrete: str | None = field(default=None, repr=False)
    connexion_le: datetime | None = None
    derniere_connexion: datetime | None = None
    connexion_appareil: str | None = None
    derniere_connexion_appareil: str | None = None
    desactive_le: datetime | None = None
    version: int = 0

    @property
    def actif(self) -> bool:
        return self.active_le is not None and self.desactive_le is None

    @property
    def cle(self) -> Cle:
        return cle(self.role, self.email, self.nom, self.prenom, self.numero_agrement)

    @property
    def demande(self) -> UUID | None:
        """The last demande that waits for this account."""
        return self.demandes[-1] if self.demandes and not self.actif else None

    @property
    def nom_affiche(self) -> str:
        """How the account signs: the school's name, or the person's."""
        return self.raison_sociale or f"{self.prenom} {self.nom}"


class Fait(NamedTuple):
    """An event and its subject: an account, or the demande that it is about."""

    sujet: UUID
    event: Event


class Decision(NamedTuple):
    """The account as it becomes, what happened, and the link that replaces all others if there is a new one."""

    compte: Compte
    faits: Sequence[Fait] = ()
    lien: Lien | None = None


@dataclass(frozen=True)
class Inscription:
    """What a person signs up with, checked (`domain/inscription.py`)."""

    role: Role
    nom: str
    prenom: str
    email: str
    raison_sociale: str | None = None
    numero_agrement: str | None = None
    cgu_acceptees: bool = False

    @property
    def cle(self) -> Cle:
        return cle(self.role, self.email, self.nom, self.prenom, self.numero_agrement)


def inscrire(existant: Compte | None, saisie: Inscription, *, id: UUID, lien: Lien, now: datetime) -> Decision:
    """A new account, or a fresh link for the one that waits; the holder of an active one learns it by mail alone."""
    if existant is not None and existant.actif:
        double = InscriptionEnDoubleV1(compte=existant.id, nom=existant.nom_affiche, email=existant.email)
        return Decision(existant, [Fait(existant.id, double)])
    ouvert = replace(
        existant or Compte(id=id, role=saisie.role, nom="", prenom="", email="", cree_le=now),
        nom=saisie.nom,
        prenom=saisie.prenom,
        email=saisie.email,
        raison_sociale=saisie.raison_sociale,
        numero_agrement=saisie.numero_agrement,
        cgu_acceptees_le=now if saisie.cgu_acceptees else None,
        expire_le=_plus_tard(existant, now + ACTIVATION_SEUL),
    )
    return Decision(ouvert, [ouverture(ouvert, lien)], lien)


def rattacher(
    existant: Compte | None, demande: UUID, finalisee: DemandeFinaliseeV1, *, id: UUID, lien: Lien, now: datetime
) -> Decision:
    """The candidate whom a school named: his account is made, or waits seven more days, or is simply told (seed 001).

    `nouveau` also for an account that waits: its owner can do nothing before he activates it.
    """
    if existant is not None and existant.actif:
        return Decision(existant, [Fait(demande, _rattachement(existant.id, finalisee, nouveau=False))])
    titulaire, contact = titulaire_de(finalisee), finalisee.contact
    neuf = Compte(
        id=id,
        role=Role.USAGER,
        nom=titulaire.nom,
        prenom=titulaire.prenom,
        email=contact.email,
        cree_le=now,
    )
    attendu = existant or neuf
    compte = replace(
        attendu,
        telephone=contact.telephone or attendu.telephone,
        demandes=(*(autre for autre in attendu.demandes if autre != demande), demande),
        expire_le=_plus_tard(existant, now + ACTIVATION_AUTO_ECOLE),
    )
    faits = [Fait(demande, _rattachement(compte.id, finalisee, nouveau=True)), ouverture(compte, lien)]
    return Decision(compte, faits, lien)


def cle_du_candidat(finalisee: DemandeFinaliseeV1) -> Cle:
    """Who will validate is known by mail address, name at birth and first of the first names."""
    titulaire = titulaire_de(finalisee)
    return cle(Role.USAGER, finalisee.contact.email, titulaire.nom, titulaire.prenom)


class Titulaire(NamedTuple):
    """Whose account validates the demande."""

    nom: str
    prenom: str
    sexe: str


def titulaire_de(finalisee: DemandeFinaliseeV1) -> Titulaire:
    """The candidate; for a minor or a ward, who acts for him (seed 002; domain.md OP-26)."""
    if (representant := finalisee.representant) is not None:
        return Titulaire(representant.nom, next(iter(representant.prenoms), ""), representant.sexe)
    personne = finalisee.etat_civil
    return Titulaire(personne.nom_naissance, next(iter(personne.prenoms), ""), personne.sexe)


@dataclass(frozen=True)
class Secrets:
    """What the person chose at activation, hashed already."""

    mot_de_passe: str = field(repr=False)
    question: str | None
    reponse: str | None = field(repr=False)


def activer(
    compte: Compte, *, sexe: str, secrets: Secrets, identifiant: str, appareil: str = INCONNU, now: datetime
) -> Decision:
    """Who has the link has the mailbox: the account is theirs, connected, and its identifiant leaves by mail."""
    actif = replace(
        compte,
        sexe=sexe,
        mot_de_passe=secrets.mot_de_passe,
        question_secrete=secrets.question,
        reponse_secrete=secrets.reponse,
        identifiant=identifiant,
        active_le=now,
        connexion_le=now,
        connexion_appareil=appareil,
        expire_le=None,
    )
    return Decision(actif, [activation(actif, identifiant)])


def activation(compte: Compte, identifiant: str) -> Fait:
    """The account is active; the identifiant leaves by mail."""
    fait = CompteActiveV1(
        compte=compte.id,
        role=compte.role,
        identifiant=identifiant,
        nom=compte.nom,
        prenom=compte.prenom,
        email=compte.email,
        raison_sociale=compte.raison_sociale,
        numero_agrement=compte.numero_agrement,
    )
    return Fait(compte.id, fait)


def changer_mot_de_passe(compte: Compte, hachage: str, now: datetime) -> Decision:
    """The holder is told, in case it was not he."""
    change = MotDePasseChangeV1(compte=compte.id, nom=compte.nom_affiche, email=compte.email, change_le=now)
    return Decision(replace(compte, mot_de_passe=hachage), [Fait(compte.id, change)])


def fermer(compte: Compte, now: datetime) -> Decision:
    """By its holder; validated demandes go on without it (domain.md §9)."""
    ferme = CompteFermeV1(compte=compte.id, role=compte.role, nom=compte.nom_affiche, email=compte.email, ferme_le=now)
    return Decision(compte, [Fait(compte.id, ferme)])


def expirer(compte: Compte) -> Decision:
    """Nobody came: the account goes, and with it the demandes that had made it (seed 001)."""
    return Decision(compte, [Fait(compte.id, CompteExpireV1(compte=compte.id, demandes=tuple(compte.demandes)))])


def _plus_tard(existant: Compte | None, delai: datetime) -> datetime:
    """A link of 24 hours never shortens the seven days that a school's filing gave."""
    return max(existant.expire_le, delai) if existant and existant.expire_le else delai


def ouverture(compte: Compte, lien: Lien) -> Fait:
    """The account waits for its activation; the link leaves by mail."""
    assert compte.expire_le is not None
    ouvert = CompteOuvertV1(
        compte=compte.id,
        role=compte.role,
        nom=compte.nom,
        prenom=compte.prenom,
        email=compte.email,
        telephone=compte.telephone,
        jeton=lien.jeton,
        lien=lien.adresse,
        expire_le=compte.expire_le,
        demande=compte.demande,
    )
    return Fait(compte.id, ouvert)


def _rattachement(compte: UUID, finalisee: DemandeFinaliseeV1, *, nouveau: bool) -> CandidatRattacheV1:
    titulaire = titulaire_de(finalisee)
    return CandidatRattacheV1(
        compte=compte,
        nouveau=nouveau,
        sexe=titulaire.sexe,
        nom=titulaire.nom,
        prenom=titulaire.prenom,
        email=finalisee.contact.email,
        telephone=finalisee.contact.telephone,
    )
