"""One request to a page: who asks, what was sent, and the answer as HTML."""

from portal.pages.formulaire import Formulaire, Saisie
from portal.pages.page import Page, PageDe, page_pour

__all__ = ["Formulaire", "Page", "PageDe", "Saisie", "page_pour"]
