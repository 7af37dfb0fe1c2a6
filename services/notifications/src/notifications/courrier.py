"""Writing a message: it waits for a sender, or stands in the account alone when it is not to be sent."""

from uuid import UUID

from contracts.delivery import Tx
from notifications.app import App
from notifications.domain.adresses import empreinte
from notifications.domain.catalogue import insiste
from notifications.domain.message import AEnvoyer
from notifications.domain.preferences import voulu
from notifications.storage import adresses, messages, preferences

ADRESSE_MORTE = "rien n'arrive à cette adresse"
PAS_VOULU = "son destinataire ne veut pas de ce message par cette voie"


async def ecrire(tx: Tx, app: App, fait: UUID, demande: UUID | None, a_envoyer: AEnvoyer) -> None:
    """Once for each fact; without an address there is nobody to write to."""
    if a_envoyer.adresse is None:
        return
    retenu = await _retenu(tx, app, a_envoyer, a_envoyer.adresse)
    await messages.add(tx, fait, demande, a_envoyer, app.new_id(), app.now(), retenu=retenu)


async def _retenu(tx: Tx, app: App, a_envoyer: AEnvoyer, adresse: str) -> str | None:
    """Why it is not sent."""
    if a_envoyer.a.compte is not None:
        wanted = await preferences.of(tx, a_envoyer.a.compte)
        if not voulu(a_envoyer.modele, a_envoyer.canal, wanted):
            return PAS_VOULU
    if insiste(a_envoyer.modele):
        return None
    dead = await adresses.is_dead(tx, empreinte(a_envoyer.canal, adresse, app.cles.sceau))
    return ADRESSE_MORTE if dead else None
