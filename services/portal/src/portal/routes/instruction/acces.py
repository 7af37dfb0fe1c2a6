"""Who may open the pages of the préfecture."""

from typing import Annotated

from fastapi import Depends

from contracts.vocabulary.roles import Role
from portal.pages import Page, page_pour

PageInstructeur = Annotated[Page, Depends(page_pour(Role.INSTRUCTEUR, Role.SUPERVISEUR))]
"""What is an instructor's is his supervisor's, too."""
PageSuperviseur = Annotated[Page, Depends(page_pour(Role.SUPERVISEUR))]

DOSSIERS = "/api/instruction/dossiers"
