"""Who may open the pages of the administration, and the part of a list that was asked for."""

from typing import Annotated, Any

from fastapi import Depends, Query

from contracts.vocabulary.roles import Role
from portal.pages import Page, page_pour

PageAdministrateur = Annotated[Page, Depends(page_pour(Role.ADMINISTRATEUR))]
Curseur = Annotated[str, Query(max_length=512)]


def demandes(**params: Any) -> dict[str, Any]:
    """Only what was asked for: an empty filter is none."""
    return {nom: valeur for nom, valeur in params.items() if valeur}
