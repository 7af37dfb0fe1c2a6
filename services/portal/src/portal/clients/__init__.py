"""The services behind the pages: how they are asked, and what their answers are to a page."""

from portal.clients.interlocuteurs import Interlocuteurs, ServiceAbsent
from portal.clients.reponse import Probleme, Reponse
from portal.clients.visiteur import Visiteur

__all__ = ["Interlocuteurs", "Probleme", "Reponse", "ServiceAbsent", "Visiteur"]
