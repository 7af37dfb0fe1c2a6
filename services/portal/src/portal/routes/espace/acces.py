"""Who may open the pages of a demande, and where each of them finds it."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from contracts.vocabulary.roles import Role
from portal.pages import Page, page_pour

Candidat = Annotated[Page, Depends(page_pour(Role.USAGER))]
Ecole = Annotated[Page, Depends(page_pour(Role.AUTO_ECOLE))]
Partie = Annotated[Page, Depends(page_pour(Role.USAGER, Role.AUTO_ECOLE))]
"""Both see a demande (seed 000); what each may do to it, the service says."""


def liste_de(page: Page) -> tuple[str, str]:
    """The list that the reader comes from: its address and its name."""
    if page.role is Role.AUTO_ECOLE:
        return "/auto-ecole/demandes", "Suivi des demandes"
    return "/monespace/demandes", "Mon espace conducteur"


def chez(page: Page, demande: UUID | str) -> str:
    """The reader's page of a demande."""
    return f"{liste_de(page)[0]}/{demande}"
