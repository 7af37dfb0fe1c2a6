"""Agents: an administrator invites them, and ends their access."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from accounts.domain.activation import Lien
from accounts.domain.compte import Cle, Compte, Decision, cle, ouverture
from accounts.domain.delais import AGENTS, INVITATION
from accounts.domain.noms import est_un_nom
from contracts.errors import FieldError, RuleBroken
from contracts.vocabulary.roles import Role

DE_PREFECTURE = (Role.INSTRUCTEUR, Role.SUPERVISEUR)
PREFECTURE = re.compile(r"2[AB]\d|\d{3,4}", re.ASCII)


class InvitationInvalide(RuleBroken):
    slug = "invitation-invalide"
    title = "L'invitation est incomplète ou incorrecte"
    kind = "invalide"


class AgentDejaActif(RuleBroken):
    slug = "agent-deja-actif"
    title = "Cette personne a déjà un compte actif dans ce rôle"
    kind = "conflit"

    def __init__(self) -> None:
        super().__init__("Il n'y a rien à faire ; si elle a perdu son accès, désactivez son compte puis invitez-la.")


class InvitationIntrouvable(RuleBroken):
    slug = "invitation-introuvable"
    title = "Cette invitation n'existe pas ou n'attend plus"
    kind = "introuvable"

    def __init__(self) -> None:
        super().__init__("Rechargez la liste : elle a expiré, a été retirée, ou le compte est actif.")


class AgentIntrouvable(RuleBroken):
    slug = "agent-introuvable"
    title = "Cet agent n'existe pas ou n'est plus actif"
    kind = "introuvable"

    def __init__(self) -> None:
        super().__init__("Rechargez la liste des agents.")


class SonPropreCompte(RuleBroken):
    slug = "son-propre-compte"
    title = "Un administrateur ne désactive pas son propre compte"
    kind = "conflit"

    def __init__(self) -> None:
        super().__init__("Demandez à un autre administrateur de le faire.")


@dataclass(frozen=True)
class Invitation:
    role: Role
    nom: str
    prenom: str
    email: str
    prefecture: str | None = None

    @property
    def cle(self) -> Cle:
        return cle(self.role, self.email, self.nom, self.prenom)


def defaut_de_prefecture(role: Role, prefecture: str | None) -> str | None:
    """What is wrong with the préfecture of an agent of this role, in French."""
    if (role in DE_PREFECTURE) != (prefecture is not None):
        return "Instructeurs et superviseurs, et eux seuls, ont une préfecture, par exemple 921."
    if prefecture is not None and PREFECTURE.fullmatch(prefecture) is None:
        return "La préfecture se donne par le code INSEE de l'arrondissement, par exemple 921."
    return None


def verifier_invitation(invitation: Invitation) -> None:
    """Raises InvitationInvalide with every fault."""
    fautes = [*_fautes(invitation)]
    if fautes:
        raise InvitationInvalide("Corrigez ce que « errors » signale, puis renvoyez.", errors=fautes)


def _fautes(invitation: Invitation) -> Iterator[FieldError]:
    for pointer, mot in (("/nom", invitation.nom), ("/prenom", invitation.prenom)):
        if not est_un_nom(mot):
            yield FieldError(pointer, "N'écrivez que des lettres, des espaces, des tirets et des apostrophes.")
    if defaut := defaut_de_prefecture(invitation.role, invitation.prefecture):
        yield FieldError("/prefecture", defaut)


def inviter(existant: Compte | None, invitation: Invitation, *, id: UUID, lien: Lien, now: datetime) -> Decision:
    """A pending account and its link; who was deactivated gets his account back, with new words."""
    if existant is not None and existant.actif:
        raise AgentDejaActif
    neuf = Compte(id=id, role=invitation.role, nom="", prenom="", email="", cree_le=now)
    attendu = replace(
        existant or neuf,
        nom=invitation.nom,
        prenom=invitation.prenom,
        email=invitation.email,
        prefecture=invitation.prefecture,
        active_le=None,
        desactive_le=None,
        expire_le=now + INVITATION,
    )
    return Decision(attendu, [ouverture(attendu, lien)], lien)


def est_une_invitation(compte: Compte | None) -> bool:
    return compte is not None and compte.role in AGENTS and compte.expire_le is not None


def desactiver(compte: Compte | None, par: UUID, now: datetime) -> Decision:
    """Nothing opens the account any more; it stays, for those who ask later who decided."""
    if compte is None or compte.role not in AGENTS or not compte.actif:
        raise AgentIntrouvable
    if compte.id == par:
        raise SonPropreCompte
    return Decision(replace(compte, desactive_le=now, mot_de_passe=None, question_secrete=None, reponse_secrete=None))
