"""Agents: an account that is active at once, under a password that an operator chose."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from accounts.adapters.second_facteur import Chiffree, adresse
from accounts.app import App
from accounts.commandes.refus import CommandeRefusee
from accounts.domain.agent import defaut_de_prefecture
from accounts.domain.compte import Cle, Compte, Decision, cle
from accounts.domain.mots_de_passe import LONGUEUR_MIN_AGENT, defauts, nettoyer
from accounts.domain.noms import base_identifiant, est_un_nom, identifiant_libre
from accounts.domain.saisie_activation import personnel_de
from accounts.domain.second_facteur import Facteur, graine_de
from accounts.storage import activations, comptes, journal, seconds_facteurs, sessions
from contracts.delivery import Tx
from contracts.vocabulary.roles import Role

IDENTIFIANT = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")


@dataclass(frozen=True)
class NouvelAgent:
    role: Role
    nom: str
    prenom: str
    email: str
    mot_de_passe: str = field(repr=False)
    prefecture: str | None = None
    identifiant: str | None = None
    graine: str | None = field(default=None, repr=False)

    @property
    def cle(self) -> Cle:
        return cle(self.role, self.email, self.nom, self.prenom)


@dataclass(frozen=True)
class AgentCree:
    """`otpauth` is told only when the second factor was made here, and only this once."""

    identifiant: str
    otpauth: str | None = field(default=None, repr=False)


async def creer_agent(app: App, agent: NouvelAgent) -> AgentCree:
    """Again for the same person: the same account, with this password, this préfecture and this second factor."""
    faults = list(_defauts(agent))
    if faults:
        raise CommandeRefusee("\n".join(faults))
    mot_de_passe = nettoyer(agent.mot_de_passe)
    hachage = await app.hacheur.hacher(mot_de_passe)
    async with app.db.begin() as tx:
        existant = await _existant(tx, agent)
        if existant is not None and await _inchange(tx, app, existant, agent):
            return AgentCree(str(existant.identifiant))
        voulu = await _voulu(tx, app, existant, agent, hachage)
        await sessions.fermer_toutes(tx, voulu.id)
        await comptes.save(tx, Decision(voulu), app.now())
        await activations.tuer(tx, voulu.id, app.now())
        otpauth = await _second_facteur(tx, app, voulu, agent)
        await journal.noter(tx, "agent-cree", le=app.now(), objet=voulu.id, detail=agent.role)
        return AgentCree(str(voulu.identifiant), otpauth)


def _defauts(agent: NouvelAgent) -> Iterator[str]:
    if not (est_un_nom(agent.nom) and est_un_nom(agent.prenom)):
        yield "Le nom et le prénom ne peuvent contenir que des lettres, des espaces, des tirets et des apostrophes."
    if agent.identifiant is not None and IDENTIFIANT.fullmatch(agent.identifiant) is None:
        yield "L'identifiant se compose de 3 à 40 lettres minuscules sans accent, chiffres, points et tirets."
    if defaut := defaut_de_prefecture(agent.role, agent.prefecture):
        yield f"--prefecture : {defaut}"
    personnel = personnel_de(agent.nom, agent.prenom, agent.email)
    yield from defauts(agent.mot_de_passe, personnel, longueur_min=LONGUEUR_MIN_AGENT)


async def _existant(tx: Tx, agent: NouvelAgent) -> Compte | None:
    """The agent's account, if there is one. An identifiant that is given must be his."""
    compte = await comptes.par_cle(tx, agent.cle)
    if agent.identifiant is None:
        return compte
    porteur = await comptes.par_identifiant(tx, agent.identifiant)
    if porteur is not None and porteur.cle != agent.cle:
        raise CommandeRefusee(f"L'identifiant {agent.identifiant} est déjà pris : choisissez-en un autre.")
    if compte is not None and compte.identifiant != agent.identifiant:
        raise CommandeRefusee(f"Cette personne a déjà l'identifiant {compte.identifiant} dans ce rôle.")
    return compte


async def _inchange(tx: Tx, app: App, existant: Compte, agent: NouvelAgent) -> bool:
    """The same command twice must not end the agent's sessions."""
    meme = await app.hacheur.verifier(existant.mot_de_passe, nettoyer(agent.mot_de_passe))
    graine = await _graine(tx, app, existant)
    return meme and existant.prefecture == agent.prefecture and graine is not None and agent.graine in (None, graine)


async def _graine(tx: Tx, app: App, existant: Compte) -> str | None:
    facteur = await seconds_facteurs.load(tx, existant.id)
    return (
        None if facteur is None else app.second_facteur.dechiffrer(existant.id, Chiffree(facteur.cle, facteur.graine))
    )


async def _second_facteur(tx: Tx, app: App, compte: Compte, agent: NouvelAgent) -> str | None:
    """The seed that is given, or the one there is; one that is made here is for the agent's application to read."""
    if agent.graine is None and await seconds_facteurs.existe(tx, compte.id):
        return None
    graine = agent.graine or graine_de(app.tirage(32))
    chiffree = app.second_facteur.chiffrer(compte.id, graine)
    await seconds_facteurs.retirer(tx, compte.id)
    await seconds_facteurs.poser(tx, Facteur(compte.id, False, chiffree.cle, chiffree.octets, app.now()))
    return None if agent.graine else adresse(graine, str(compte.identifiant))


async def _voulu(tx: Tx, app: App, existant: Compte | None, agent: NouvelAgent, hachage: str) -> Compte:
    identifiant = (existant and existant.identifiant) or agent.identifiant or await _identifiant_libre(tx, agent)
    neuf = Compte(
        id=app.id(),
        role=agent.role,
        nom=agent.nom,
        prenom=agent.prenom,
        email=agent.email,
        cree_le=app.now(),
    )
    return replace(
        existant or neuf,
        identifiant=identifiant,
        mot_de_passe=hachage,
        prefecture=agent.prefecture,
        active_le=(existant and existant.active_le) or app.now(),
        desactive_le=None,
        expire_le=None,
    )


async def _identifiant_libre(tx: Tx, agent: NouvelAgent) -> str:
    base = base_identifiant(agent.prenom, agent.nom)
    return identifiant_libre(base, await comptes.identifiants(tx, base))
