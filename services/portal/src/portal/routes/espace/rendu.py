"""A refusal told on the page that one comes back to."""

from portal.clients import Probleme


def dire(probleme: Probleme) -> str:
    """In one sentence after another; each fault of a field too, since its form is not shown again."""
    fautes = [detail for detail in probleme.erreurs.values() if detail != probleme.detail]
    return " ".join([f"{probleme.titre}.", probleme.detail, *fautes])
