"""Agents: an account that is active at once, under a password that an operator chose."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from accounts.app import App
from accounts.commandes.refus import CommandeRefusee
from accounts.domain.compte import Cle, Compte, Decision, cle
from accounts.domain.mots_de_passe import LONGUEUR_MIN_AGENT, defauts, nettoyer
from accounts.domain.noms import base_identifiant, est_un_nom, identifiant_libre
from accounts.domain.saisie_activation import personnel_de
from accounts.storage import comptes, sessions
from contracts.delivery import Tx
from contracts.vocabulary.roles import Role

IDENTIFIANT = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
PREFECTURE = re.compile(r"2[AB]\d|\d{3,4}", re.ASCII)


@dataclass(frozen=True)
class NouvelAgent:
    role: Role
    nom: str
    prenom: str
    email: str
    mot_de_passe: str = field(repr=False)
    prefecture: str | None = None
    identifiant: str | None = None

    @property
    def cle(self) -> Cle:
        return cle(self.role, self.email, self.nom, self.prenom)


async def creer_agent(app: App, agent: NouvelAgent) -> str:
    """The identifiant. Again for the same person: the same account, with this password and this préfecture."""
    faults = list(_defauts(agent))
    if faults:
        raise CommandeRefusee("\n".join(faults))
    mot_de_passe = nettoyer(agent.mot_de_passe)
    hachage = await app.hacheur.hacher(mot_de_passe)
    async with app.db.begin() as tx:
        existant = await _existant(tx, agent)
        if existant is None or not await _inchange(app, existant, agent):
            voulu = await _voulu(tx, app, existant, agent, hachage)
            await sessions.fermer_toutes(tx, voulu.id)
            await comptes.save(tx, Decision(voulu), app.now())
            return str(voulu.identifiant)
    return str(existant.identifiant)


def _defauts(agent: NouvelAgent) -> Iterator[str]:
    if not (est_un_nom(agent.nom) and est_un_nom(agent.prenom)):
        yield "Le nom et le prénom ne peuvent contenir que des lettres, des espaces, des tirets et des apostrophes."
    if agent.identifiant is not None and IDENTIFIANT.fullmatch(agent.identifiant) is None:
        yield "L'identifiant se compose de 3 à 40 lettres minuscules sans accent, chiffres, points et tirets."
    if (agent.role is Role.INSTRUCTEUR) != (agent.prefecture is not None):
        yield "Un instructeur, et lui seul, a une préfecture : donnez-lui --prefecture, par exemple 921."
    elif agent.prefecture is not None and PREFECTURE.fullmatch(agent.prefecture) is None:
        yield "La préfecture se donne par le code INSEE de l'arrondissement, par exemple 921."
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


async def _inchange(app: App, existant: Compte, agent: NouvelAgent) -> bool:
    """The same command twice must not end the agent's sessions."""
    meme = await app.hacheur.verifier(existant.mot_de_passe, nettoyer(agent.mot_de_passe))
    return meme and existant.prefecture == agent.prefecture


async def _voulu(tx: Tx, app: App, existant: Compte | None, agent: NouvelAgent, hachage: str) -> Compte:
    identifiant = (existant and existant.identifiant) or agent.identifiant or await _identifiant_libre(tx, agent)
    neuf = Compte(
        id=app.id(),
        role=agent.role,
        nom=agent.nom,
        prenom=agent.prenom,
        email=agent.email,
        cree_le=app.now(),
        active_le=app.now(),
    )
    return replace(existant or neuf, identifiant=identifiant, mot_de_passe=hachage, prefecture=agent.prefecture)


async def _identifiant_libre(tx: Tx, agent: NouvelAgent) -> str:
    base = base_identifiant(agent.prenom, agent.nom)
    return identifiant_libre(base, await comptes.identifiants(tx, base))
