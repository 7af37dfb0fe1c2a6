"""Who may open the pages of the CTN."""

from typing import Annotated

from fastapi import Depends

from contracts.vocabulary.roles import Role
from portal.pages import Page, page_pour

PageAgent = Annotated[Page, Depends(page_pour(Role.AGENT_CTN))]
