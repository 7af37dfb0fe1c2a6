"""Every delay and every limit of accounts, as rows."""

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from contracts.vocabulary.roles import Role

ACTIVATION_SEUL = timedelta(hours=24)  # seed 004: « sans connexion de votre part dans les 24h »
ACTIVATION_AUTO_ECOLE = timedelta(hours=168)  # seed 001: seven days; domain.md OP-27: counted as 168 hours

INVITATION = timedelta(hours=72)  # an agent's activation link

AGENTS = frozenset({Role.AGENT_CTN, Role.INSTRUCTEUR, Role.SUPERVISEUR, Role.ADMINISTRATEUR})

SESSION_AGENT = timedelta(hours=12)
SESSION = timedelta(days=30)

OUBLI = timedelta(hours=1)  # a link that lets one choose another password
REPONSES_MAX = 5  # answers to the secret question, then the link is dead

CONFIRMATION = timedelta(hours=24)  # a link that confirms a new mail address
CODE = timedelta(minutes=10)  # a code that confirms a new phone
CODE_ESSAIS_MAX = 5

CAPTCHA = timedelta(minutes=10)  # from the challenge to the form

FRANCECONNECT_ALLER = timedelta(minutes=10)  # from our button to the return
FRANCECONNECT_CODE = timedelta(minutes=1)  # from the return to the page's POST
FRANCECONNECT_FRAICHE = timedelta(minutes=10)  # a login that stands for a password, to choose the first one
FRANCECONNECT_RATTACHEMENT = timedelta(minutes=10)  # from there to an account, linked or made

LIENS_GARDES = timedelta(days=30)  # a dead link goes on saying why it is dead


class Limite(NamedTuple):
    """So many tries within a window that begins with the first one."""

    essais: int
    fenetre: timedelta


LIMITES: Mapping[str, Limite] = {
    "inscription": Limite(5, timedelta(hours=1)),  # for each mail address, known or not
    "oubli": Limite(5, timedelta(hours=1)),  # for each mail address or identifiant, known or not
    "mot-de-passe": Limite(5, timedelta(minutes=15)),  # for each account: it is asked again for what matters
    "second-facteur": Limite(10, timedelta(minutes=15)),  # for each account, besides those at the login
    "invitations": Limite(100, timedelta(hours=1)),  # for each administrator
    "coordonnees": Limite(5, timedelta(hours=1)),  # for each account: links and codes that it sends
    "attente": Limite(5, timedelta(hours=1)),  # for each network: tickets of those who wait instead of working
    "attentes": Limite(120, timedelta(hours=1)),  # of all networks together
    "adresse": Limite(60, timedelta(minutes=15)),  # for each network address, whatever it tries
}


def duree_de_session(role: Role) -> timedelta:
    """How long a session may be renewed; its access tokens last ten minutes."""
    return SESSION_AGENT if role in AGENTS else SESSION
