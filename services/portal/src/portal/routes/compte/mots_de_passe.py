"""What every form with a new password does: typed twice, and never written back."""

from contracts.vocabulary.roles import Role
from portal.clients import Probleme
from portal.pages import Saisie

LONGUEUR, LONGUEUR_AGENT = 8, 12  # told beside the field; accounts decides
SANS_AGENTS = frozenset({Role.USAGER, Role.AUTO_ECOLE})


def longueur_min(role: str) -> int:
    return LONGUEUR if role in SANS_AGENTS else LONGUEUR_AGENT


def deux_fois(saisie: Saisie) -> Probleme | None:
    """The one thing that only the page can know: whether both are the same."""
    if saisie.brut("mot_de_passe") == saisie.brut("confirmation"):
        return None
    detail = "Les deux mots de passe diffèrent : saisissez-les de nouveau."
    return Probleme(
        422, "confirmation-differente", "Le mot de passe n’est pas confirmé", detail, {"/confirmation": detail}
    )
