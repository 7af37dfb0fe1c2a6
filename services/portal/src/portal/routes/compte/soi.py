"""Who has an account: any role, for pages about himself."""

from typing import Annotated

from fastapi import Depends

from portal.pages import Page, page_pour

Connecte = Annotated[Page, Depends(page_pour())]
